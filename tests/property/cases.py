"""Strategies for whole case files: several tenants, several months, any order of arrival."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.oracle.calendar import CYCLES, last_of_month, period_of
from tests.oracle.statements import MORE_KEYS
from tests.property.payments import payments
from tests.property.pricing import METHODS, amounts, fee_rules, percents

Case = dict[str, Any]

ZONES = ("Asia/Seoul", "Asia/Seoul", "UTC", "America/New_York", "Europe/London", "Asia/Kathmandu")
# The months around the end of the small-tax rule, a leap February, and the turn of a year.
FIRST_MONTHS = (
    date(2026, 9, 1),
    date(2024, 1, 1),
    date(2024, 5, 1),
    date(2025, 11, 1),
    date(2026, 3, 1),
    date(2026, 10, 1),
)


@st.composite
def spans(draw: st.DrawFn, first_months: Sequence[date]) -> tuple[date, date]:
    """One to three whole months."""
    first = last = draw(st.sampled_from(first_months))
    for _ in range(draw(st.integers(0, 2))):
        last = last_of_month(last) + timedelta(days=1)
    return first, last_of_month(last)


def periods_between(first: date, last: date, cycles: Iterable[str]) -> list[dict[str, str]]:
    """Every period of these cycles that lies in the span."""
    found = set()
    for n in range((last - first).days + 1):
        for cycle in cycles:
            start, end = period_of(first + timedelta(days=n), cycle)
            if first <= start and end <= last:
                found.add((start, end))
    return [{"start": s.isoformat(), "end": e.isoformat()} for s, e in sorted(found)]


@st.composite
def _listed(draw: st.DrawFn, periods: list[dict[str, str]]) -> list[dict[str, str]]:
    """All periods, or all but some: a case need not list every one."""
    if draw(st.integers(0, 3)) < 3:
        return periods
    left_out = draw(st.sets(st.sampled_from(range(len(periods))), max_size=6))
    return [period for n, period in enumerate(periods) if n not in left_out]


@st.composite
def _payout_days(draw: st.DrawFn) -> Case | None:
    """Payout days of a contract: mostly business days after the period, so none."""
    if draw(st.integers(0, 3)) < 3:
        return None
    days = draw(
        st.sampled_from([{}, {"weekdays": [3]}, {"weekdays": [6, 7]}])
        | st.sampled_from(
            [{"month_days": [31]}, {"month_days": [10, 25]}, {"month_days": [29, 30]}]
        )
    )
    policy = draw(st.sampled_from(["before", "after", "calendar"]))
    return {"delay_days": draw(st.integers(0, 20)), "policy": policy, **days}


@st.composite
def _schedules(draw: st.DrawFn) -> list[Case]:
    """Mostly none; else some methods by a cycle of their own."""
    if draw(st.integers(0, 2)) < 2:
        return []
    methods = draw(st.lists(st.sampled_from(METHODS), min_size=1, max_size=2, unique=True))
    return [
        {
            "code": f"s{n}",
            "methods": [method],
            "cycle": draw(st.sampled_from(CYCLES)),
            "payout": draw(_payout_days()),
            "minimum_payout": draw(st.sampled_from([0, 5000])),
        }
        for n, method in enumerate(methods)
    ]


@st.composite
def _promotions(draw: st.DrawFn, keys: list[str], schedules: list[Case], span: Any) -> list[Case]:
    """Promotions that the tenant takes part in, one at a time."""
    first, last = span
    taken = draw(st.lists(st.sampled_from(keys), max_size=2, unique=True)) if keys else []
    codes = ["", *(schedule["code"] for schedule in schedules)]
    half = first + (last - first) / 2
    spans = [(first - timedelta(days=30), half), (half, None)]
    return [
        {
            "key": key,
            "schedule": draw(st.sampled_from(codes)),
            "valid_from": start.isoformat(),
            "valid_to": end.isoformat() if end else None,
        }
        for key, (start, end) in zip(taken, spans, strict=False)
    ]


@st.composite
def _coupon_share(draw: st.DrawFn, span: Any) -> list[Case]:
    """Who bears coupons, before and after some day."""
    first, last = span
    turn = (first + timedelta(days=draw(st.integers(0, (last - first).days)))).isoformat()
    shares = [{"platform_percent": draw(percents(99)), "valid_from": turn}]
    if draw(st.booleans()):
        shares.append({"platform_percent": draw(percents(99)), "valid_to": turn})
    return draw(st.sampled_from([[], shares]))


@st.composite
def tenants(
    draw: st.DrawFn, key: str, plans: list[str], promotions: list[str], currency: str, span: Any
) -> Case:
    """One tenant's contract."""
    first, last = span
    days = (last - first).days
    held = {"percent": draw(percents(30)), "release_days": draw(st.integers(1, 70))}
    sizes = draw(st.lists(amounts(10**6), max_size=2))
    adjustments = [
        {
            "date": (first + timedelta(days=draw(st.integers(-20, days + 20)))).isoformat(),
            "amount": size * draw(st.sampled_from([1, -1])),
            "reason": "goodwill",
        }
        for size in sizes
    ]
    schedules = draw(_schedules())
    return {
        "key": key,
        "tax_type": draw(st.sampled_from(["taxable", "taxable", "tax_free", "zero_rated"])),
        "schedules": schedules,
        "promotions": draw(_promotions(promotions, schedules, span)),
        "coupon_share": draw(_coupon_share(span)),
        "payout": draw(_payout_days()),
        "cycle": draw(st.sampled_from(CYCLES[::-1])),
        "payout_delay_business_days": draw(st.sampled_from([5, 0, 1, 2, 10])),
        "holdback": draw(st.sampled_from([None, held])),
        "minimum_payout": draw(st.sampled_from([0, 0, 1, 5000, 100_000])),
        "withholding": draw(
            st.sampled_from([None, "freelancer_3_3"]) if currency == "KRW" else st.none()
        ),
        "fee_vat_rounding": draw(st.sampled_from(["half_up", "down"])),
        "plan": draw(st.sampled_from([None, *plans])),
        "adjustments": adjustments,
        "fee_rules": draw(fee_rules(first, last)),
    }


