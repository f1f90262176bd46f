"""Settled platforms to report on: won and dollars, names that try to be formulas, many lines."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from app.cli.within import run
from app.reports import query
from app.reports.model import Row
from app.reports.period import parse
from tests import clone as cloning
from tests.clone import Clone

PERIOD = "2026-09"
NEXT_PERIOD = "2026-10"
NASTY = (
    "=1+1",
    "+82-10-1234-5678",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("http://example.invalid","click")',
    "\uff1dcmd",
    "  =padded",
    'quote"comma,semicolon;',
    "한글 주문 1",
)
COLUMNS = (
    "tenant_key",
    "branch_code",
    "ref",
    "kind",
    "occurred_at",
    "currency",
    "method",
    "channel",
    "category",
    "amount",
    "platform_discount",
    "original_ref",
    "recorded_on",
    "tax_free",
)


def fee_rule(component: str, **more: Any) -> dict[str, Any]:
    """A fee rule for everything, from the year's start."""
    return {
        "component": component,
        "kind": "percent",
        "percent": "3.3",
        "returns_on_refund": component == "platform",
        "valid_from": "2026-01-01",
    } | more


WON_TENANTS = {
    "currency": "KRW",
    "time_zone": "Asia/Seoul",
    "plans": [],
    "promotions": [{"key": "opening", "percent": "50", "budget": 1000}],
    "tenants": [
        {
            "key": "won",
            "name_ko": "=원화 상점",
            "name_en": "Won Shop",
            "business_number": "124-81-00998",
            "address": "서울특별시 중구 세종대로 110",
            "branches": [
                {"code": "main", "name_ko": "본점"},
                {"code": "=b2", "name_ko": "@둘째"},
            ],
            "holdback": {"percent": "10", "release_days": 30},
            "adjustments": [
                {"date": "2026-09-10", "amount": 12_345, "reason": "=1+1 보전"},
                {"date": "2026-09-20", "amount": -2_000, "reason": "배송비"},
            ],
            "fee_rules": [
                fee_rule(
                    "platform",
                    kind="tiered",
                    percent=None,
                    tiers=[{"up_to": 50_000, "percent": "5"}, {"up_to": None, "percent": "2.5"}],
                ),
                fee_rule("pg", percent="2.9", minimum=100),
                fee_rule("pg", percent="1.5", method="transfer"),
            ],
        },
        {
            "key": "below",
            "name_ko": "<script>alert(1)</script>",
            "fee_rules": [fee_rule("platform")],
        },
        {
            "key": "taxed",
            "name_ko": "과세와 면세",
            "fee_rules": [
                fee_rule("platform", percent="10", vat="borne", month_maximum=3_000),
                fee_rule("pg", percent="2.2", vat="included"),
            ],
            "promotions": [{"key": "opening", "valid_from": "2026-09-01"}],
        },
    ],
}
DOLLAR_TENANTS = {
    "currency": "USD",
    "time_zone": "UTC",
    "plans": [{"key": "dollar", "fee_rules": [fee_rule("pg", percent="2.9", fixed=30)]}],
    "tenants": [
        {
            "key": "dollar",
            "plan": "dollar",
            "name_ko": "달러 상점",
            "name_en": "Dollar Shop",
            "fee_rules": [fee_rule("platform", percent="4.25", maximum=99)],
        }
    ],
}


def _row(tenant: str, ref: str, amount: str, at: str, **more: str) -> dict[str, str]:
    return {
        "tenant_key": tenant,
        "ref": ref,
        "kind": "capture",
        "occurred_at": at,
        "currency": "USD" if tenant == "dollar" else "KRW",
        "method": "card",
        "channel": "online",
        "category": "food",
        "amount": amount,
        "platform_discount": "0",
    } | more


def payments() -> list[dict[str, str]]:
    """Payments of two months: nasty refs, coupons, refunds, a chargeback, more given than taken."""
    rows = [
        _row("won", ref, str(10_007 * number), f"2026-09-{number:02}T12:00:00+09:00")
        for number, ref in enumerate(NASTY, start=1)
    ]
    at = "2026-09-15T23:59:59+09:00"
    rows += [
        _row("won", "coupon", "9000", at, platform_discount="1000", method="transfer"),
        _row("won", "b2", "33333", at, branch_code="=b2", method="=cmd", category="-x"),
        _row("won", "coupon/r", "4500", at, kind="refund", original_ref="coupon", method=""),
        _row("won", "b2/c", "33333", at, kind="chargeback", original_ref="b2", method=""),
        _row("won", "october", "500000", "2026-10-05T10:00:00+09:00"),
        _row("below", "sale", "10000", "2026-08-31T10:00:00+09:00"),
        _row("below", "back", "10000", at, kind="refund", original_ref="sale"),
        _row("taxed", "t1", "11100", at, tax_free="100"),
        _row("taxed", "t2", "5000", at, tax_free="5000"),
        _row("taxed", "t3", "22000", "2026-09-20T10:00:00+09:00"),
        _row(
            "taxed", "t1/r", "5550", "2026-09-21T10:00:00+09:00", kind="refund", original_ref="t1"
        ),
        _row("dollar", "d1", "11.77", "2026-09-01T00:00:00+00:00"),
        _row("dollar", "d2", "1234.50", "2026-09-02T00:00:00+00:00", platform_discount="0.05"),
        _row("dollar", "d2/r", "234.49", "2026-09-03T00:00:00Z", kind="refund", original_ref="d2"),
    ]
    return rows


def write_payments(file: Path, rows: list[dict[str, str]]) -> Path:
    """The rows as an import file."""
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return file


@dataclass(frozen=True)
class Settled:
    """A clone with statements in it."""

    clone: Clone

    def statement(self, tenant: str, period: str = PERIOD) -> Row:
        """One statement as the reports read it."""
        with self.clone.connect("mg_auditor") as connection:
            return query.of_period(connection, parse(period), tenant)[0]

    def auditor(self) -> psycopg.Connection[Any]:
        """A connection that may read."""
        return self.clone.connect("mg_auditor")


def ids(statement: Row) -> tuple[UUID, UUID]:
    """What `render` asks for."""
    return statement["tenant_id"], statement["statement_id"]


@pytest.fixture(scope="session")
def _settled(
    server_environment: dict[str, str], template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settled]:
    folder = tmp_path_factory.mktemp("reports")
    with cloning.clone(server_environment, template, f"test_{os.getpid()}_reports") as made:
        for name, tenants in (("won", WON_TENANTS), ("dollar", DOLLAR_TENANTS)):
            file = folder / f"{name}.json"
            file.write_text(json.dumps(tenants), encoding="utf-8")
            run(("import", "tenants", str(file)))
        run(("import", "payments", str(write_payments(folder / "payments.csv", payments()))))
        for period in ("2026-08", PERIOD, NEXT_PERIOD):
            run(("settle", "--period", period))
        yield Settled(made)


@pytest.fixture
def settled(_settled: Settled) -> Iterator[Settled]:
    """The settled platform; tests of reports only read."""
    with cloning.environment(_settled.clone.environment):
        yield _settled
