"""The platform that the portal's tests look at: an academy in won, a kiosk by the day, a dollar shop."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app.cli.within import run
from tests.clone import Clone

PASSWORD = "a-long-test-password"
ACADEMY, KIOSK, SHOP = "academy", "kiosk", "shop"
OWNER, KIOSK_OWNER, SHOP_OWNER = "owner@academy.test", "owner@kiosk.test", "owner@shop.test"
BRANCH_MANAGER, ACCOUNTANT = "mapo@academy.test", "books@office.test"
KIOSK_DAYS = 40

COLUMNS = (
    "tenant_key", "branch_code", "ref", "kind", "occurred_at", "currency", "method", "channel",
    "category", "amount", "platform_discount", "original_ref", "recorded_on",
)  # fmt: skip


@dataclass(frozen=True)
class Platform:
    """A clone with tenants, statements and people."""

    clone: Clone

    def statements(self, tenant: str, **like: object) -> list[dict[str, Any]]:
        """The statements of a tenant, by period, whatever row security would say."""
        with self.clone.superuser() as connection:
            rows = connection.execute(
                "SELECT to_jsonb(r) FROM settlement.statement_report AS r"
                " WHERE r.tenant_key = %s ORDER BY r.period_end, r.version",
                (tenant,),
            ).fetchall()
        found = [dict(row[0]) for row in rows]
        return [row for row in found if all(row[key] == value for key, value in like.items())]

    def statement(self, tenant: str, period_end: str) -> dict[str, Any]:
        """The statement in force of a tenant's period."""
        (found,) = [
            row for row in self.statements(tenant, period_end=period_end) if row["status"] != "void"
        ]
        return found

    def event_id(self, tenant: str, ref: str) -> UUID:
        """The event of a reference."""
        with self.clone.superuser() as connection:
            row = connection.execute(
                "SELECT e.payment_event_id FROM commerce.payment_event AS e"
                " JOIN tenancy.tenant AS t ON t.tenant_id = e.tenant_id"
                " WHERE t.tenant_key = %s AND e.ref = %s",
                (tenant, ref),
            ).fetchone()
        assert row is not None
        return UUID(str(row[0]))


def build(clone: Clone, folder: Path) -> Platform:
    """Import the contracts and payments, settle, confirm, pay, and let people in."""
    platform = Platform(clone)
    for name, contracts in (("won", _WON), ("dollar", _DOLLAR)):
        file = folder / f"{name}.json"
        file.write_text(json.dumps(contracts), encoding="utf-8")
        run(("import", "tenants", str(file)))
    run(("import", "payments", str(_write(folder / "payments.csv", _payments()))))
    for month in ("2026-08", "2026-09"):
        run(("settle", "--period", month))
    august = platform.statement(ACADEMY, "2026-08-31")["statement_id"]
    run(("statement", "confirm", august))
    run(("statement", "pay", august, "--on", "2026-09-07"))
    # The shop's statement is taken back and worked out again: one void, one in force.
    run(("statement", "reopen", platform.statement(SHOP, "2026-09-30")["statement_id"]))
    run(("settle", "--period", "2026-09", "--tenant", SHOP))
    _let_people_in(clone)
    return platform


def _let_people_in(clone: Clone) -> None:
    people = (
        (OWNER, "윤새봄", "Saebom Yoon", "--tenant", ACADEMY, "--role", "TENANT_OWNER"),
        (KIOSK_OWNER, "한노점", "", "--tenant", KIOSK, "--role", "TENANT_OWNER"),
        (SHOP_OWNER, "최달러", "Dale Choi", "--tenant", SHOP, "--role", "TENANT_OWNER"),
        (BRANCH_MANAGER, "마지점", "", "--tenant", ACADEMY, "--role", "TENANT_MANAGER",
         "--branch", "mapo"),
        (ACCOUNTANT, "오회계", "Hoegye Oh", "--tenant", ACADEMY, "--role", "TENANT_MANAGER"),
    )  # fmt: skip
    for email, name_ko, name_en, *place in people:
        names = ("--name", name_ko, *(("--name-en", name_en) if name_en else ()))
        _command(clone, "users", "add", email, *names, *place)
    _command(
        clone, "users", "grant", ACCOUNTANT, "--tenant", KIOSK, "--role", "TENANT_MANAGER"
    )  # fmt: skip


def _command(clone: Clone, *arguments: str) -> None:
    done = clone.run(*arguments, input=f"{PASSWORD}\n")
    assert done.returncode == 0, done.stderr


def _rule(component: str, **more: Any) -> dict[str, Any]:
    return {
        "component": component,
        "kind": "percent",
        "percent": "2.2",
        "returns_on_refund": component == "platform",
        "valid_from": "2026-01-01",
    } | more


