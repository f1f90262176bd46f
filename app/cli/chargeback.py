"""`mindgarden chargeback`: disputes of payments, from the first notice to the decision."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import click
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from app.cli.actor import actor_id, acts_as
from app.db.connection import connect

_CASE = click.argument("case", metavar="CASE")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_NOTE = click.option("--note", default="", help="What speaks for it; kept in the history.")
STATUSES = ("open", "won", "lost", "withdrawn")


@click.group()
def chargeback() -> None:
    """Disputes of payments: a hold while open, a chargeback if lost. CASE is its id, or TENANT/REFERENCE."""


@chargeback.command("open")
@click.option("--tenant", "tenant_key", required=True, help="Key of the tenant.")
@click.option("--payment", "capture_ref", required=True, help="Reference of the disputed capture.")
@click.option("--ref", "gateway_ref", required=True, help="The gateway's reference of the dispute.")
@click.option("--reason", "reason_code", required=True, help="The gateway's reason code.")
@click.option("--amount", help="In major units (default: all that is left of the payment).")
@click.option("--deadline", type=click.DateTime(["%Y-%m-%d"]), help="The last day for evidence.")
@_NOTE
@acts_as
@_JSON
def open_case(
    tenant_key: str, capture_ref: str, gateway_ref: str, reason_code: str, amount: str | None,
    deadline: datetime | None, note: str, actor_email: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Open a case about a payment: what is disputed is held until it is decided."""
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT settlement.open_chargeback(%s, %s, %s, %s, %s, %s, %s, p_actor => %s)",
            (
                tenant_key, capture_ref, gateway_ref, reason_code, amount,
                deadline.date() if deadline else None, note, actor_id(connection, actor_email),
            ),
        ).fetchone()  # fmt: skip
        assert row is not None
        _print_case(connection, row[0], as_json)


@chargeback.command()
@_CASE
@_NOTE
@acts_as
@_JSON
def won(case: str, note: str, actor_email: str | None, as_json: bool) -> None:
    """The case is won: the hold is released; of a lost one the chargeback is given back, once."""
    _step("win_chargeback", case, note, actor_email, as_json)


@chargeback.command()
@_CASE
@_NOTE
@acts_as
@_JSON
def lost(case: str, note: str, actor_email: str | None, as_json: bool) -> None:
    """The case is lost: the hold gives way to a chargeback of what is left of the payment."""
    with connect("mg_batch") as connection:
        # The months around now, in a transaction of their own: making a partition locks the whole table.
        connection.execute("SET LOCAL lock_timeout = '30s'")
        connection.execute(
            "SELECT settlement.ensure_partition(ARRAY[current_date - 1, current_date, current_date + 1])"
        )
    _step("lose_chargeback", case, note, actor_email, as_json)


@chargeback.command()
@_CASE
@_NOTE
@acts_as
@_JSON
def withdraw(case: str, note: str, actor_email: str | None, as_json: bool) -> None:
    """The cardholder withdrew the dispute: the hold is released."""
    _step("withdraw_chargeback", case, note, actor_email, as_json)


@chargeback.command()
@_CASE
@click.option("--note", required=True, help="What was sent, or what it shows.")
@acts_as
@_JSON
def evidence(case: str, note: str, actor_email: str | None, as_json: bool) -> None:
    """Add a note on evidence to the history."""
    _step("note_chargeback", case, note, actor_email, as_json)


@chargeback.command("list")
@click.option("--tenant", "tenant_key", help="Only this tenant's.")
@click.option("--status", type=click.Choice(STATUSES), help="Only in this state.")
@_JSON
def list_cases(tenant_key: str | None, status: str | None, as_json: bool) -> None:
    """List cases, the next deadline first."""
    with connect("mg_batch") as connection:
        found = _cases(connection, tenant_key, status, None)
    if as_json:
        click.echo(json.dumps({"cases": found}, default=str, ensure_ascii=False))
        return
    for row in found:
        click.echo(_line(row))


@chargeback.command()
@_CASE
@_JSON
def show(case: str, as_json: bool) -> None:
    """Show one case with its history."""
    with connect("mg_batch") as connection:
        _print_case(connection, _find(connection, case), as_json, with_history=True)


def _step(routine: str, case: str, note: str, actor_email: str | None, as_json: bool) -> None:
    with connect("mg_batch") as connection:
        case_id = _find(connection, case)
        connection.execute(
            sql.SQL("SELECT {}(%s, %s, p_actor => %s)").format(
                sql.Identifier("settlement", routine)
            ),
            (case_id, note, actor_id(connection, actor_email)),
        )
        _print_case(connection, case_id, as_json)


def _find(connection: psycopg.Connection[Any], case: str) -> UUID:
    row = connection.execute("SELECT settlement.find_chargeback(%s)", (case,)).fetchone()
    assert row is not None
    return UUID(str(row[0]))


def _cases(
    connection: psycopg.Connection[Any],
    tenant_key: str | None,
    status: str | None,
    case_id: UUID | None,
) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            "SELECT * FROM settlement.list_chargeback(%s, %s, %s)", (tenant_key, status, case_id)
        ).fetchall()


def _print_case(
    connection: psycopg.Connection[Any], case_id: UUID, as_json: bool, *, with_history: bool = False
) -> None:
    case = _cases(connection, None, None, case_id)[0]
    steps: list[dict[str, Any]] = []
    if with_history:
        with connection.cursor(row_factory=dict_row) as cursor:
            steps = cursor.execute(
                "SELECT * FROM settlement.list_chargeback_step(%s)", (case_id,)
            ).fetchall()
    if as_json:
        document = case | ({"steps": steps} if with_history else {})
        click.echo(json.dumps(document, default=str, ensure_ascii=False))
        return
    click.echo(_line(case))
    for step in steps:
        click.echo(
            f"  {step['step_number']}. {step['stepped_on']} {step['step']}: held {step['held_change_minor']:+d},"
            f" restored {step['restored_minor']:+d} (minor units), by {step['actor']}"
            + (f": {step['note']}" if step["note"] else "")
        )


def _line(case: dict[str, Any]) -> str:
    deadline = f", evidence by {case['respond_by']}" if case["respond_by"] else ""
    return (
        f"{case['tenant_key']}/{case['gateway_ref']}  {case['status']:<9} payment {case['capture_ref']}:"
        f" {case['amount_minor']} disputed, {case['held_minor']} held, {case['restored_minor']} restored"
        f" ({case['currency']}, minor units), reason {case['reason_code']}{deadline}"
    )
