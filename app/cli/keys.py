"""mindgarden keys: the keys that personal data is sealed with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.progress import Progress

from app.identity import key_rotation
from app.oauth.signing_key import rotate_key

_kind = click.argument("kind", type=click.Choice(["wrapping", "index", "data", "signing"]))


@click.group()
def keys() -> None:
    """Keys of personal data: wrapping keys and index keys in the keyring, data keys in the database."""


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_keys(as_json: bool) -> None:
    """List the keyring's keys by their ids, and how much each still serves."""
    found = key_rotation.key_use()
    if as_json:
        click.echo(json.dumps({"keys": found}))
        return
    for key in found:
        state = "active" if key["is_active"] else "older" if key["is_held"] else "MISSING"
        served = "data keys" if key["kind"] == "wrapping" else "people"
        click.echo(f"{key['kind']:<9} {key['key_id']:<14} {state:<8} {key['use_count']} {served}")


@keys.command()
@_kind
@click.option("--added", is_flag=True, help="The new key is in the ring already: only move over.")
def rotate(kind: str, added: bool) -> None:
    """Make a new key and move everything over, while people go on working.

    wrapping: what wraps the data keys. index: what finds an address. data: a fresh key for everybody.
    signing: what signs tokens of applications; it is published for an hour before it signs.
    Started again after a break, with --added, it goes on where it stopped.
    """
    if kind == "signing":
        added_key = rotate_key()
        moved = f"the signing key {added_key} is published" if added_key else "a key was just added"
    elif kind == "data":
        moved = _count(key_rotation.reseal(datetime.now(UTC)), "people")
    else:
        if not added:
            click.echo(f"the {kind} key {key_rotation.add(kind)} is active")
        moves = key_rotation.rewrap() if kind == "wrapping" else key_rotation.reindex()
        moved = _count(moves, "data keys" if kind == "wrapping" else "people")
    click.echo(moved)


@keys.command()
@click.argument("kind", type=click.Choice(["wrapping", "index"]))
@click.argument("key_id")
def retire(kind: str, key_id: str) -> None:
    """Take an old key out of the keyring; refused while anything needs it.

    Backups from before the rotation still need it: keep it with them.
    """
    key_rotation.retire(kind, key_id)
    click.echo(f"retired the {kind} key {key_id}")


def _count(moves: Iterator[int], what: str) -> str:
    done = 0
    with Progress(
        console=Console(stderr=True), disable=not Console(stderr=True).is_terminal
    ) as bar:
        task = bar.add_task(f"moving {what}", total=None)
        for step in moves:
            done += step
            bar.update(task, completed=done)
    return f"moved {done} {what}"
