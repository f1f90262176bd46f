"""Corners of the rules that no published example shows; the figures are worked out by hand."""

from typing import Any

import pytest

from tests.oracle.conftest import Settle

Case = dict[str, Any]


def percent_rule(percent: str = "3", **changes: Any) -> Case:
    """A platform rule for everything, valid for long."""
    return {
        "component": "platform",
        "kind": "percent",
        "percent": percent,
        "valid_from": "2020-01-01",
        **changes,
    }


def tiered_rule(*tiers: tuple[int | None, str], kind: str = "tiered") -> Case:
    """A platform rule with tiers."""
    made = [{"up_to": up_to, "percent": percent} for up_to, percent in tiers]
    return percent_rule() | {"kind": kind, "percent": None, "tiers": made}


def capture(ref: str, day: str, amount: int, **changes: Any) -> Case:
    """A capture at noon in Korea."""
    at = day if "T" in day else f"{day}T12:00:00+09:00"
    base = {"tenant": "cafe", "ref": ref, "kind": "capture", "occurred_at": at, "amount": amount}
    return base | changes


def refund(ref: str, original: str, day: str, amount: int, **changes: Any) -> Case:
    """A refund at noon in Korea."""
    return capture(ref, day, amount, kind="refund", original_ref=original) | changes


def one_tenant(events: list[Case], rules: list[Case], **changes: Any) -> Case:
    """A case of one tenant; October and November 2026 unless other periods are named."""
    top = {
        "currency": "KRW",
        "time_zone": "Asia/Seoul",
        "periods": [month("2026-10", 31), month("2026-11", 30)],
    }
    top |= {key: changes.pop(key) for key in list(changes) if key in top}
    tenant = {"key": "cafe", "fee_rules": rules, **changes}
    return {**top, "plans": [], "tenants": [tenant], "events": events}


def month(name: str, days: int) -> Case:
    """A monthly period."""
    return {"start": f"{name}-01", "end": f"{name}-{days}"}


def column(settle: Settle, case: Case, key: str) -> list[Any]:
    """One figure of each statement."""
    return [statement[key] for statement in settle(case)["statements"]]


def test_an_event_outside_the_periods_counts_for_volume_but_has_no_line(settle: Settle) -> None:
    """SE-04: 8,000 before the listed period fill the first tier up to 2,000."""
    rules = [tiered_rule((10_000, "10"), (None, "1"))]
    events = [capture("a", "2026-10-03", 8_000), capture("b", "2026-10-20", 5_000)]
    halves = [{"start": "2026-10-16", "end": "2026-10-31"}]
    case = one_tenant(events, rules, periods=halves, cycle="semimonthly")
    assert column(settle, case, "platform_fee") == [230]
    assert column(settle, case, "line_count") == [1]


def test_a_chargeback_counts_for_what_a_later_refund_gives_back(settle: Settle) -> None:
    """SE-05: fee 3 of 100; a refund from 50 to 84 gives back trunc(2.52) - trunc(1.5)."""
    events = [
        capture("a", "2026-10-03", 100),
        refund("b", "a", "2026-10-04", 50, kind="chargeback"),
        refund("c", "a", "2026-10-05", 34),
    ]
    assert column(settle, one_tenant(events, [percent_rule()]), "platform_fee") == [3 - 1]


def test_captures_at_one_instant_fill_tiers_in_byte_order_of_ref(settle: Settle) -> None:
    """SE-04: the letter after z in no locale, but in bytes; its refund tells which fee it bore."""
    rules = [tiered_rule((1_000, "10"), (None, "0"))]
    events = [
        capture("é", "2026-10-03", 1_000),
        capture("z", "2026-10-03", 1_000),
        refund("r", "é", "2026-10-04", 1_000),
    ]
    assert column(settle, one_tenant(events, rules), "platform_fee") == [100]


@pytest.mark.parametrize(
    ("instant", "days"),
    [("2026-11-01T03:59:59+00:00", 1), ("2026-11-01T04:00:00+00:00", 0)],
)
def test_the_business_day_follows_the_zone_through_a_clock_change(
    settle: Settle, instant: str, days: int
) -> None:
    """SE-02: New York is four hours behind until the morning of 1 November 2026."""
    case = one_tenant(
        [capture("a", instant, 100)],
        [],
        time_zone="America/New_York",
        periods=[month("2026-10", 31)],
    )
    assert column(settle, case, "line_count") == [1] * days


@pytest.mark.parametrize(
    ("recorded_on", "counts"),
    [(None, [1, 0]), ("2026-10-31", [1, 0]), ("2026-11-01", [0, 1]), ("2026-12-01", [0, 0])],
)
def test_an_event_is_late_from_the_day_after_its_period(
    settle: Settle, recorded_on: str | None, counts: list[int]
) -> None:
    """SE-05: a late event is settled on the day it was recorded."""
    case = one_tenant([capture("a", "2026-10-03", 100, recorded_on=recorded_on)], [])
    settled = {s["period_start"]: s["line_count"] for s in settle(case)["statements"]}
    assert [settled.get(day, 0) for day in ("2026-10-01", "2026-11-01")] == counts


@pytest.mark.parametrize(("year", "withheld"), [("2024-06", 0), ("2024-07", 1_080)])
def test_a_small_tax_is_withheld_only_since_july_2024(
    settle: Settle, year: str, withheld: int
) -> None:
    """SE-03: what counts is the payout date; 33,000 bear 990 and 90."""
    periods = [month("2024-05", 31), month("2024-06", 30)]
    day = "2024-05-10" if year == "2024-06" else "2024-06-10"
    case = one_tenant(
        [capture("a", day, 33_000)], [], periods=periods, withholding="freelancer_3_3"
    )
    assert column(settle, case, "payout_date")[0].startswith(year)
    assert column(settle, case, "withholding") == [withheld]


