"""`mindgarden adjust` at the console, and `mindgarden adjustment`: asked for by one person, approved by another."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import click
import psycopg
from psycopg.rows import dict_row

from app.cli.actor import actor_id, acts_as
from app.cli.columns import print_columns
from app.cli.report import write_whole
from app.db.connection import connect

TOO_LARGE = 5 * 1024 * 1024 + 1
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_ID = click.argument("request_id", metavar="ID", type=click.UUID)
Command = TypeVar("Command", bound=Callable[..., Any])


def _describes(command: Command) -> Command:
    for option in (
        click.option("--tenant", "tenant_key", required=True, help="Key of the tenant."),
        click.option("--date", "on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day it is given for."),
        click.option("--amount", required=True, help="In major units, signed in the tenant's favour: -2500 or 12.50."),
        click.option("--reason", required=True, help="Why; the tenant reads it."),
        click.option("--schedule", "schedule_code", default="", help="The schedule that counts it (default: the main one)."),
        click.option("--key", "request_key", help="The same key is the same adjustment (default: a new one)."),
        _JSON,
    ):  # fmt: skip
        command = option(command)
    return acts_as(command)


@click.command(context_settings={"ignore_unknown_options": True})
@_describes
def adjust(
    tenant_key: str,
    on: datetime,
    amount: str,
    reason: str,
    request_key: str | None,
    schedule_code: str,
    actor_email: str | None,
    as_json: bool,
) -> None:
    """Record a signed adjustment; dated in the first open period if its own is closed."""
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT adjustment_id, effective_on, amount_minor, currency FROM settlement.adjust(%s, %s, %s, %s, %s, %s, %s)",
            (
                tenant_key,
                on.date(),
                amount,
                reason,
                request_key or str(uuid4()),
                actor_id(connection, actor_email),
                schedule_code,
            ),
        ).fetchone()
    assert row is not None
    adjustment_id, effective_on, amount_minor, currency = row
    if as_json:
        click.echo(
            json.dumps(
                {
                    "adjustment_id": str(adjustment_id),
                    "effective_on": str(effective_on),
                    "amount_minor": amount_minor,
                    "currency": currency,
                }
            )
        )
    else:
        click.echo(f"adjustment {adjustment_id}: {amount} {currency}, counts on {effective_on}")


@click.group()
def adjustment() -> None:
    """Ask for an adjustment, attach documents, approve or reject it as another person."""


@adjustment.command(context_settings={"ignore_unknown_options": True})
@_describes
@click.option("--attach", "files", multiple=True, type=click.Path(path_type=Path), help="A document (repeatable).")  # fmt: skip
def request(
    tenant_key: str,
    on: datetime,
    amount: str,
    reason: str,
    request_key: str | None,
    schedule_code: str,
    files: tuple[Path, ...],
    actor_email: str | None,
    as_json: bool,
) -> None:
    """Ask for a signed adjustment: nothing is adjusted before another person approves it."""
    contents = [(path, _content(path)) for path in files]
    with connect("mg_batch") as connection:
        actor = actor_id(connection, actor_email)
        key = request_key or str(uuid4())
        request_id = _call(
            connection,
            "SELECT settlement.request_adjustment(%s, %s, %s, %s, %s, %s, %s)",
            (tenant_key, on.date(), amount, reason, key, actor, schedule_code),
        )
        for path, content in contents:
            _attach(connection, request_id, path, content, None, actor)
    _tell(as_json, f"request {request_id}: waits for another person", request_id=request_id)


@adjustment.command()
@_ID
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--media-type", help="Like application/pdf (default: by the file's name).")
@acts_as
@_JSON
def attach(
    request_id: UUID, file: Path, media_type: str | None, actor_email: str | None, as_json: bool
) -> None:
    """Attach a document to a request that is not decided yet."""
    content = _content(file)
    with connect("mg_batch") as connection:
        actor = actor_id(connection, actor_email)
        attachment_id = _attach(connection, request_id, file, content, media_type, actor)
    _tell(as_json, f"attachment {attachment_id}", attachment_id=attachment_id)


@adjustment.command()
@_ID
@acts_as
@_JSON
def approve(request_id: UUID, actor_email: str | None, as_json: bool) -> None:
    """Approve what another person asked for: the adjustment is recorded."""
    with connect("mg_batch") as connection:
        adjustment_id = _call(
            connection,
            "SELECT settlement.approve_adjustment(%s, %s)",
            (request_id, actor_id(connection, actor_email)),
        )
    _tell(as_json, f"request {request_id}: approved, adjustment {adjustment_id}",
          request_id=request_id, status="approved", adjustment_id=adjustment_id)  # fmt: skip


@adjustment.command()
@_ID
@click.option("--reason", required=True, help="Why not.")
@acts_as
@_JSON
def reject(request_id: UUID, reason: str, actor_email: str | None, as_json: bool) -> None:
    """Reject what another person asked for: nothing is adjusted."""
    with connect("mg_batch") as connection:
        _call(
            connection,
            "SELECT settlement.reject_adjustment(%s, %s, %s)",
            (request_id, reason, actor_id(connection, actor_email)),
        )
    _tell(as_json, f"request {request_id}: rejected", request_id=request_id, status="rejected")


@adjustment.command("list")
@click.option("--tenant", "tenant_key", metavar="KEY", help="Only this tenant's.")
@click.option(
    "--status", "states", multiple=True, type=click.Choice(["requested", "approved", "rejected"]), help="Only these."
)  # fmt: skip
@_JSON
def list_requests(tenant_key: str | None, states: tuple[str, ...], as_json: bool) -> None:
    """List requests, with their attachments, the oldest first."""
    with connect("mg_auditor") as auditor, auditor.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "SELECT * FROM settlement.list_adjustment_request(%s, %s)",
            (tenant_key, list(states) or None),
        )
        found = cursor.fetchall()
    if as_json:
        click.echo(json.dumps({"requests": found}, ensure_ascii=False, default=str))
        return
    print_columns(
        {
            "request": [str(row["adjustment_request_id"]) for row in found],
            "tenant": [row["tenant_key"] for row in found],
            "schedule": [row["schedule_code"] for row in found],
            "date": [str(row["adjusted_on"]) for row in found],
            "amount": [row["amount"] for row in found],
            "status": [row["status"] for row in found],
            "asked by": [row["requested_by"] or "" for row in found],
            "decided by": [row["decided_by"] or "" for row in found],
            "files": [str(len(row["attachments"])) for row in found],
            "reason": [row["reason"] for row in found],
        },
        right=("amount", "files"),
    )


@adjustment.command()
@click.argument("attachment_id", metavar="ID", type=click.UUID)
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Where to write it.")
@_JSON
def attachment(attachment_id: UUID, output: Path, as_json: bool) -> None:
    """Write an attached document to a file."""
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT a.file_name, a.media_type, a.size_bytes, encode(a.content_sha256, 'hex'), a.content"
            " FROM settlement.read_attachment(%s) AS a",
            (attachment_id,),
        ).fetchone()
    assert row is not None
    file_name, media_type, size_bytes, sha256, content = row
    write_whole(output, iter([content]))
    _tell(as_json, f"{output}: {file_name}, {media_type}, {size_bytes:,} bytes, SHA-256 {sha256}",
          file_name=file_name, media_type=media_type, size_bytes=size_bytes, content_sha256=sha256)  # fmt: skip


def _content(path: Path) -> bytes:
    """The file, or as much of it as is enough to see that it is too large."""
    with path.open("rb") as file:
        return file.read(TOO_LARGE)


def _attach(
    connection: psycopg.Connection[Any],
    request_id: UUID,
    path: Path,
    content: bytes,
    media_type: str | None,
    actor: UUID | None,
) -> UUID:
    guessed = media_type or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    attached = _call(
        connection,
        "SELECT settlement.attach_adjustment_file(%s, %s, %s, %s, %s)",
        (request_id, path.name, guessed, content, actor),
    )
    return UUID(str(attached))


def _call(connection: psycopg.Connection[Any], query: str, values: tuple[Any, ...]) -> Any:
    row = connection.execute(query.encode(), values).fetchone()
    assert row is not None
    return row[0]


def _tell(as_json: bool, sentence: str, **values: Any) -> None:
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False, default=str))
    else:
        click.echo(sentence)
