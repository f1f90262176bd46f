"""Whatever the gateway makes of random payments: nothing is lost between rows, links, exceptions and books."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.reconcile.conftest import Books, event, row

FIRST = date(2025, 3, 1)
END = date(2025, 3, 31)
_number = count(1)


@dataclass(frozen=True)
class Payment:
    """A capture, what of it was returned, and how the gateway cuts and shifts its rows."""

    amount: int
    returned: tuple[int, ...]
    cuts: tuple[int, ...]
    shift: int
    fate: str


@st.composite
def payment(draw: st.DrawFn) -> Payment:
    amount = draw(st.integers(1, 6)) * 1_000
    returned, left = [], amount
    for _ in range(draw(st.integers(0, 3))):
        part = draw(st.integers(0, left // 500)) * 500
        if part:
            returned.append(part)
            left -= part
    cuts = draw(st.lists(st.integers(1, amount - 1), max_size=3, unique=True))
    fate = draw(
        st.sampled_from(["whole", "whole", "cut", "silent", "twice", "too much", "unnamed"])
    )
    return Payment(amount, tuple(returned), tuple(sorted(cuts)), draw(st.integers(0, 4)), fate)


def _rows(name: str, one: Payment, day: date) -> list[dict[str, Any]]:
    sold = day + timedelta(days=one.shift)
    given = {"sold_on": str(sold), "paid_out_on": str(sold + timedelta(days=one.shift * 3))}
    if one.fate == "silent":
        return []
    if one.fate == "unnamed":
        return [row(f"{name}-t", f"{name}-x", one.amount, 30, 3, tenant_key="cafe", **given)]
    edges = (0, *one.cuts, one.amount) if one.fate == "cut" else (0, one.amount)
    rows = [
        row(f"{name}-t{place}", f"{name}-o", high - low, 30, 3, **given)
        for place, (low, high) in enumerate(pairwise(edges))
    ]
    if one.fate == "twice":
        rows.append(row(f"{name}-again", f"{name}-o", one.amount, **given))
    if one.fate == "too much":
        rows[0] |= {"amount": one.amount + 7, "payout": one.amount + 7 - 30}
    total = sum(one.returned)
    if one.returned and one.fate == "cut":
        rows.append(row(f"{name}-c", f"{name}-o", -total, -9, -1, **given))
    else:
        rows += [
            row(f"{name}-c{place}", f"{name}-o", -part, **given)
            for place, part in enumerate(one.returned)
        ]
    return rows


@pytest.mark.usefixtures("books")
@given(
    payments=st.lists(payment(), min_size=1, max_size=5),
    seed=st.randoms(use_true_random=False),
    ends_on=st.integers(0, 40),
)
@settings(
    max_examples=200 if os.environ.get("MINDGARDEN_TEST_FULL") else 15, deadline=None, derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # a failing platform is small already
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_rows_are_links_and_exceptions(
    books: Books, payments: list[Payment], seed: Any, ends_on: int
) -> None:
    """Sum of rows = links + what is left of rows; sum of events = links + what is left of events; receivable so."""
    turn = next(_number)
    run = f"p{turn}"
    events, rows = [], []
    for place, one in enumerate(payments):
        name, day = f"{run}-{place}", FIRST + timedelta(days=place * 3)
        events.append(event(f"{name}-o", one.amount, day=str(day)))
        events += [
            event(f"{name}-r{number}", part, "refund", original_ref=f"{name}-o", day=str(day))
            for number, part in enumerate(one.returned)
        ]
        rows += _rows(name, one, day)
    seed.shuffle(rows)
    edge = seed.randint(0, len(rows))
    for part in (rows[:edge], None, rows[edge:]):
        if part is None:
            books.take(*events)
        elif part:
            books.settle(*part)
        if seed.random() < 0.5:
            books.match(FIRST + timedelta(days=ends_on))
    books.match(FIRST + timedelta(days=max(ends_on, 30)))
    _adds_up(books)
    if turn % 5 == 0:  # the platform grows: what was wrong before is found as well
        books.check()
    assert books.match(FIRST + timedelta(days=max(ends_on, 30))) == (0, 0, 0, 0)


def _adds_up(books: Books) -> None:
    (sums,) = books.ask(
        "SELECT (SELECT sum(CASE kind WHEN 'capture' THEN amount_minor ELSE -amount_minor END) FROM commerce.payment_event),"
        " (SELECT coalesce(sum(amount_minor), 0) FROM settlement.gateway_row),"
        " (SELECT coalesce(sum(amount_minor) FILTER (WHERE posted_at IS NOT NULL), 0) FROM settlement.gateway_row),"
        " (SELECT coalesce(sum(matched_minor), 0) FROM settlement.gateway_match)"
    )
    of_events, of_rows, posted, matched = map(int, sums)
    left = books.exceptions()
    of_rows_left = sum(amount for kind, ref, amount in left if kind != "late" and "-o" not in ref and "-r" not in ref)  # fmt: skip
    water = books.waterfall(END)
    assert of_rows == matched + of_rows_left == water["gateway_amount"]
    assert of_events == water["ours"]
    owed = books.owed(END)
    assert owed.get("unmatched_event", 0) == of_events - matched
    assert books.balance().get("pg_receivable", 0) == of_events - posted == sum(owed.values())
