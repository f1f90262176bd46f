"""`mindgarden pricing`: contracts change by request, and say who changed them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import click

from app.cli import pricing_table as table
from app.cli.actor import actor_id, acts_as
from app.cli.simulate import read_json
from app.cli.what_if import what_if
from app.db.connection import connect
from app.failure import BadInput

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_ID = click.argument("request_id", metavar="ID", type=click.UUID)
_DAY = click.DateTime(["%Y-%m-%d"])
Command = TypeVar("Command", bound=Callable[..., Any])


def _owner(command: Command) -> Command:
    plan = click.option("--plan", "plan_key", help="Key of a plan.")
    return click.option("--tenant", "tenant_key", help="Key of a tenant.")(plan(command))


def _one_owner(tenant_key: str | None, plan_key: str | None) -> None:
    if (tenant_key is None) == (plan_key is None):
        raise BadInput("whose contract?", hint="give --tenant KEY or --plan KEY")


@click.group()
def pricing() -> None:
    """Ask for a change of a tenant's or a plan's contract, approve it, rehearse it, read the history."""


def _requests(command: Command) -> Command:
    for option in (
        click.option("--reason", required=True, help="Why; who approves it reads it."),
        click.option("--key", "request_key", help="The same key is the same request (default: a new one)."),
        _JSON,
    ):  # fmt: skip
        command = option(command)
    return _owner(acts_as(command))


@pricing.command()
@click.argument("file", type=click.Path(path_type=Path))
@_requests
@click.option(
    "--effective", type=_DAY, help="First day of what has no date of its own (default: the first open day)."
)  # fmt: skip
def request(
    file: Path,
    tenant_key: str | None,
    plan_key: str | None,
    reason: str,
    effective: datetime | None,
    request_key: str | None,
    actor_email: str | None,
    as_json: bool,
) -> None:
    """Ask for a change: FILE holds the keys of the tenants' file that change, or "replace" with rules."""
    change = read_json(file)
    on = effective.date() if effective else None
    _request(change, tenant_key, plan_key, reason, on, request_key, actor_email, as_json)


@pricing.command()
@_requests
@click.option("--component", required=True, type=click.Choice(["platform", "pg"]))
@click.option("--method", help="Only captures of this method.")
@click.option("--category", help="Only captures of this category.")
@click.option("--channel", help="Only captures of this channel.")
@click.option("--percent", required=True, help="The new rate, like 3.2.")
@click.option("--fixed", type=int, help="Added to each fee, in minor units.")
@click.option("--minimum", type=int, help="The least fee, in minor units.")
@click.option("--maximum", type=int, help="The highest fee, in minor units.")
@click.option("--month-maximum", type=int, help="The highest sum of fees in a month.")
@click.option("--vat", type=click.Choice(["added", "included", "borne"]), help="Who bears VAT on it.")  # fmt: skip
@click.option("--from", "valid_from", required=True, type=_DAY, help="Its first day.")
@click.option("--to", "valid_to", type=_DAY, help="The day it ends before; then the old rule is back.")  # fmt: skip
def change(
    tenant_key: str | None,
    plan_key: str | None,
    reason: str,
    request_key: str | None,
    actor_email: str | None,
    as_json: bool,
    **rule: Any,
) -> None:
    """Ask for another percentage from a day on: the rule in force then ends, without gap or overlap.

    What isn't given (fixed, minimum, maximum, VAT) stays as it is in the rule that ends.
    """
    days = {
        name: rule[name].date().isoformat() for name in ("valid_from", "valid_to") if rule[name]
    }
    given = {name: value for name, value in rule.items() if value is not None} | days
    replaced = {"replace": given}
    _request(replaced, tenant_key, plan_key, reason, None, request_key, actor_email, as_json)


