"""Payouts through the gateway, whose simulator fails on purpose: nothing is lost, nothing is paid twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from app.integrations.toss_payouts import GatewayUnsure, Order, TossPayouts
from app.integrations.toss_signature import is_signed, sign
from app.simulators.toss_payouts import TossSimulator
from tests.payout.conftest import NUMBERS, PAYDAY, SECURITY_KEY, Console


def approved(console: Console, toss: TossSimulator) -> str:
    """A batch of two payouts for the gateway, approved."""
    for key in NUMBERS:
        console("payout", "seller", key, "--email", f"{key}@example.kr", "--phone", "01012345678")
    for reference in toss.sellers:
        toss.approve(reference)
        webhook(console, toss.webhooks[-1])
    found = console("payout", "prepare", "--on", PAYDAY, "--channel", "toss", "--json", code=1)
    console("payout", "approve", found["batch"])
    return str(found["batch"])


def webhook(console: Console, sent: dict[str, str], code: int = 0) -> Any:
    body = Path(f"{console.clone.name}.json")
    body.write_text(sent["body"])
    try:
        return console(
            "payout", "webhook", str(body), "--signature", sent["signature"], "--time", sent["time"],
            "--json", code=code,
        )  # fmt: skip
    finally:
        body.unlink()


def references(toss: TossSimulator) -> list[str]:
    return sorted(payout["refPayoutId"] for payout in toss.payouts.values())


def test_sellers_are_registered_once_and_must_be_approved(
    console: Console, toss: TossSimulator
) -> None:
    blocked = console("payout", "prepare", "--on", PAYDAY, "--channel", "toss", "--json", code=1)
    assert "seller: the account is not registered" in blocked["blocked"][0]["blocked_by"]
    for _ in range(2):
        console("payout", "seller", "cafe", "--email", "a@example.kr", "--phone", "01012345678")
    assert len(toss.sellers) == 1
    (seller,) = toss.sellers.values()
    assert len(seller["refSellerId"]) == 20
    assert NUMBERS["cafe"] not in str(seller), "the simulator keeps it masked, as the service does"
    blocked = console("payout", "prepare", "--on", PAYDAY, "--channel", "toss", "--json", code=1)
    assert any("gateway says APPROVAL_REQUIRED" in row["blocked_by"] for row in blocked["blocked"])
    assert console("payout", "seller", "salon", "--email", "a@b.kr", "--phone", "1", code=2).count(
        "MS423"
    )
    toss.sellers["unknown"] = seller | {"id": "seller_x", "refSellerId": "unknown"}
    toss.approve("unknown")
    webhook(console, toss.webhooks[-1], code=2)


@pytest.mark.parametrize(
    "failures",
    [
        ["timeout_after", "ok"],
        ["timeout_before", "500_before"],
        ["500_after", "truncated"],
        ["processing", "forgotten"],
        ["truncated", "timeout_after"],
    ],
    ids="-".join,
)
def test_sending_is_repeated_until_it_is_sure(
    failures: list[str], console: Console, toss: TossSimulator
) -> None:
    batch = approved(console, toss)
    toss.failures.extend(failures)
    unsure = [failure for failure in failures if failure != "ok"]
    first = console("payout", "send", batch, "--json", code=1)["gateway"]
    assert len(first["unsure"]) == len(unsure)
    assert "MS520" in console("payout", "cancel", batch, "--reason", "impatient", code=2)
    second = console("payout", "send", batch, "--json")["gateway"]
    assert len(second["taken"]) == len(unsure)
    console("payout", "send", batch)
    assert references(toss) == [f"{batch}-1", f"{batch}-2"], "each was taken once"
    for reference in references(toss):
        toss.settle(reference, "COMPLETED")
    assert len(console("payout", "refresh", batch, "--json")["ended"]) == 2
    assert console.states() == {"academy": "paid", "cafe": "paid", "salon": "confirmed"}
    console.is_well()


def test_webhooks_are_checked_and_then_asked_about(console: Console, toss: TossSimulator) -> None:
    batch = approved(console, toss)
    toss.failures.extend(["500_after", "ok"])
    console("payout", "send", batch, code=1)
    one, two = references(toss)
    # The webhook comes before we know that the gateway took it, twice, and the first one late.
    toss.settle(one, "COMPLETED")
    toss.settle(two, "FAILED", "ACCOUNT_CLOSED", f"계좌 {NUMBERS['cafe']} 해지")
    first, second = toss.webhooks[-2:]
    forged = second | {"body": second["body"].replace("FAILED", "COMPLETED")}
    assert "signature is wrong" in webhook(console, forged, code=2)
    assert webhook(console, second)["ended"] == [two]
    assert webhook(console, first)["ended"] == [one]
    before = console.one("SELECT count(*) FROM audit.entry")
    webhook(console, first)
    webhook(console, second)
    assert console.one("SELECT count(*) FROM audit.entry") == before
    assert console.states() == {"academy": "paid", "cafe": "failed", "salon": "confirmed"}
    assert console.one("SELECT failure_code, failure_reason FROM settlement.payout WHERE status = 'failed'") == (
        "ACCOUNT_CLOSED", "계좌 *** 해지")  # fmt: skip
    # A right signature proves who sent it, not that it is still true: the gateway is asked.
    with pytest.raises(StopIteration):
        toss.settle("nobody", "COMPLETED")
    toss.settle(two, "COMPLETED")
    assert webhook(console, toss.webhooks[-1], code=1)["exceptions"] == [two]
    assert console.states()["cafe"] == "failed"
    console.is_well()


def test_refused_payouts_are_payable_again(console: Console, toss: TossSimulator) -> None:
    batch = approved(console, toss)
    for seller in toss.sellers.values():
        seller["status"] = "KYC_REQUIRED"
    outcome = console("payout", "send", batch, "--json")["gateway"]
    assert len(outcome["refused"]) == 2
    assert toss.payouts == {}
    assert console.states() == {"academy": "failed", "cafe": "failed", "salon": "confirmed"}
    console.is_well()


def test_wrong_keys_fail_nothing(
    console: Console, toss: TossSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = approved(console, toss)
    monkeypatch.setenv("MINDGARDEN_TOSS_SECRET_KEY", "other")
    assert "lets nobody in" in console("payout", "send", batch, code=3)
    monkeypatch.setenv("MINDGARDEN_TOSS_SECRET_KEY", toss.secret_key)
    monkeypatch.delenv("MINDGARDEN_TOSS_SECURITY_KEY")
    assert "not configured" in console("payout", "send", batch, code=3)
    monkeypatch.setenv("MINDGARDEN_TOSS_SECURITY_KEY", SECURITY_KEY)
    assert len(console("payout", "send", batch, "--json")["gateway"]["taken"]) == 2
    with (
        console.clone.connect("mg_batch") as batch_role,
        pytest.raises(Exception, match="by another id"),
    ):
        batch_role.execute(
            "SELECT settlement.record_payout_submitted(%s, 'FPA_other')", (f"{batch}-1",)
        )
    assert console("payout", "balance")["availableAmount"]["currency"] == "KRW"
    assert SECURITY_KEY not in str(TossPayouts.from_settings().__dict__.get("_session"))


def test_bodies_are_sealed(toss: TossSimulator) -> None:
    """What isn't sealed, or by another key, the service refuses; what we send is never readable on the way."""
    url = TossPayouts.from_settings()._url
    answer = requests.post(f"{url}/v2/payouts", json=[], auth=("test_sk", ""), timeout=5)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "INVALID_ENCRYPTION")
    other = TossPayouts(url, "test_sk", "ff" * 32, timeout=5)
    with pytest.raises(Exception, match="INVALID_ENCRYPTION"):
        other.submit(Order("P1", "s", 1, "KRW", __import__("datetime").date(2024, 9, 6), "정산"))
    assert toss.payouts == {}
    nowhere = TossPayouts("http://127.0.0.1:9", "test_sk", SECURITY_KEY, timeout=1)
    with pytest.raises(GatewayUnsure):
        nowhere.balance()


def test_published_signature() -> None:
    body, at = b'{"eventType":"payout.changed"}', "2026-11-22T19:00:00+09:00"
    by_form = {
        "utf8": "lDDUUZdruOzM9EziqYcuPnuqEh5xLRuCDtB48Q+D1HI=",
        "hex": "yFo1O5gmi5mL9zd14v9B/bU9j2H3/l+IeP395nrkBqU=",
    }
    for form, right in by_form.items():
        assert sign(SECURITY_KEY, body, at, form) == right  # type: ignore[arg-type]
        header = f"v1:AAAA,v1:{right}"
        for asked in ("utf8", "hex", "either"):
            found = is_signed(SECURITY_KEY, body, at, header, asked)  # type: ignore[arg-type]
            assert found is (asked in (form, "either"))
        assert not is_signed(SECURITY_KEY, body + b" ", at, header, "either")
        assert not is_signed(SECURITY_KEY, body, at + "1", header, "either")
    assert not is_signed(SECURITY_KEY, body, at, "v1:not base64!,", "either")
