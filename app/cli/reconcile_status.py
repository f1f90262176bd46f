"""What `mindgarden reconcile status` shows: counts, the explained difference, the receivable by day and age."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import click
import psycopg

_LABELS = {
    "sales": "our sales",
    "cancels": "refunds and chargebacks",
    "ours": "= our amount",
    "not_reported_yet": "not reported by the gateway yet (timing)",
    "missing": "missing: an exception",
    "cleared_events": "events cleared by a resolving entry",
    "left_over_rows": "rows without event, or more than it: an exception",
    "cleared_rows": "rows cleared by a resolving entry",
    "gateway_amount": "= the gateway's amount",
    "fee": "its fee",
    "fee_vat": "VAT on its fee",
    "not_paid_yet": "not paid out yet (timing)",
    "paid": "= paid",
}


def read_status(
    connection: psycopg.Connection[Any], tenants: list[UUID] | None, as_of: date | None
) -> dict[str, Any]:
    """Everything of a status as of a day (None: today in Korea), for tenants or (None) all."""
    row = connection.execute(
        "SELECT coalesce(%s, (now() AT TIME ZONE 'Asia/Seoul')::date)", (as_of,)
    ).fetchone()
    assert row is not None
    counts = connection.execute(
        "SELECT section, code, currency, entry_count, amount_minor FROM settlement.gateway_count(%s)",
        (tenants,),
    ).fetchall()
    steps = connection.execute(
        "SELECT currency, code, entry_count, amount_minor, is_total FROM settlement.gateway_waterfall(%s, %s)",
        (tenants, row[0]),
    ).fetchall()
    owed = connection.execute(
        "SELECT currency, reason, gateway_day, age_days, entry_count, amount_minor"
        " FROM settlement.gateway_receivable(%s, %s)",
        (tenants, row[0]),
    ).fetchall()
    return {
        "as_of": row[0],
        "counts": _named(("section", "code", "currency", "count", "amount_minor"), counts),
        "waterfall": _named(("currency", "code", "count", "amount_minor", "is_total"), steps),
        "receivable": _named(
            ("currency", "reason", "gateway_day", "age_days", "count", "amount_minor"), owed
        ),
    }


def say_status(found: dict[str, Any]) -> None:
    """Print it for people; amounts in minor units."""
    click.echo(f"as of {found['as_of']}, amounts in minor units")
    for one in found["counts"]:
        click.echo(
            f"  {one['section']:<10} {one['code']:<16} {one['count']:>9,} {one['amount_minor']:>18,} {one['currency']}"
        )
    for step in found["waterfall"]:
        click.echo(f"  {_LABELS[step['code']]:<52} {step['amount_minor']:>18,} {step['currency']}")
    click.echo("still owed by the gateway:" if found["receivable"] else "the gateway owes nothing")
    for one in found["receivable"]:
        click.echo(
            f"  {one['gateway_day']}  {one['age_days']:>4} days  {one['reason']:<16} {one['count']:>9,}"
            f" {one['amount_minor']:>18,} {one['currency']}"
        )


def _named(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in rows]