def _request(
    change: Any,
    tenant_key: str | None,
    plan_key: str | None,
    reason: str,
    effective: date | None,
    request_key: str | None,
    actor_email: str | None,
    as_json: bool,
) -> None:
    from app.imports.change import read_change

    _one_owner(tenant_key, plan_key)
    given = read_change(change, is_plan=plan_key is not None, default_day=effective)
    with connect("mg_batch") as connection:
        actor = actor_id(connection, actor_email)
        row = connection.execute(
            "SELECT settlement.request_price_change(%s, %s, %s, %s, %s, %s, %s)",
            (tenant_key, plan_key, json.dumps(given), effective, reason, request_key or str(uuid4()), actor),
        ).fetchone()  # fmt: skip
        assert row is not None
        shown = table.request_of(connection, row[0])
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    click.echo(
        f"request {row[0]}: another person approves it (mindgarden pricing approve {row[0]} --as EMAIL)"
    )
    table.print_difference(shown)


@pricing.command()
@_ID
@click.option("--reason", help="Why.")
@acts_as
@_JSON
def approve(request_id: UUID, reason: str | None, actor_email: str | None, as_json: bool) -> None:
    """Approve a request that another person made: it is applied at once, from its own days on."""
    _decide("approve", request_id, reason, actor_email, as_json)


@pricing.command()
@_ID
@click.option("--reason", required=True, help="Why; who asked for it reads it.")
@acts_as
@_JSON
def reject(request_id: UUID, reason: str, actor_email: str | None, as_json: bool) -> None:
    """Refuse a request that another person made."""
    _decide("reject", request_id, reason, actor_email, as_json)


@pricing.command()
@_ID
@click.option("--reason", help="Why.")
@acts_as
@_JSON
def withdraw(request_id: UUID, reason: str | None, actor_email: str | None, as_json: bool) -> None:
    """Take one's own request back."""
    _decide("withdraw", request_id, reason, actor_email, as_json)


_DECIDE = {
    "approve": "SELECT settlement.approve_price_change(%s, %s, %s)",
    "reject": "SELECT settlement.reject_price_change(%s, %s, %s)",
    "withdraw": "SELECT settlement.withdraw_price_change(%s, %s, %s)",
}


def _decide(
    verb: str, request_id: UUID, reason: str | None, actor_email: str | None, as_json: bool
) -> None:
    with connect("mg_batch") as connection:
        actor = actor_id(connection, actor_email)
        row = connection.execute(_DECIDE[verb], (request_id, reason, actor)).fetchone()
    assert row is not None
    if as_json:
        click.echo(json.dumps({"request_id": str(request_id), "status": row[0]}))
    else:
        click.echo(f"request {request_id}: {row[0]}")


@pricing.command("list")
@_owner
@click.option(
    "--status", type=click.Choice(["requested", "applied", "rejected", "withdrawn"]), help="Only of this state."
)  # fmt: skip
@_JSON
def list_requests(
    tenant_key: str | None, plan_key: str | None, status: str | None, as_json: bool
) -> None:
    """List change requests, newest first."""
    with connect("mg_batch") as connection:
        found = table.requests(connection, status=status, tenant_key=tenant_key, plan_key=plan_key)
    if as_json:
        click.echo(json.dumps({"requests": found}, ensure_ascii=False))
    else:
        table.print_requests(found)


@pricing.command()
@_ID
@_JSON
def show(request_id: UUID, as_json: bool) -> None:
    """Show what a request changes: old rule, new rule, for what, from when. An open one is tried again now."""
    with connect("mg_batch") as connection:
        shown = table.request_of(connection, request_id)
        if as_json:
            click.echo(json.dumps(shown, ensure_ascii=False))
        else:
            table.print_requests([shown])
            table.print_difference(shown)
        connection.execute("SELECT * FROM settlement.review_price_change(%s)", (request_id,))


@pricing.command()
@_owner
@click.option("--on", type=_DAY, help="The day that past and future are told from (default: today).")  # fmt: skip
@_JSON
def history(
    tenant_key: str | None, plan_key: str | None, on: datetime | None, as_json: bool
) -> None:
    """Every version of a contract, past and future: who asked, who approved, when and why."""
    _one_owner(tenant_key, plan_key)
    with connect("mg_batch") as connection:
        found = table.history(connection, tenant_key, plan_key, on.date() if on else None)
    if as_json:
        click.echo(json.dumps({"versions": found}, ensure_ascii=False))
    else:
        table.print_history(found)


pricing.add_command(what_if)
