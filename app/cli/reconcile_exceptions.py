"""`mindgarden reconcile exceptions`: the queue of what reconciliation can't explain."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

import click

from app.cli.actor import actor_id, acts_as
from app.db.connection import connect

_DAY = click.DateTime(["%Y-%m-%d"])
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_NAMES = (
    "exception_id", "tenant", "kind", "side", "ref", "amount_minor", "currency", "finding", "state",
    "owner_id", "reason", "resolution", "expected_on", "resolved_on", "opened_on",
)  # fmt: skip


@click.group()
def exceptions() -> None:
    """Work on what fee, VAT, cancel and timing don't explain."""


@exceptions.command("list")
@click.option(
    "--state",
    type=click.Choice(["open", "assigned", "resolved", "all"]),
    help="Only these (default: open and assigned).",
)
@click.option("--tenant", "tenant_key", metavar="KEY")
@_JSON
def list_exceptions(state: str | None, tenant_key: str | None, as_json: bool) -> None:
    """List the queue, oldest first."""
    with connect("mg_batch") as connection:
        rows = connection.execute(
            "SELECT * FROM settlement.list_gateway_exception(%(state)s,"
            " CASE WHEN %(key)s::text IS NOT NULL THEN ARRAY[settlement.find_tenant(%(key)s)] END)",
            {"state": state, "key": tenant_key},
        ).fetchall()
    found = [dict(zip(_NAMES, row, strict=True)) for row in rows]
    if as_json:
        click.echo(json.dumps({"exceptions": found}, ensure_ascii=False, default=str))
        return
    for one in found:
        click.echo(
            f"{one['exception_id']}  {one['state']:<8} {one['kind']:<14} {one['tenant'] or '-':<12}"
            f" {one['amount_minor']:>14,} {one['currency']}  {one['finding']}"
        )


@exceptions.command()
@click.argument("exception_id", type=click.UUID)
@click.option("--to", "owner_email", required=True, metavar="EMAIL", help="Who looks into it.")
@click.option("--reason", help="What is known so far.")
@acts_as
@_JSON
def assign(
    exception_id: UUID,
    owner_email: str,
    reason: str | None,
    actor_email: str | None,
    as_json: bool,
) -> None:
    """Give an exception an owner."""
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT settlement.assign_gateway_exception(%s, %s, %s, %s)",
            (
                exception_id,
                actor_id(connection, owner_email),
                reason,
                actor_id(connection, actor_email),
            ),
        ).fetchone()
    _say(exception_id, row, as_json)


@exceptions.command()
@click.argument("exception_id", type=click.UUID)
@click.option(
    "--by",
    "resolution",
    required=True,
    type=click.Choice(["write_off", "received", "linked", "expected", "accepted"]),
    help="How: posted as a difference, money came otherwise, linked by hand, comes later, stays as it is.",
)
@click.option("--reason", required=True, help="Why; whoever audits the ledger reads it.")
@click.option("--on", "day", type=_DAY, help="Day of the resolving entry (default: today).")
@click.option("--tenant", "tenant_key", metavar="KEY", help="Whose book, where nobody knows.")
@click.option("--link", "link_ref", help="For linked: the event's ref, or the row's key.")
@click.option("--until", "expected_on", type=_DAY, help="For expected: looked at again after it.")
@acts_as
@_JSON
def resolve(
    exception_id: UUID,
    resolution: str,
    reason: str,
    day: datetime | None,
    tenant_key: str | None,
    link_ref: str | None,
    expected_on: datetime | None,
    actor_email: str | None,
    as_json: bool,
) -> None:
    """Resolve an exception; what it leaves in the receivable is posted away or linked."""
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT settlement.resolve_gateway_exception(%(id)s, %(how)s, %(why)s,"
            " coalesce(%(day)s, (now() AT TIME ZONE 'Asia/Seoul')::date),"
            " CASE WHEN %(key)s::text IS NOT NULL THEN settlement.find_tenant(%(key)s) END, %(link)s, %(until)s, %(actor)s)",
            {
                "id": exception_id,
                "how": resolution,
                "why": reason,
                "day": day.date() if day else None,
                "key": tenant_key,
                "link": link_ref,
                "until": expected_on.date() if expected_on else None,
                "actor": actor_id(connection, actor_email),
            },
        ).fetchone()
    _say(exception_id, row, as_json)


def _say(exception_id: UUID, row: tuple[str] | None, as_json: bool) -> None:
    assert row is not None
    if as_json:
        click.echo(json.dumps({"exception_id": str(exception_id), "outcome": row[0]}))
    else:
        click.echo(f"exception {exception_id}: {row[0]}")