@st.composite
def cases(
    draw: st.DrawFn,
    most_tenants: int = 4,
    most_captures: int = 8,
    first_months: Sequence[date] = FIRST_MONTHS,
    has_gaps: bool = True,
    has_schedules: bool = True,
) -> Case:
    """A case file whose expectation is empty but for the keys that are asked for."""
    currency = draw(st.sampled_from(["KRW", "KRW", "USD", "JPY"]))
    zone = draw(st.sampled_from(ZONES))
    span = first, last = draw(spans(first_months))
    around = first - timedelta(days=40), last + timedelta(days=20)
    plans = [
        {"key": f"plan-{n}", "fee_rules": draw(fee_rules(first, last))}
        for n in range(draw(st.integers(0, 2)))
    ]
    keys = [f"t{n}" for n in range(draw(st.integers(1, most_tenants)))]
    promotions = [
        {
            "key": f"promotion-{n}",
            "percent": draw(st.sampled_from(["100", "50", "33.33333"])),
            "budget": draw(st.integers(1, 3_000) | st.just(10**9)),
            "method": draw(st.none() | st.sampled_from(METHODS)),
        }
        for n in range(draw(st.integers(0, 2)))
    ]
    promoted = [str(promotion["key"]) for promotion in promotions]
    plan_keys = [str(plan["key"]) for plan in plans]
    chosen: list[Case] = [draw(tenants(key, plan_keys, promoted, currency, span)) for key in keys]
    if not has_schedules:
        for tenant in chosen:
            tenant["schedules"] = []
            for given in tenant["promotions"]:
                given["schedule"] = ""
    events = [
        row for key in keys for row in draw(payments(key, *around, ZoneInfo(zone), most_captures))
    ]
    cycles = {t["cycle"] for tenant in chosen for t in (tenant, *tenant["schedules"])}
    periods = periods_between(first, last, cycles)
    return {
        "name": "random",
        "why": "drawn at random",
        "currency": currency,
        "time_zone": zone,
        "plans": plans,
        "promotions": promotions,
        "tenants": draw(st.permutations(chosen)),
        "events": draw(st.permutations(events)),
        "periods": draw(st.permutations(draw(_listed(periods)) if has_gaps else periods)),
        "expect": {"statements": [dict.fromkeys(MORE_KEYS, 0)]},
    }
