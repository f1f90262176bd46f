"""`mindgarden payout seller`, `refresh`, `webhook`, `balance`: what is between us and the gateway."""

from __future__ import annotations

import json
import sys
from typing import Any, BinaryIO

import click

from app.cli.actor import actor_id, acts_as
from app.db.connection import connect

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command()
@click.argument("tenant_key", metavar="TENANT")
@click.option("--representative", help="The representative of a business.")
@click.option("--email", required=True, help="Where the gateway reaches the seller.")
@click.option("--phone", required=True, help="Digits; the gateway asks the seller to identify.")
@click.option(
    "--corporate/--sole",
    "is_corporate",
    default=False,
    help="A corporation, or a business of one person (default).",
)
@acts_as
@_JSON
def seller(
    tenant_key: str,
    representative: str | None,
    email: str,
    phone: str,
    is_corporate: bool,
    actor_email: str | None,
    as_json: bool,
) -> None:
    """Register a tenant's account of today with the gateway. Names and numbers go there, and stay nowhere else."""
    from app.payout import gateway

    port = gateway.port()
    with connect("mg_batch", autocommit=True) as connection:
        actor = actor_id(connection, actor_email)
        row = connection.execute(
            "SELECT seller_ref, business_number, name, bank_code, account_number, holder_name"
            " FROM settlement.begin_payout_seller(%s, NULL, %s)",
            (tenant_key, actor),
        ).fetchone()
        assert row is not None
        seller_ref, business_number, name, bank_code, account_number, holder_name = row
        contact = {"email": email, "phone": phone}
        kind: dict[str, Any]
        if business_number is None:
            kind = {"businessType": "INDIVIDUAL", "individual": {"name": holder_name, **contact}}
        else:
            kind = {
                "businessType": "CORPORATE" if is_corporate else "INDIVIDUAL_BUSINESS",
                "company": {
                    "name": name,
                    "representativeName": representative or holder_name,
                    "businessRegistrationNumber": business_number,
                    **contact,
                },
            }
        known = port.register(
            {
                "refSellerId": seller_ref,
                **kind,
                "account": {
                    "bankCode": bank_code,
                    "accountNumber": account_number,
                    "holderName": holder_name,
                },
            }
        )
        gateway.keep_seller(connection, known, actor)
    if as_json:
        click.echo(json.dumps({"seller": known.external_ref, "status": known.status}))
    else:
        click.echo(f"tenant {tenant_key}: seller {known.external_ref}, {known.status}")


@click.command()
@click.argument("batch")
@acts_as
@_JSON
def refresh(batch: str, actor_email: str | None, as_json: bool) -> None:
    """Ask the gateway how the payouts of a sent batch went (webhooks tell the same, sooner)."""
    from app.payout import gateway

    port = gateway.port()
    with connect("mg_batch", autocommit=True) as connection:
        outcome = gateway.refresh(connection, port, batch, actor_id(connection, actor_email))
    _print(outcome, as_json)
    if outcome.unsure or outcome.exceptions:
        sys.exit(1)


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--signature", required=True, help="Header tosspayments-webhook-signature.")
@click.option(
    "--time",
    "transmission_time",
    required=True,
    help="Header tosspayments-webhook-transmission-time.",
)
@_JSON
def webhook(file: BinaryIO, signature: str, transmission_time: str, as_json: bool) -> None:
    """Take a webhook of the gateway: its raw body from FILE or standard input. The gateway itself is then asked."""
    from app.payout import gateway

    port = gateway.port()
    with connect("mg_batch", autocommit=True) as connection:
        outcome = gateway.take_webhook(connection, port, file.read(), signature, transmission_time)
    _print(outcome, as_json)
    if outcome.exceptions:
        sys.exit(1)


@click.command()
def balance() -> None:
    """What the gateway can pay out, as JSON."""
    from app.payout import gateway

    click.echo(json.dumps(gateway.port().balance(), default=str))


def _print(outcome: Any, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(vars(outcome)))
        return
    counted = ", ".join(f"{len(found)} {name}" for name, found in vars(outcome).items() if found)
    click.echo(counted or "nothing new")
