"""Strategies for payments: captures with their refunds and chargebacks, on time and late."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.property.pricing import CATEGORIES, CHANNELS, METHODS, amounts

Row = dict[str, Any]

# Instants around midnight and on ties, so that days and order are decided by the finest rules.
TIMES = (
    time(0, 0),
    time(0, 0, 0, 1),
    time(2, 30),
    time(12, 0),
    time(12, 0),
    time(23, 59, 59, 999_999),
)
# A reference may be any text; byte order is neither that of a locale nor that of UTF-16.
REF_LETTERS = "aBzZ09_-.é가힣€\U0001f600\ufb01"


@st.composite
def _instants(draw: st.DrawFn, day: date, zone: ZoneInfo) -> datetime:
    """An instant that falls on the day in the zone (or next to it, where a clock is changed)."""
    return datetime.combine(day, draw(st.sampled_from(TIMES)), zone).astimezone(UTC)


def _written(moment: datetime, hours: int) -> str:
    """ISO 8601 with some offset: which one must not matter."""
    return moment.astimezone(timezone(timedelta(hours=hours))).isoformat()


@st.composite
def _recorded(draw: st.DrawFn, day: date) -> str | None:
    delay = draw(st.none() | st.none() | st.integers(0, 3) | st.integers(0, 70))
    return None if delay is None else (day + timedelta(days=delay)).isoformat()


@st.composite
def _splits(draw: st.DrawFn, amount: int) -> list[int]:
    """Parts of an amount that are taken back: none, some, or all of it."""
    if amount == 0:
        return draw(st.sampled_from([[], [0]]))
    parts: list[int] = []
    for _ in range(draw(st.integers(0, 3))):
        left = amount - sum(parts)
        if left == 0:
            break
        parts.append(draw(st.just(left) | st.integers(1, left)))
    return parts


@st.composite
def _tax_parts(draw: st.DrawFn, price: int) -> Row:
    """What of a price bears no VAT; mostly the file doesn't say."""
    if draw(st.integers(0, 3)) < 3:
        return {}
    tax_free = draw(st.integers(0, price))
    return {"tax_free": tax_free, "zero_rated": draw(st.integers(0, price - tax_free))}


def _is_split_by_file(capture: Row) -> bool:
    """Returns of a capture with a discount are always split in proportion."""
    return capture["platform_discount"] == 0 and not capture.get("coupon_discount")


@st.composite
def _returned_parts(draw: st.DrawFn, amount: int, left: list[int]) -> Row:
    """Tax parts of one return that leave no part of its capture below zero; `left` goes down."""
    free, zero, taxable = left
    tax_free = draw(st.integers(max(0, amount - zero - taxable), min(amount, free)))
    zero_rated = draw(
        st.integers(max(0, amount - tax_free - taxable), min(amount - tax_free, zero))
    )
    left[:] = free - tax_free, zero - zero_rated, taxable - (amount - tax_free - zero_rated)
    return {"tax_free": tax_free, "zero_rated": zero_rated}


@st.composite
def _capture_with_reversals(
    draw: st.DrawFn, tenant: str, refs: list[str], first: date, last: date, zone: ZoneInfo
) -> list[Row]:
    span = (last - first).days
    moment = draw(_instants(first + timedelta(days=draw(st.integers(0, span))), zone))
    day = moment.astimezone(zone).date()
    discount = draw(st.just(0) | st.just(0) | st.integers(1, 5_000))
    amount = draw(amounts() | (st.just(0) if discount else amounts()))
    capture = {
        "tenant": tenant,
        "ref": refs.pop(),
        "kind": "capture",
        "occurred_at": _written(moment, draw(st.sampled_from([0, 9, -5]))),
        "method": draw(st.sampled_from([*METHODS, ""])),
        "channel": draw(st.sampled_from([*CHANNELS, ""])),
        "category": draw(st.sampled_from([*CATEGORIES, ""])),
        "amount": amount,
        "platform_discount": discount,
        "original_ref": None,
        "recorded_on": draw(_recorded(day)),
    }
    coupon = draw(st.just(0) | st.just(0) | st.integers(1, 9_999))
    if coupon:
        capture["coupon_discount"] = coupon
    # HQ's part of a coupon is part of the price as well, but the drawing doesn't know it.
    capture |= draw(_tax_parts(amount + discount))
    left = [capture.get("tax_free", 0), capture.get("zero_rated", 0), 0]
    left[2] = amount - left[0] - left[1]
    is_split = "tax_free" in capture and _is_split_by_file(capture) and draw(st.booleans())
    codes = {name: capture[name] for name in ("tenant", "original_ref")}
    rows = [capture]
    for part in draw(_splits(amount)):
        later = day + timedelta(days=draw(st.integers(0, 2) | st.integers(0, 50)))
        at = draw(_instants(later, zone))
        if at.astimezone(zone).date() < day:
            at = moment
        rows.append(
            {
                **codes,
                **(draw(_returned_parts(part, left)) if is_split else {}),
                "ref": refs.pop(),
                "kind": draw(st.sampled_from(["refund", "refund", "chargeback"])),
                "occurred_at": _written(at, draw(st.sampled_from([0, 9, -5]))),
                "method": None,
                "channel": None,
                "category": None,
                "amount": part,
                "platform_discount": 0,
                "original_ref": capture["ref"],
                "recorded_on": draw(_recorded(at.astimezone(zone).date())),
            }
        )
    return rows


@st.composite
def payments(
    draw: st.DrawFn, tenant: str, first: date, last: date, zone: ZoneInfo, most: int = 8
) -> list[Row]:
    """The events of one tenant between two days, captures before their refunds."""
    count = draw(st.integers(0, most))
    suffix = st.text(REF_LETTERS, min_size=0, max_size=2)
    stems = draw(st.permutations(range(count * 4)))
    refs = [f"{draw(suffix)}{stem:x}" for stem in stems] if count else []
    rows: list[Row] = []
    for _ in range(count):
        rows += draw(_capture_with_reversals(tenant, refs, first, last, zone))
    return rows
