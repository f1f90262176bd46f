"""`mindgarden statement`: the life of a statement, each step in somebody's name."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import click
from psycopg import sql

from app.cli import statement_reading as reading
from app.cli.actor import actor_id, acts_as
from app.cli.statement_key import statement_argument, statement_id
from app.db.connection import connect

_DAY = click.DateTime(["%Y-%m-%d"])
_REASON = click.option("--reason", required=True, help="Why.")
Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def statement() -> None:
    """Review, confirm, hold, pay or reopen a statement. ID is its id, or TENANT/NUMBER like cafe/20261031-1."""


def _act(command: Command) -> Command:
    as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    return statement_argument(acts_as(as_json(command)))


@statement.command()
@_act
def review(statement: str, actor_email: str | None, as_json: bool) -> None:
    """Note that a calculated statement was looked through; another person may confirm it then."""
    _step("review", statement, actor_email, as_json)


@statement.command()
@_act
@_REASON
def unreview(statement: str, reason: str, actor_email: str | None, as_json: bool) -> None:
    """Take the review of a statement back."""
    _step("unreview", statement, actor_email, as_json, reason)


@statement.command()
@_act
def confirm(statement: str, actor_email: str | None, as_json: bool) -> None:
    """Confirm and sign a statement: from then on only adjustments and later periods correct.

    With --as, another person must have reviewed it.
    """
    _step("confirm", statement, actor_email, as_json)


@statement.command()
@_act
def reopen(statement: str, actor_email: str | None, as_json: bool) -> None:
    """Take a tenant's latest calculated statement back: it stays as void, its period is open again."""
    _step("reopen", statement, actor_email, as_json)


@statement.command()
@_act
@click.option(
    "--on", "paid_on", type=_DAY, help="Day of payment (default: today in the tenant's zone)."
)
def pay(statement: str, paid_on: datetime | None, actor_email: str | None, as_json: bool) -> None:
    """Note that the payout of a confirmed statement, or of one the bank sent back, left the bank."""
    _step("pay", statement, actor_email, as_json, paid_on.date() if paid_on else None)


def _holds(command: Command) -> Command:
    until = click.option(
        "--until",
        "expires_on",
        required=True,
        type=_DAY,
        help="The day from which it holds no longer.",
    )
    return _act(click.option("--reason", required=True, help="Why; the tenant reads it.")(until(command)))  # fmt: skip


@statement.command()
@_holds
def hold(
    statement: str, reason: str, expires_on: datetime, actor_email: str | None, as_json: bool
) -> None:
    """Hold a statement: nothing pays it until the hold is released or ends by itself."""
    _place("hold", statement, reason, expires_on, actor_email, as_json)


@statement.command()
@_holds
def exclude(
    statement: str, reason: str, expires_on: datetime, actor_email: str | None, as_json: bool
) -> None:
    """Exclude a statement from payout batches; `statement pay` still pays it."""
    _place("exclude", statement, reason, expires_on, actor_email, as_json)


@statement.command()
@_act
@_REASON
@click.option("--kind", type=click.Choice(["hold", "exclude"]), help="Only holds, or exclusions.")
def release(
    statement: str, reason: str, kind: str | None, actor_email: str | None, as_json: bool
) -> None:
    """Release what holds or excludes a statement, before it ends by itself."""
    key, released = _call("release_hold", statement, actor_email, reason, kind)
    if as_json:
        click.echo(json.dumps({"statement_id": str(key), "released": released}))
    else:
        click.echo(f"statement {statement}: {released} released")


@statement.command()
@click.option("--tenant", "tenant_key", metavar="KEY", help="Only this tenant's.")
@acts_as
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def sign(tenant_key: str | None, actor_email: str | None, as_json: bool) -> None:
    """Sign statements that were confirmed before signatures were kept; others are signed already."""
    with connect("mg_auditor") as auditor:
        tenants = reading.tenants(auditor, tenant_key)
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT settlement.sign_confirmed(%s, %s)",
            (tenants, actor_id(connection, actor_email)),
        ).fetchone()
    assert row is not None
    click.echo(json.dumps({"signed": row[0]}) if as_json else f"{row[0]:,} statements signed")


statement.add_command(reading.list_statements)
statement.add_command(reading.history)
statement.add_command(reading.signature)


def _call(routine: str, statement: str, actor_email: str | None, *more: Any) -> tuple[UUID, Any]:
    """The statement's id, and what the routine returned for it."""
    call = sql.SQL("SELECT {}({}, p_actor => %s)").format(
        sql.Identifier("settlement", routine),
        sql.SQL(", ").join([sql.Placeholder()] * (1 + len(more))),
    )
    with connect("mg_batch") as connection:
        key = statement_id(connection, statement)
        row = connection.execute(call, (key, *more, actor_id(connection, actor_email))).fetchone()
    assert row is not None
    return key, row[0]


def _step(routine: str, statement: str, actor_email: str | None, as_json: bool, *more: Any) -> None:
    key, status = _call(routine, statement, actor_email, *more)
    if as_json:
        click.echo(json.dumps({"statement_id": str(key), "status": status}))
    else:
        click.echo(f"statement {statement}: {status}")


def _place(
    kind: str,
    statement: str,
    reason: str,
    expires_on: datetime,
    actor_email: str | None,
    as_json: bool,
) -> None:
    day = expires_on.date()
    key, hold_id = _call("place_hold", statement, actor_email, kind, reason, day)
    if as_json:
        shown = {"statement_id": str(key), "statement_hold_id": str(hold_id), "kind": kind}
        click.echo(json.dumps(shown | {"expires_on": str(day)}))
    else:
        word = "held" if kind == "hold" else "excluded from payout batches"
        click.echo(f"statement {statement}: {word} until {day}")
