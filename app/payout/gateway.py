"""Payouts through the gateway: asked for, asked about, told by webhook. Each can be repeated at any time."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import psycopg

from app.failure import BadInput
from app.integrations import toss_signature
from app.integrations.toss_payouts import (
    GatewayRefused,
    GatewayUnsure,
    Order,
    Payout,
    Seller,
    TossPayouts,
)
from app.settings import settings

_ENDED = {"COMPLETED": "succeeded", "FAILED": "failed", "CANCELED": "failed"}


@dataclass
class Outcome:
    """References, by what became of them."""

    taken: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)


def port() -> TossPayouts:
    """The gateway as the settings name it."""
    return TossPayouts.from_settings()


def submit(
    connection: psycopg.Connection[Any], gateway: TossPayouts, batch: str, actor: Any
) -> Outcome:
    """Ask for every payout of a sent batch that the gateway has not taken yet; each answer is kept at once."""
    outcome = Outcome()
    for row in _waiting(connection, batch):
        reference, external_ref, destination, amount_minor, currency, payout_on, memo = row
        if external_ref is not None:
            continue
        order = Order(reference, destination, amount_minor, currency, payout_on, memo)
        try:
            payout = gateway.submit(order)
        except GatewayUnsure:
            outcome.unsure.append(reference)
            continue
        except GatewayRefused as refused:
            _record(
                connection, reference, amount_minor, "failed", refused.code, refused.reason, None, actor
            )  # fmt: skip
            outcome.refused.append(reference)
            continue
        if (payout.reference, payout.amount, payout.currency) != (
            reference,
            amount_minor,
            currency,
        ):
            outcome.unsure.append(reference)
            continue
        _take(connection, payout, outcome, actor)
    return outcome


def refresh(
    connection: psycopg.Connection[Any], gateway: TossPayouts, batch: str, actor: Any
) -> Outcome:
    """Ask how the payouts went that the gateway took; should a webhook be lost, nothing is."""
    outcome = Outcome()
    for reference, external_ref, *_ in _waiting(connection, batch):
        if external_ref is None:
            continue
        try:
            payout = gateway.read(external_ref)
        except GatewayUnsure:
            outcome.unsure.append(reference)
            continue
        _take(connection, payout, outcome, actor)
    return outcome


def take_webhook(
    connection: psycopg.Connection[Any],
    gateway: TossPayouts,
    body: bytes,
    signature: str,
    transmission_time: str,
    actor: Any = None,
) -> Outcome:
    """Check the signature, then ask the gateway itself: what a webhook says is only a hint."""
    known = settings()
    key = known.toss_security_key
    if key is None or not toss_signature.is_signed(
        key.get_secret_value(), body, transmission_time, signature, known.toss_signature_key
    ):
        raise BadInput(
            "the webhook's signature is wrong",
            hint="It is not the gateway's; or check MINDGARDEN_TOSS_SECURITY_KEY.",
        )
    try:
        event = json.loads(body)
        kind, external_ref = str(event["eventType"]), str(event["entityBody"]["id"])
    except (ValueError, KeyError, TypeError):
        raise BadInput("the webhook is not understood") from None
    outcome = Outcome()
    if kind == "payout.changed":
        _take(connection, gateway.read(external_ref), outcome, actor)
    elif kind == "seller.changed":
        keep_seller(connection, gateway.read_seller(external_ref), actor)
    return outcome


def keep_seller(connection: psycopg.Connection[Any], seller: Seller, actor: Any) -> None:
    """Note what the gateway says of a seller."""
    connection.execute(
        "SELECT settlement.record_payout_seller(%s, %s, %s, %s)",
        (seller.seller_ref, seller.external_ref, seller.status, actor),
    )


def _waiting(connection: psycopg.Connection[Any], batch: str) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT reference, external_ref, destination, amount_minor, currency, payout_on, memo"
        " FROM settlement.list_payout_to_submit(%s)",
        (batch,),
    ).fetchall()


def _take(
    connection: psycopg.Connection[Any], payout: Payout, outcome: Outcome, actor: Any
) -> None:
    connection.execute(
        "SELECT settlement.record_payout_submitted(%s, %s, %s)",
        (payout.reference, payout.external_ref, actor),
    )
    outcome.taken.append(payout.reference)
    status = _ENDED.get(payout.status)
    if status is None:
        return
    code = payout.code or (payout.status if status == "failed" else None)
    day = payout.day if status == "succeeded" else None
    recorded = _record(
        connection, payout.reference, payout.amount, status, code, payout.reason, day, actor
    )
    (outcome.exceptions if recorded == "exception" else outcome.ended).append(payout.reference)


def _record(
    connection: psycopg.Connection[Any],
    reference: str,
    amount: Any,
    status: str,
    code: str | None,
    reason: str | None,
    day: str | None,
    actor: Any,
) -> str:
    row = connection.execute(
        "SELECT settlement.record_payout_result(%s, %s::numeric::bigint, %s, %s, %s, %s, 'toss', %s)",
        (reference, amount, status, code, reason, day, actor),
    ).fetchone()
    assert row is not None
    return str(row[0])
