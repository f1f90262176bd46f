"""`mindgarden payout account` and `payout bank`: where tenants are paid to, numbers masked."""

from __future__ import annotations

import json
from datetime import datetime

import click

from app.cli.actor import actor_id, acts_as
from app.db.connection import connect

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def account() -> None:
    """The bank accounts that tenants are paid to. Whole numbers are shown nowhere."""


@account.command("set")
@click.argument("tenant_key", metavar="TENANT")
@click.option("--bank", "bank_code", required=True, help="Three-digit code, like 088.")
@click.option("--holder", required=True, help="The holder's name as at the bank.")
@click.option(
    "--number",
    prompt="Account number",
    hide_input=True,
    help="10 to 16 digits (default: asked for, so that it stays out of the shell's history).",
)
@click.option(
    "--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help="First payout day (today)."
)
@acts_as
@_JSON
def set_account(
    tenant_key: str,
    bank_code: str,
    holder: str,
    number: str,
    valid_from: datetime | None,
    actor_email: str | None,
    as_json: bool,
) -> None:
    """Pay a tenant to this account from a day on; the one before ends."""
    with connect("mg_batch") as connection:
        connection.execute(
            "SELECT settlement.set_payout_account(%s, %s, %s, %s, %s, %s)",
            (
                tenant_key, bank_code, number, holder, valid_from.date() if valid_from else None,
                actor_id(connection, actor_email),
            ),
        )  # fmt: skip
    _print(tenant_key, as_json)


@account.command("list")
@click.option("--tenant", "tenant_key", help="Only this tenant.")
@_JSON
def list_accounts(tenant_key: str | None, as_json: bool) -> None:
    """List payout accounts, masked."""
    _print(tenant_key, as_json)


def _print(tenant_key: str | None, as_json: bool) -> None:
    with connect("mg_batch") as connection:
        rows = connection.execute(
            "SELECT tenant_key, bank_code, bank_name_ko, masked_number, holder_name, valid_from::text,"
            " valid_to::text, seller_status FROM settlement.list_payout_account(%s)",
            (tenant_key,),
        ).fetchall()
    names = ("tenant", "bank_code", "bank", "number", "holder", "valid_from", "valid_to", "seller")
    if as_json:
        document = {"accounts": [dict(zip(names, row, strict=True)) for row in rows]}
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row if value is not None))


@click.command("bank")
@_JSON
def banks(as_json: bool) -> None:
    """List the banks by code."""
    with connect("mg_batch") as connection:
        rows = connection.execute(
            "SELECT bank_code, name_ko, name_en FROM core.bank ORDER BY bank_code"
        ).fetchall()
    if as_json:
        names = ("bank_code", "name_ko", "name_en")
        document = {"banks": [dict(zip(names, row, strict=True)) for row in rows]}
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for row in rows:
        click.echo("  ".join(row))
