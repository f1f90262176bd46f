"""Every line of a settled platform is explained by numbers that lead to its fee, in both languages."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import psycopg
import pytest

from app.cli import main
from app.cli.within import run
from tests.verify.conftest import Platform

# Tenant, reference, component -> the whole explanation, in both languages.
SAID = {
    ("cafe", "c003", "platform"): (
        "41,098원 × 2.9% = 1,191.842원 → 절사 1,191원",
        "₩41,098 × 2.9% = ₩1,191.842, cut to ₩1,191",
    ),
    ("cafe", "c003", "pg"): (
        "41,098원 × 1.1% = 452.078원 → 절사 452원 + 고정 50원 = 502원",
        "₩41,098 × 1.1% = ₩452.078, cut to ₩452, plus the fixed ₩50: ₩502",
    ),
    ("academy", "a003", "platform"): (
        (
            "이 규칙의 2024년 8월 누적 결제액: 84,409원 → 133,284원."
            " 133,284원까지의 수수료: 100,000원 × 3% + 33,284원 × 2% = 3,665.68원 → 절사 3,665원."
            " 84,409원까지의 수수료: 84,409원 × 3% = 2,532.27원 → 절사 2,532원. 차액 1,133원."
        ),
        (
            "The volume of 2024-08 under this rule went from ₩84,409 to ₩133,284."
            " Fee of the first ₩133,284: ₩100,000 × 3% + ₩33,284 × 2% = ₩3,665.68, cut to ₩3,665."
            " Fee of the first ₩84,409: ₩84,409 × 3% = ₩2,532.27, cut to ₩2,532. The difference is ₩1,133."
        ),
    ),
    ("salon", "s003", "platform"): (
        (
            "지난달(2024년 7월) 결제액은 0원, 해당 구간은 0원 이상 100,000원 미만, 요율은 3%입니다."
            " 56,652원 × 3% = 1,699.56원 → 절사 1,699원"
        ),
        (
            "The volume of the month before (2024-07), ₩0, lies in the tier ₩0 to below ₩100,000 at 3%."
            " ₩56,652 × 3% = ₩1,699.56, cut to ₩1,699"
        ),
    ),
    ("cafe", "c009-r2", "platform"): (
        (
            "결제 때의 수수료는 515원이며, 환불 비율만큼 돌려줍니다. 환불 누계는 이번까지 10,363원, 그 전까지 5,922원입니다(결제 17,767원)."
            " 515원 × 10,363원 ÷ 17,767원 → 절사 300원, 515원 × 5,922원 ÷ 17,767원 → 절사 171원, 차액 129원"
        ),
        (
            "The payment's fee of ₩515 is given back in proportion. Returned of it: ₩10,363 with this one, ₩5,922 before (paid: ₩17,767)."
            " ₩515 × ₩10,363 ÷ ₩17,767, cut: ₩300; ₩515 × ₩5,922 ÷ ₩17,767, cut: ₩171; a difference of ₩129"
        ),
    ),
    ("cafe", "c009-r2", "pg"): (
        "이 규칙은 환불할 때 수수료를 돌려주지 않습니다.",
        "This rule gives no fee back on refunds.",
    ),
    ("cafe", "c002-cb", "platform"): (
        "카드사가 강제로 취소한 차지백에는 수수료를 돌려주지 않습니다.",
        "A chargeback, forced by the card company, gives no fee back.",
    ),
    ("cafe", "gift", "platform"): (
        "결제 금액이 0이므로 수수료가 없습니다.",
        "Nothing was paid, so there is no fee.",
    ),
    ("cafe", "gift-r", "platform"): (
        "결제 금액이 0이었으므로 돌려줄 수수료가 없습니다.",
        "Nothing had been paid, so there is no fee to give back.",
    ),
    ("teacher", "big", "pg"): (
        "결제일 2024-08-03에 이 결제에 맞는 규칙이 없어 수수료가 없습니다.",
        "No rule was in force for this payment on 2024-08-03, so there is no fee.",
    ),
    ("cafe", "wrong", "platform"): (
        "잘못 등록되어 정산 전에 취소된 결제이므로 수수료가 없습니다.",
        "Recorded by mistake and taken back before its period closed: no fee.",
    ),
}


def explained(name: str) -> dict[str, Any]:
    """What the command prints as JSON."""
    found: dict[str, Any] = json.loads(run(["explain", name, "--json"]))
    return found


@pytest.mark.parametrize(("tenant", "ref", "component"), SAID)
def test_formula_is_said(platform: Platform, tenant: str, ref: str, component: str) -> None:
    said = {one["component"]: one for one in explained(f"{tenant}/{ref}")["components"]}
    assert (said[component]["formula_ko"], said[component]["formula_en"]) == SAID[
        tenant, ref, component
    ]


def test_every_line_is_explained_by_its_own_numbers(platform: Platform) -> None:
    with platform.clone.connect("mg_auditor") as auditor:
        rows = auditor.execute(
            """SELECT l.platform_fee_minor, l.pg_fee_minor, l.discount_minor, settlement.explain_line(l.tenant_id, l.payment_event_id)
            FROM settlement.line AS l"""
        ).fetchall()
    assert len(rows) > 100
    for platform_fee, pg_fee, discount, explanation in rows:
        fees = {one["component"]: one for one in explanation["components"]}
        assert [*fees] == ["platform", "pg"]
        for name, fee in (("platform", platform_fee), ("pg", pg_fee)):
            assert fees[name]["fee_minor"] == fee
            leads_to(fee, fees[name])
        if explanation["discount"]:
            leads_to(discount, explanation["discount"])
        else:
            assert discount == 0


def leads_to(amount: Any, said: dict[str, Any]) -> None:
    """The Korean text ends with the amount, the English one holds it."""
    if amount != 0:
        assert (
            said["formula_ko"]
            .rstrip(".")
            .endswith((f" {abs(amount):,}원", f" {abs(amount):,}원 적용"))
        ), said
        assert f"₩{abs(amount):,}" in said["formula_en"], said


def test_reasons_why_the_others_did_not_match(platform: Platform) -> None:
    rejected = {
        (one["component"], other["rule"]["percent"]): (other["reason_ko"], other["reason_en"])
        for one in explained("cafe/c003")["components"]
        for other in one["rejected"]
    }
    assert rejected == {
        ("platform", "2.75"): (
            "분류 drink 전용입니다(이 결제: book).",
            "It is for category drink only; here it is book.",
        ),
        ("platform", "3.3"): (
            "맞지만, 더 구체적인 규칙이 우선합니다(결제수단 지정).",
            "It matches, but a rule that names the method is more specific.",
        ),
        ("pg", "0.5"): (
            "결제수단 transfer 전용입니다(이 결제: card).",
            "It is for method transfer only; here it is card.",
        ),
        ("pg", "1.2"): (
            "2024-09-16부터 적용되는 규칙입니다(결제일 2024-08-16).",
            "It is in force from 2024-09-16; the payment is of 2024-08-16.",
        ),
    }
    own = explained("cafe/c006")["components"][0]
    assert own["rule"]["owner"] == "tenant"
    assert {other["reason_en"] for other in own["rejected"]} == {
        "It matches, but your own rules come before the plan's."
    }


def test_people_of_a_tenant_see_only_its_own_lines(platform: Platform) -> None:
    ids: dict[str, tuple[UUID, UUID]] = {
        key: (tenant, event)
        for key, tenant, event in platform.superuser.execute(
            "SELECT t.tenant_key, t.tenant_id, p.payment_event_id FROM tenancy.tenant AS t"
            " JOIN commerce.payment_ref AS p USING (tenant_id) WHERE p.ref IN ('c003', 'a003')"
        )
    }
    query = "SELECT settlement.explain_line(%s, %s)"
    with platform.clone.connect("mg_app") as app, platform.clone.connect("mg_migrator") as door:
        sealed = door.execute(
            "SELECT identity.enter_administrator(%s, %s)", (ids["cafe"][0], app.info.backend_pid)
        ).fetchone()
        assert sealed is not None
        app.execute(f"SET LOCAL mg.context = '{sealed[0]}'".encode())
        row = app.execute(query, ids["cafe"]).fetchone()
        assert row is not None
        assert row[0] == explained("cafe/c003")
        with pytest.raises(psycopg.Error, match="no such line"):
            app.execute(query, ids["academy"])


def test_command_says_it_in_words(platform: Platform) -> None:
    printed = run(["explain", "cafe/c003", "--locale", "en"])
    assert "platform fee: ₩41,098 × 2.9% = ₩1,191.842, cut to ₩1,191" in printed
    assert "plan basic · card · 2.9% · from 2024-01-01" in printed
    assert run(["explain", "c003", "--tenant", "cafe"]).startswith(
        "c003 · capture · 41,098원 · 2024-08-16"
    )
    row = platform.superuser.execute(
        "SELECT payment_event_id FROM commerce.payment_ref WHERE ref = 'c003'"
    ).fetchone()
    assert row is not None
    assert explained(str(row[0])) == explained("cafe/c003")


@pytest.mark.parametrize("line", ["nonsense", "cafe/nothing", "nobody/c003", "cafe/c020"])
def test_what_is_no_line_is_refused(
    platform: Platform, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["explain", line])
    assert ended.value.code == 2
    assert "what to do:" in capsys.readouterr().err
