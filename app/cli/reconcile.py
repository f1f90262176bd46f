"""`mindgarden reconcile`: what the payment gateway settled, matched with our events."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from app.cli import reconcile_exceptions
from app.cli.actor import actor_id, acts_as
from app.cli.imports import say_outcome
from app.db.connection import connect

_DAY = click.DateTime(["%Y-%m-%d"])
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_SKIP_BAD = click.option("--skip-bad", is_flag=True, help="Record the good rows nevertheless.")
_AS_OF = click.option("--as-of", type=_DAY, help="The day that counts as today (default: today).")
_TENANT = click.option("--tenant", "tenant_key", metavar="KEY", help="One tenant alone.")


@click.group()
def reconcile() -> None:
    """Reconcile with the payment gateway: import its rows, match them, work on what is left."""


reconcile.add_command(reconcile_exceptions.exceptions)


@reconcile.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_SKIP_BAD
@click.option(
    "--reject-file", type=click.Path(path_type=Path), help="Where bad rows go (default: beside)."
)
@acts_as
@_JSON
def import_rows(
    file: Path, skip_bad: bool, reject_file: Path | None, actor_email: str | None, as_json: bool
) -> None:
    """Import settlement rows: Toss's JSON array, or a CSV file (.gz too). Twice is once."""
    from app.imports.gateway import import_gateway_file

    outcome = import_gateway_file(
        file, skip_bad=skip_bad, reject_file=reject_file, actor=_actor(actor_email)
    )
    say_outcome(outcome, skip_bad, as_json, "mindgarden reconcile undo")


@reconcile.command()
@click.option("--from", "first", type=_DAY, required=True, help="The first day.")
@click.option("--to", "last", type=_DAY, required=True, help="The last day.")
@click.option(
    "--by",
    "date_type",
    type=click.Choice(["soldDate", "paidOutDate"]),
    default="soldDate",
    show_default=True,
    help="Which day counts.",
)
@click.option("--page-size", type=click.IntRange(1, 5000), default=1000, show_default=True)
@_SKIP_BAD
@acts_as
@_JSON
def fetch(
    first: datetime,
    last: datetime,
    date_type: str,
    page_size: int,
    skip_bad: bool,
    actor_email: str | None,
    as_json: bool,
) -> None:
    """Fetch the rows of some days from Toss Payments. Days may overlap with earlier ones."""
    from app.imports.gateway import fetch_gateway_rows
    from app.integrations.toss_settlements import configured

    outcome = fetch_gateway_rows(
        configured(),
        first.date(),
        last.date(),
        date_type=date_type,
        page_size=page_size,
        skip_bad=skip_bad,
        actor=_actor(actor_email),
    )
    say_outcome(outcome, skip_bad, as_json, "mindgarden reconcile undo")


@reconcile.command()
@_AS_OF
@_TENANT
@acts_as
@_JSON
def match(
    as_of: datetime | None, tenant_key: str | None, actor_email: str | None, as_json: bool
) -> None:
    """Match rows with events, post what is paid out, bring the exceptions up to date."""
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT placed_count, link_count, posted_count, exception_count"
            " FROM settlement.match_gateway(%s, %s, %s)",
            (
                _tenants(connection, tenant_key),
                as_of.date() if as_of else None,
                actor_id(connection, actor_email),
            ),
        ).fetchone()
    assert row is not None
    placed, links, posted, opened = row
    if as_json:
        click.echo(
            json.dumps({"placed": placed, "links": links, "posted": posted, "exceptions": opened})
        )
    else:
        click.echo(
            f"{placed} rows found their tenant, {links} links changed, {posted} rows posted,"
            f" {opened} new exceptions"
        )


@reconcile.command()
@click.argument("file_id", type=click.UUID)
@acts_as
@_JSON
def undo(file_id: UUID, actor_email: str | None, as_json: bool) -> None:
    """Take a wrong gateway file back as a whole; its rows can be imported anew."""
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT settlement.undo_gateway(%s, %s)", (file_id, actor_id(connection, actor_email))
        ).fetchone()
    assert row is not None
    if as_json:
        click.echo(json.dumps({"file_id": str(file_id), "undone": row[0]}))
    else:
        click.echo(
            f"{row[0]} rows undone (now: mindgarden reconcile match)"
            if row[0]
            else "it was undone already: nothing changed"
        )


@reconcile.command()
@_JSON
def files(as_json: bool) -> None:
    """List the imported settlements, newest first."""
    names = ("file_id", "file_name", "origin", "status", "recorded", "unchanged", "rejected", "created_at")  # fmt: skip
    with connect("mg_batch") as connection:
        rows = connection.execute(
            "SELECT gateway_file_id::text, file_name, origin, status, recorded_count, unchanged_count,"
            " rejected_count, created_at::text FROM settlement.list_gateway_file()"
        ).fetchall()
    if as_json:
        found = [dict(zip(names, row, strict=True)) for row in rows]
        click.echo(json.dumps({"files": found}, ensure_ascii=False))
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row))


@reconcile.command()
@click.argument("code")
@click.option("--name-ko")
@click.option("--name-en")
@click.option("--day-shift", type=int, help="How far days may differ where no reference says so.")
@click.option(
    "--missing-after", type=int, help="Days after which an event that it doesn't name is missing."
)
@click.option("--late-after", type=int, help="Days after the sale by which it pays out.")
@click.option(
    "--pass-fee-on/--keep-margin",
    "is_fee_passed_on",
    default=None,
    help="Whether tenants bear exactly its fee: then a fee that differs is an exception.",
)
@_JSON
def gateway(
    code: str,
    name_ko: str | None,
    name_en: str | None,
    day_shift: int | None,
    missing_after: int | None,
    late_after: int | None,
    is_fee_passed_on: bool | None,
    as_json: bool,
) -> None:
    """Add the gateway CODE, or change how reconciliation treats it; shows it without options."""
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT to_jsonb(g) FROM settlement.record_gateway(%s, %s, %s, %s, %s, %s, %s) AS g",
            (code, name_ko, name_en, day_shift, missing_after, late_after, is_fee_passed_on),
        ).fetchone()
    assert row is not None
    known: dict[str, Any] = row[0]
    if as_json:
        click.echo(json.dumps(known, ensure_ascii=False))
        return
    for name, value in known.items():
        click.echo(f"{name:<20} {'' if value is None else value}")


@reconcile.command()
@_AS_OF
@_TENANT
@_JSON
def status(as_of: datetime | None, tenant_key: str | None, as_json: bool) -> None:
    """Show what is matched, what the difference is made of, and what the gateway still owes."""
    from app.cli.reconcile_status import read_status, say_status

    with connect("mg_batch") as connection:
        found = read_status(
            connection, _tenants(connection, tenant_key), as_of.date() if as_of else None
        )
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, default=str))
    else:
        say_status(found)


def _actor(actor_email: str | None) -> UUID | None:
    if actor_email is None:
        return None
    with connect("mg_batch") as connection:
        return actor_id(connection, actor_email)


def _tenants(connection: Any, tenant_key: str | None) -> list[UUID] | None:
    if tenant_key is None:
        return None
    row = connection.execute("SELECT settlement.find_tenant(%s)", (tenant_key,)).fetchone()
    return [row[0]]
