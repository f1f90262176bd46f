"""A crowd of tenants with two months of payments, the same for the same seed."""

import random
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.calendar import CYCLES, period_of

Case = dict[str, Any]
SEOUL = ZoneInfo("Asia/Seoul")
FIRST, LAST = date(2026, 8, 1), date(2026, 9, 30)


def crowd(tenant_count: int, captures_each: int, seed: int = 1) -> Case:
    """Tenants of every cycle and contract; August and September 2026, in Korean won."""
    chance = random.Random(seed)
    tenants = [_tenant(f"crowd-{n:04}", n, chance) for n in range(tenant_count)]
    events = [row for t in tenants for row in _payments(t["key"], captures_each, chance)]
    chance.shuffle(events)
    return {
        "currency": "KRW",
        "time_zone": "Asia/Seoul",
        "plans": [{"key": "crowd", "fee_rules": [_percent("platform", "2.9"), _tiered("pg")]}],
        "tenants": tenants,
        "events": events,
        "periods": closed_periods(FIRST, LAST),
    }


def closed_periods(first: date, last: date) -> list[dict[str, str]]:
    """Every period of every cycle that ends between two days."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    found = {period_of(day, cycle) for day in days for cycle in CYCLES}
    kept = sorted(period for period in found if first <= period[1] <= last)
    return [{"start": start.isoformat(), "end": end.isoformat()} for start, end in kept]


def _percent(component: str, percent: str, **selectors: str) -> Case:
    return {
        "component": component,
        "kind": "percent",
        "percent": percent,
        "fixed": 10,
        "valid_from": "2026-01-01",
        **selectors,
    }


def _tiered(component: str) -> Case:
    tiers = [{"up_to": 300_000, "percent": "3.3"}, {"up_to": None, "percent": "1.23457"}]
    return {
        "component": component,
        "kind": "tiered",
        "tiers": tiers,
        "valid_from": "2026-01-01",
        "returns_on_refund": True,
    }


def _tenant(key: str, number: int, chance: random.Random) -> Case:
    held = {"percent": "7.5", "release_days": 10}
    own = [_percent("platform", "1.98765", method="card"), _tiered("platform")]
    return {
        "key": key,
        "cycle": CYCLES[number % 4],
        "payout_delay_business_days": number % 6,
        "holdback": held if number % 3 == 0 else None,
        "minimum_payout": chance.choice([0, 0, 50_000]),
        "withholding": "freelancer_3_3" if number % 5 == 0 else None,
        "fee_vat_rounding": chance.choice(["half_up", "down"]),
        "plan": "crowd" if number % 2 else None,
        "fee_rules": own if number % 3 else [],
        "adjustments": [{"date": "2026-09-10", "amount": -number - 1, "reason": "damaged"}],
    }


def _payments(tenant: str, count: int, chance: random.Random) -> list[Case]:
    rows: list[Case] = []
    days = (LAST - FIRST).days
    for n in range(count):
        at = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=SEOUL)
        at += timedelta(days=chance.randint(0, days), seconds=chance.randint(0, 86_399))
        amount = chance.randint(1, 90_000)
        capture = {
            "tenant": tenant,
            "ref": f"{n:05}",
            "kind": "capture",
            "occurred_at": at.isoformat(),
            "method": chance.choice(["card", "transfer"]),
            "channel": "online",
            "category": chance.choice(["drink", "food", ""]),
            "amount": amount,
            "platform_discount": chance.choice([0, 0, 0, 777]),
            "original_ref": None,
            "recorded_on": None,
        }
        rows.append(capture)
        if chance.random() < 0.2:
            later = min(at + timedelta(days=chance.randint(0, 20)), at.replace(month=9, day=30))
            rows.append(
                {
                    **capture,
                    "ref": f"{n:05}-back",
                    "kind": chance.choice(["refund", "refund", "chargeback"]),
                    "occurred_at": max(at, later).isoformat(),
                    "amount": chance.randint(1, amount),
                    "platform_discount": 0,
                    "original_ref": capture["ref"],
                }
            )
    return rows
