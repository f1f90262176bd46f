"""`mindgarden retention`: how long money records are kept, what is due to go, and the evidence of what went."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, cast

import click
import psycopg

from app.cli.actor import actor_id, acts_as
from app.cli.report import ROLE
from app.db.connection import connect

_DAY = click.DateTime(["%Y-%m-%d"])
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_TENANT = click.option("--tenant", "tenant_key", metavar="KEY", help="Only this tenant.")
_AS_OF = click.option("--as-of", type=_DAY, help="The day that counts as today (default: today).")
PLAN = (
    "tenant", "tenant_id", "first_day", "last_day", "kept_until", "events", "lines", "transfers", "statements",
    "adjustments", "kept", "obstacle",
)  # fmt: skip
EVIDENCE = (
    "tenant", "subject", "first_day", "last_day", "disposed", "kept", "amount_minor", "currency", "digest", "kept_until",
    "law_ko", "law_en", "disposed_at", "disposed_by",
)  # fmt: skip
HOLDS = (
    "hold", "tenant", "first_day", "last_day", "reason", "expires_on", "placed_at", "released_at", "release_reason",
)  # fmt: skip


@click.group()
def retention() -> None:
    """Dispose of money records whose time is over, with evidence; see what would go, and hold it back."""


@retention.command("keep-until")
@click.argument("day", type=_DAY)
def keep_until(day: datetime) -> None:
    """The last day on which money records of DAY must be kept."""
    with connect(ROLE) as connection:
        row = connection.execute("SELECT ops.keep_until(%s)", (day.date(),)).fetchone()
    assert row is not None
    click.echo(str(row[0]))


@retention.command()
@_TENANT
@_AS_OF
@_JSON
def plan(tenant_key: str | None, as_of: datetime | None, as_json: bool) -> None:
    """What a disposal would take of each tenant, and what stands in its way. Changes nothing; may look ahead."""
    with connect("mg_batch") as connection:
        found = _plan(connection, tenant_key, as_of)
    if as_json:
        click.echo(json.dumps({"plan": found}, default=str, ensure_ascii=False))
        return
    for row in found:
        click.echo(
            f"{row['tenant']}: {row['first_day']}..{row['last_day']}, kept until {row['kept_until']}:"
            f" {row['events']:,} events, {row['lines']:,} lines, {row['transfers']:,} transfers,"
            f" {row['statements']:,} statements, {row['adjustments']:,} adjustments; {row['kept']:,} rows stay"
            + (f"; held back: {row['obstacle']}" if row["obstacle"] else "")
        )
    if not found:
        click.echo("nothing is due")


@retention.command()
@_TENANT
@_AS_OF
@acts_as
@_JSON
def dispose(
    tenant_key: str | None, as_of: datetime | None, actor_email: str | None, as_json: bool
) -> None:
    """Dispose of what the plan lists, tenant by tenant; those with something in the way are left. Cannot be undone."""
    done: dict[str, int] = {}
    held: dict[str, str] = {}
    with connect("mg_batch", autocommit=True) as connection:
        actor = actor_id(connection, actor_email)
        day = _day(connection, as_of)
        for row in _plan(connection, tenant_key, as_of):
            if row["obstacle"]:
                held[row["tenant"]] = row["obstacle"]
                continue
            # A transaction each: what went has its evidence, whatever happens to the next.
            try:
                counted = connection.execute(
                    "SELECT ops.dispose(%s, %s, %s)", (row["tenant_id"], day, actor)
                ).fetchone()
            except psycopg.DatabaseError as problem:
                if not (problem.sqlstate or "").startswith("MO"):
                    raise
                held[row["tenant"]] = (
                    f"{problem.diag.message_primary}: {problem.diag.message_detail}"
                )
                continue
            assert counted is not None
            done[row["tenant"]] = counted[0]
        connection.execute("SELECT ops.dispose_import_file(%s, %s)", (day, actor))
        dropped = connection.execute(
            "SELECT ops.drop_empty_partition(%s, %s)", (day, actor)
        ).fetchone()
        assert dropped is not None
    if as_json:
        said = {"disposed": done, "held_back": held, "dropped_partitions": dropped[0]}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    for key, count in done.items():
        click.echo(f"{key}: {count:,} records disposed of")
    for key, reason in held.items():
        click.echo(f"{key}: held back: {reason}")
    click.echo(
        f"{sum(done.values()):,} records of {len(done)} tenants, {dropped[0]} partitions dropped"
    )


@retention.command()
@_TENANT
@_JSON
def evidence(tenant_key: str | None, as_json: bool) -> None:
    """What was disposed of: tables, months, counts, sums, digests, the law, by whom and when."""
    with connect(ROLE) as connection:
        rows = connection.execute(
            "SELECT d.tenant_key, d.subject, d.first_day, d.last_day, d.disposed_count, d.kept_count, d.amount_minor, d.currency,"
            " encode(d.digest, 'hex'), d.kept_until, d.law_ko, d.law_en, d.created_at, d.created_by FROM ops.disposal AS d"
            " WHERE %(key)s::text IS NULL OR d.tenant_key = %(key)s"
            " ORDER BY d.created_at, d.tenant_key, d.first_day, d.subject",
            {"key": tenant_key},
        ).fetchall()
    found = [dict(zip(EVIDENCE, row, strict=True)) for row in rows]
    if as_json:
        click.echo(json.dumps({"evidence": found}, default=str, ensure_ascii=False))
        return
    for row in found:
        click.echo(
            f"{row['disposed_at']:%Y-%m-%d %H:%M}  {row['tenant'] or 'platform'}  {row['subject']}"
            f" {row['first_day']}..{row['last_day']}: {row['disposed']:,} rows, {row['amount_minor']:,} {row['currency']}"
            f" (minor units), {row['kept']:,} stay, sha256 {row['digest']}"
        )


@retention.command()
@click.option("--reason", required=True, help="Why; it stands in the audit trail.")
@_TENANT
@click.option("--from", "first", type=_DAY, help="First day of the records (default: all before).")
@click.option("--through", "last", type=_DAY, help="Last day of the records (default: all after).")
@click.option(
    "--until", "expires", type=_DAY, help="Last day of the hold (default: until released)."
)
@acts_as
def hold(
    reason: str, tenant_key: str | None, first: datetime | None, last: datetime | None, expires: datetime | None,
    actor_email: str | None,
) -> None:  # fmt: skip
    """Keep records beyond their time: a tenant's, or everybody's."""
    days = [day.date() if day else None for day in (first, last, expires)]
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT ops.place_hold(%s, %s, %s, %s, %s, %s)",
            (tenant_key, days[0], days[1], reason, days[2], actor_id(connection, actor_email)),
        ).fetchone()
    assert row is not None
    click.echo(f"hold {row[0]} (end it: mindgarden retention release {row[0]} --reason ...)")


@retention.command()
@click.argument("hold_id", type=click.UUID)
@click.option("--reason", required=True, help="Why it ends.")
@acts_as
def release(hold_id: Any, reason: str, actor_email: str | None) -> None:
    """End a legal hold."""
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT ops.release_hold(%s, %s, %s)",
            (hold_id, reason, actor_id(connection, actor_email)),
        ).fetchone()
    assert row is not None
    click.echo("released" if row[0] else "it was released already: nothing changed")


@retention.command()
@_JSON
def holds(as_json: bool) -> None:
    """List the legal holds, newest first."""
    with connect(ROLE) as connection:
        rows = connection.execute(
            "SELECT h.legal_hold_id, n.tenant_key, lower(h.held_days), upper(h.held_days) - 1, h.reason, h.expires_on,"
            " h.created_at, h.released_at, h.release_reason FROM ops.legal_hold AS h"
            " LEFT JOIN tenancy.tenant AS n ON n.tenant_id = h.tenant_id ORDER BY h.created_at DESC"
        ).fetchall()
    found = [dict(zip(HOLDS, row, strict=True)) for row in rows]
    if as_json:
        click.echo(json.dumps({"holds": found}, default=str, ensure_ascii=False))
        return
    for row in found:
        state = f"until {row['expires_on'] or 'released'}"
        if row["released_at"]:
            state = f"released: {row['release_reason']}"
        click.echo(
            f"{row['hold']}  {row['tenant'] or 'all tenants'}  {row['first_day'] or ''}..{row['last_day'] or ''}"
            f"  {row['reason']}  ({state})"
        )


def _plan(
    connection: psycopg.Connection[Any], tenant_key: str | None, as_of: datetime | None
) -> list[dict[str, Any]]:
    if tenant_key:
        connection.execute("SELECT settlement.find_tenant(%s)", (tenant_key,))
    rows = connection.execute(
        "SELECT * FROM ops.retention_plan(%s, %s)", (_day(connection, as_of), tenant_key)
    ).fetchall()
    return [dict(zip(PLAN, row, strict=True)) for row in rows]


def _day(connection: psycopg.Connection[Any], as_of: datetime | None) -> date:
    if as_of:
        return as_of.date()
    row = connection.execute("SELECT ops.law_day()").fetchone()
    assert row is not None
    return cast(date, row[0])
