"""`mindgarden statement` and `mindgarden adjust`: the states of statements, and what corrects them."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import click
from psycopg import sql

from app.db.connection import connect
from app.failure import BadInput

_NUMBER = re.compile(r"(?P<tenant>.+)/(?P<end>\d{8})-(?P<version>\d+)")
_STATEMENT = click.argument("statement_id", metavar="ID")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def statement() -> None:
    """Confirm, reopen or pay a statement. ID is its id, or TENANT/NUMBER like cafe/20261031-1."""


@statement.command()
@_STATEMENT
@_JSON
def confirm(statement_id: str, as_json: bool) -> None:
    """Confirm a calculated statement: from then on only adjustments and later periods correct."""
    _step("confirm", statement_id, as_json)


@statement.command()
@_STATEMENT
@_JSON
def reopen(statement_id: str, as_json: bool) -> None:
    """Take a tenant's latest calculated statement back: it stays as void, its period is open again."""
    _step("reopen", statement_id, as_json)


@statement.command()
@_STATEMENT
@click.option(
    "--on",
    "paid_on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of payment (default: today in the tenant's zone).",
)
@_JSON
def pay(statement_id: str, paid_on: datetime | None, as_json: bool) -> None:
    """Note that the payout of a confirmed statement left the bank."""
    _step("pay", statement_id, as_json, (paid_on.date() if paid_on else None,))


def _step(routine: str, statement_id: str, as_json: bool, more: tuple[Any, ...] = ()) -> None:
    with connect("mg_batch") as connection:
        number = _NUMBER.fullmatch(statement_id)
        if number:
            found = connection.execute(
                "SELECT r.statement_id FROM settlement.report_statement("
                "to_date(%(end)s, 'YYYYMMDD'), to_date(%(end)s, 'YYYYMMDD'), %(tenant)s) AS r"
                " WHERE r.version = %(version)s::integer",
                number.groupdict(),
            ).fetchone()
            if found is None:
                raise BadInput(
                    f"no statement {statement_id}",
                    hint="mindgarden report statements --period YYYY-MM lists them.",
                )
            key = found[0]
        else:
            key = _uuid(statement_id)
        call = sql.SQL("SELECT {}({})").format(
            sql.Identifier("settlement", routine),
            sql.SQL(", ").join([sql.Placeholder()] * (1 + len(more))),
        )
        row = connection.execute(call, (key, *more)).fetchone()
    assert row is not None
    if as_json:
        click.echo(json.dumps({"statement_id": str(key), "status": row[0]}))
    else:
        click.echo(f"statement {statement_id}: {row[0]}")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadInput(
            f"not a statement: {text!r}", hint="Give its id, or TENANT/NUMBER like cafe/20261031-1."
        ) from None


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--tenant", "tenant_key", required=True, help="Key of the tenant.")
@click.option(
    "--date",
    "on",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day it is given for.",
)
@click.option(
    "--amount", required=True, help="In major units, signed in the tenant's favour: -2500 or 12.50."
)
@click.option("--reason", required=True, help="Why; the tenant reads it.")
@click.option(
    "--key", "request_key", help="The same key is the same adjustment (default: a new one)."
)
@_JSON
def adjust(
    tenant_key: str, on: datetime, amount: str, reason: str, request_key: str | None, as_json: bool
) -> None:
    """Record a signed adjustment; dated in the first open period if its own is closed."""
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT adjustment_id, effective_on, amount_minor, currency FROM settlement.adjust(%s, %s, %s, %s, %s)",
            (tenant_key, on.date(), amount, reason, request_key or str(uuid4())),
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