def test_a_holdback_over_daily_periods_is_released_on_its_day(settle: Settle) -> None:
    """SE-03: 10 % of 1,005 cut to 100, back two days later, in a statement without events."""
    days = [{"start": f"2026-10-0{n}", "end": f"2026-10-0{n}"} for n in range(1, 6)]
    held = {"percent": "10", "release_days": 2}
    case = one_tenant(
        [capture("a", "2026-10-02", 1_005)], [], periods=days, cycle="daily", holdback=held
    )
    assert column(settle, case, "period_start") == ["2026-10-02", "2026-10-04"]
    assert column(settle, case, "holdback") == [100, 0]
    assert column(settle, case, "payout") == [905, 100]


def test_a_carry_over_flows_to_the_next_listed_period(settle: Settle) -> None:
    """SE-05: September and November are listed, October is not."""
    periods = [month("2026-09", 30), month("2026-11", 30)]
    events = [
        capture("a", "2026-09-03", 100),
        capture("b", "2026-10-03", 7_000),
        capture("c", "2026-11-03", 900),
    ]
    case = one_tenant(events, [], periods=periods, minimum_payout=500)
    assert column(settle, case, "carry_in") == [0, 100]
    assert column(settle, case, "payout") == [0, 1_000]


def test_a_tenants_own_rule_counts_only_while_it_is_valid(settle: Settle) -> None:
    """SE-04: an own rule without a plan beside it leaves later captures without a fee."""
    rules = [percent_rule("3", valid_to="2026-10-15")]
    events = [capture("a", "2026-10-14", 1_000), capture("b", "2026-10-15", 1_000)]
    assert column(settle, one_tenant(events, rules), "platform_fee") == [30]


def test_last_months_rate_looks_at_the_volume_of_the_month_before_over_all_rules(
    settle: Settle,
) -> None:
    """SE-04: the volume equals the limit, so the next tier holds it."""
    rules = [
        tiered_rule((5_000, "10"), (None, "1"), kind="tiered_by_previous_month"),
        percent_rule("0", method="card"),
    ]
    events = [
        capture("a", "2026-10-03", 5_000, method="card"),
        refund("b", "a", "2026-10-04", 5_000),
        capture("c", "2026-11-03", 1_000),
    ]
    assert column(settle, one_tenant(events, rules), "platform_fee") == [0, 10]


FAULTY: dict[str, Case] = {
    "unknown original": one_tenant([refund("b", "a", "2026-10-03", 1)], []),
    "original of another kind": one_tenant(
        [
            capture("a", "2026-10-03", 5),
            refund("b", "a", "2026-10-03", 1),
            refund("c", "b", "2026-10-03", 1),
        ],
        [],
    ),
    "too much taken back": one_tenant(
        [
            capture("a", "2026-10-03", 5),
            refund("b", "a", "2026-10-03", 3),
            refund("c", "a", "2026-10-04", 3, kind="chargeback"),
        ],
        [],
    ),
    "refund before its capture": one_tenant(
        [capture("a", "2026-10-03", 5), refund("b", "a", "2026-10-02", 1)], []
    ),
    "capture of nothing": one_tenant([capture("a", "2026-10-03", 0)], []),
    "same ref, other content": one_tenant(
        [capture("a", "2026-10-03", 5), capture("a", "2026-10-03", 6)], []
    ),
    "other currency": one_tenant([capture("a", "2026-10-03", 5, currency="USD")], []),
    "discount of a refund": one_tenant(
        [capture("a", "2026-10-03", 5), refund("b", "a", "2026-10-03", 1, platform_discount=1)], []
    ),
    "withholding in dollars": one_tenant([], [], currency="USD", withholding="freelancer_3_3"),
    "unknown plan": one_tenant([], [], plan="gold"),
    "overlapping rules": one_tenant([], [percent_rule("1"), percent_rule("2")]),
    "rule that is never valid": one_tenant([], [percent_rule(valid_to="2020-01-01")]),
    "six decimals": one_tenant([], [percent_rule("1.000001")]),
    "tiers of a percent rule": one_tenant(
        [], [percent_rule(tiers=[{"up_to": None, "percent": "1"}])]
    ),
    "minimum of a tiered rule": one_tenant([], [tiered_rule((None, "1")) | {"minimum": 5}]),
    "tiers that do not ascend": one_tenant([], [tiered_rule((5, "1"), (5, "2"), (None, "3"))]),
    "tiers that end": one_tenant([], [tiered_rule((5, "1"), (9, "2"))]),
    "minimum above maximum": one_tenant([], [percent_rule(minimum=9, maximum=8)]),
    "release on the same day": one_tenant([], [], holdback={"percent": "5", "release_days": 0}),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_tenant_is_left_out_with_a_reason(settle: Settle, name: str) -> None:
    """SE-12: and the others are settled."""
    case = FAULTY[name]
    sound = {"key": "sound", "adjustments": [{"date": "2026-10-05", "amount": 7, "reason": "x"}]}
    settled = settle({**case, "tenants": [*case["tenants"], sound]})
    assert [s["tenant"] for s in settled["statements"]] == ["sound"]
    assert settled["faults"]["cafe"]
