"""`mindgarden statement list`, `history` and `signature`: what is known of statements."""

from __future__ import annotations

import json
import sys
from typing import Any
from uuid import UUID

import click
import psycopg
from psycopg.rows import dict_row

from app.cli.columns import print_columns
from app.cli.statement_key import statement_argument, statement_id
from app.db.connection import connect
from app.failure import BadInput

STATES = ("calculated", "reviewed", "confirmed", "paying", "failed", "paid", "void")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_LISTED = """
  SELECT r.statement_id::text, r.tenant_key, r.statement_number, r.schedule_code, r.period_start::text, r.period_end::text,
    r.status, r.payout_date::text, r.currency, r.payout_minor,
    settlement.explain_amount(r.payout_minor, r.currency, c.decimals, 'en') AS payout,
    r.hold_kind, r.hold_reason, r.hold_expires_on::text
  FROM settlement.list_statement(%s, %s, %s, %s) AS r
  JOIN core.currency AS c ON c.currency = r.currency
  ORDER BY r.payout_date, r.tenant_key COLLATE "C", r.period_end, r.schedule_code, r.version
"""


def tenants(auditor: psycopg.Connection[Any], tenant_key: str | None) -> list[UUID]:
    """The ids of one tenant, or of all; a BadInput for an unknown key."""
    rows = auditor.execute(
        "SELECT t.tenant_id FROM tenancy.tenant AS t"
        " WHERE %(key)s::text IS NULL OR t.tenant_key = %(key)s",
        {"key": tenant_key},
    ).fetchall()
    if tenant_key is not None and not rows:
        raise BadInput(f"unknown tenant {tenant_key}", hint="mindgarden audit tenants lists them")
    return [row[0] for row in rows]


def _read(query: str, *values: Any) -> list[dict[str, Any]]:
    with connect("mg_auditor") as auditor, auditor.cursor(row_factory=dict_row) as cursor:
        cursor.execute(query.encode(), values)
        return cursor.fetchall()


@click.command("list")
@click.option(
    "--status", "states", multiple=True, type=click.Choice(STATES), help="Only these (repeatable; default: all but void)."
)  # fmt: skip
@click.option("--tenant", "tenant_key", metavar="KEY", help="Only this tenant's.")
@click.option("--held", "hold_kind", flag_value="hold", help="Only those that are held.")
@click.option("--excluded", "hold_kind", flag_value="exclude", help="Only those that are excluded.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@_JSON
def list_statements(
    states: tuple[str, ...],
    tenant_key: str | None,
    hold_kind: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List statements by the day they are due."""
    found = _read(_LISTED, tenant_key, list(states) or None, hold_kind, limit)
    if as_json:
        click.echo(json.dumps({"statements": found}, ensure_ascii=False))
        return
    print_columns(
        {
            "statement": [f"{row['tenant_key']}/{row['statement_number']}" for row in found],
            "status": [row["status"] for row in found],
            "due": [row["payout_date"] for row in found],
            "payout": [row["payout"] for row in found],
            "held": [_held(row) for row in found],
        },
        right=("payout",),
    )


def _held(row: dict[str, Any]) -> str:
    if row["hold_kind"] is None:
        return ""
    return f"{row['hold_kind']} until {row['hold_expires_on']}: {row['hold_reason']}"


@click.command()
@statement_argument
@_JSON
def history(statement: str, as_json: bool) -> None:
    """Every act on a statement and on the earlier versions of its period, from the audit trail."""
    with connect("mg_batch") as connection:
        key = statement_id(connection, statement)
    found = _read(
        "SELECT t.at::text, t.action, t.actor, t.statement_number, t.detail, t.chain_link_id"
        " FROM audit.statement_trail(%s) AS t",
        key,
    )
    if as_json:
        click.echo(json.dumps({"statement_id": str(key), "history": found}, ensure_ascii=False))
        return
    print_columns(
        {
            "at": [row["at"] for row in found],
            "act": [row["action"].removeprefix("settlement.") for row in found],
            "who": [row["actor"] or "" for row in found],
            "number": [row["statement_number"] for row in found],
            "detail": [json.dumps(row["detail"], ensure_ascii=False) for row in found],
        },
    )


@click.command()
@statement_argument
@_JSON
def signature(statement: str, as_json: bool) -> None:
    """Show a statement's signature, and whether its figures and lines are still those that were signed.

    Exit code 1 if they are not, or if it bears none.
    """
    with connect("mg_batch") as connection:
        key = statement_id(connection, statement)
    (found,) = _read(
        "SELECT s.statement_number, s.status, s.content_sha256, s.line_count, s.signed_at::text, s.signed_by, s.computed_sha256,"
        " s.computed_line_count, s.trail_sha256, s.matches FROM audit.read_signature(%s) AS s",
        key,
    )
    if as_json:
        click.echo(json.dumps({"statement_id": str(key), **found}, ensure_ascii=False))
    elif found["content_sha256"] is None:
        click.echo(f"statement {statement} is {found['status']} and bears no signature")
    else:
        lines = f"{found['line_count']:,} lines"
        click.echo(f"{found['content_sha256']} over {lines}, {found['signed_at']} by {found['signed_by']}")  # fmt: skip
        click.echo(
            "it matches the statement, its lines and the audit trail"
            if found["matches"]
            else f"error: it does not match: now {found['computed_sha256']} over {found['computed_line_count']:,} lines;"
            f" the audit trail says {found['trail_sha256'] or 'nothing'}",
            err=not found["matches"],
        )
    if not found["matches"]:
        sys.exit(1)