_WON = {
    "currency": "KRW",
    "time_zone": "Asia/Seoul",
    "plans": [
        {
            "key": "basic",
            "fee_rules": [
                _rule("platform", percent="3"),
                _rule("pg"),
                _rule("pg", percent="1.8", fixed=100, minimum=200, method="transfer"),
            ],
        }
    ],
    "tenants": [
        {
            "key": ACADEMY,
            "plan": "basic",
            "name_ko": "새봄수학학원",
            "name_en": "Saebom Math",
            "business_number": "124-81-00998",
            "address": "서울특별시 마포구 양화로 1",
            "branches": [
                {"code": "mapo", "name_ko": "마포점"},
                {"code": "mokdong", "name_ko": "목동점"},
            ],
            "holdback": {"percent": "5", "release_days": 30},
            "adjustments": [{"date": "2026-09-10", "amount": 66_000, "reason": "교재비 환급"}],
            "fee_rules": [
                _rule(
                    "platform",
                    kind="tiered",
                    percent=None,
                    tiers=[
                        {"up_to": 1_000_000, "percent": "1.5"},
                        {"up_to": None, "percent": "0.9"},
                    ],
                )
            ],
        },
        {"key": KIOSK, "plan": "basic", "name_ko": "골목노점", "cycle": "daily"},
    ],
}
_DOLLAR = {
    "currency": "USD",
    "time_zone": "UTC",
    "plans": [],
    "tenants": [
        {
            "key": SHOP,
            "name_ko": "달러상점",
            "name_en": "Dollar Shop",
            "fee_rules": [_rule("platform", percent="4.25"), _rule("pg", percent="2.9", fixed=30)],
        }
    ],
}


def _payments() -> list[dict[str, str]]:
    return [*_academy(), *_kiosk(), *_shop()]


def _row(tenant: str, ref: str, amount: int | str, at: str, **more: str) -> dict[str, str]:
    return {
        "tenant_key": tenant,
        "ref": ref,
        "kind": "capture",
        "occurred_at": at,
        "currency": "USD" if tenant == SHOP else "KRW",
        "method": "card",
        "channel": "app",
        "category": "course",
        "amount": str(amount),
    } | more


def _academy() -> list[dict[str, str]]:
    """60 payments in September, some refunds, a coupon, a chargeback; two in August."""
    rows = [
        _row(
            ACADEMY,
            f"S-{number:03}",
            260_000 + 1_000 * number,
            f"2026-09-{1 + number % 28:02}T{9 + number % 12:02}:30:00+09:00",
            branch_code=("mapo", "mokdong")[number % 2],
            method=("card", "transfer", "naverpay")[number % 3],
        )
        for number in range(1, 61)
    ]
    late = "2026-09-29T15:00:00+09:00"
    return [
        *rows,
        _row(ACADEMY, "A-1", 500_000, "2026-08-10T10:00:00+09:00"),
        _row(ACADEMY, "A-2", 700_000, "2026-08-11T10:00:00+09:00", method="transfer"),
        _row(ACADEMY, "COUPON", 90_000, late, platform_discount="10000"),
        _row(ACADEMY, "R-001", 100_000, late, kind="refund", original_ref="S-001", method=""),
        _row(ACADEMY, "R-002", 262_000, late, kind="refund", original_ref="S-002", method=""),
        _row(ACADEMY, "C-003", 263_000, late, kind="chargeback", original_ref="S-003", method=""),
    ]


def _kiosk() -> list[dict[str, str]]:
    """One sale a day, and a day on which more is given back than taken."""
    first = date(2026, 8, 1)
    days = [first + timedelta(days=step) for step in range(KIOSK_DAYS)]
    rows = [
        _row(KIOSK, f"K-{on:%m%d}", 10_000 + on.day, f"{on}T12:00:00+09:00")
        for on in days
        if on != date(2026, 8, 20)
    ]
    back = {"kind": "refund", "original_ref": "K-0819", "method": ""}
    return [*rows, _row(KIOSK, "K-BACK", 10_019, "2026-08-20T12:00:00+09:00", **back)]


def _shop() -> list[dict[str, str]]:
    return [
        _row(SHOP, "d-1", "1234.50", "2026-09-02T00:00:00+00:00"),
        _row(SHOP, "d-2", "11.77", "2026-09-03T00:00:00+00:00"),
        _row(SHOP, "d-2r", "1.70", "2026-09-04T00:00:00Z", kind="refund", original_ref="d-2"),
    ]


def _write(file: Path, rows: list[dict[str, str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return file
