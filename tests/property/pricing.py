"""Strategies for fee rules: every kind, every selector, versions that follow one another."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

METHODS = ("card", "transfer", "간편결제")
CATEGORIES = ("drink", "food")
CHANNELS = ("online", "pos")

Rule = dict[str, Any]


def percents(most: int = 15) -> st.SearchStrategy[str]:
    """Percent texts with none to five decimals, so that cutting matters."""
    return st.one_of(
        st.integers(0, most).map(str),
        st.integers(0, most * 10).map(lambda n: f"{n // 10}.{n % 10}"),
        st.integers(0, most * 100_000).map(lambda n: f"{n // 100_000}.{n % 100_000:05}"),
    )


def amounts(most: int = 10**12) -> st.SearchStrategy[int]:
    """Amounts from one unit to a trillion, odd ones and primes among them."""
    return st.one_of(
        st.integers(1, 300),
        st.integers(1, 2_000_000),
        st.sampled_from([1, 9, 10, 11, 49, 50, 4999, 9973, 104_729, 15_485_863]),
        st.sampled_from([999_999_999_989, 10**12 - 1, 10**12]).map(lambda n: min(n, most)),
    )


@st.composite
def percent_rules(draw: st.DrawFn) -> Rule:
    """Kind `percent`, with or without fixed part, minimum and maximum."""
    minimum = draw(st.none() | st.integers(0, 2_000))
    above = draw(st.none() | st.integers(0, 50_000))
    return {
        "kind": "percent",
        "percent": draw(percents()),
        "fixed": draw(st.sampled_from([0, 0, 0, 1, 50, 333])),
        "minimum": minimum,
        "maximum": None if above is None else (minimum or 0) + above,
        "month_maximum": draw(st.none() | st.none() | st.integers(0, 100_000)),
        "tiers": None,
    }


@st.composite
def tiered_rules(draw: st.DrawFn) -> Rule:
    """Both tiered kinds: one to four tiers whose last is open."""
    limits = draw(st.lists(amounts(), min_size=0, max_size=3, unique=True).map(sorted))
    return {
        "kind": draw(st.sampled_from(["tiered", "tiered_by_previous_month"])),
        "percent": None,
        "fixed": 0,
        "minimum": None,
        "maximum": None,
        "tiers": [{"up_to": up_to, "percent": draw(percents(8))} for up_to in [*limits, None]],
    }


def _selector(codes: tuple[str, ...]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(codes)


@st.composite
def rule_versions(draw: st.DrawFn, scope: tuple[Any, ...], first: date, last: date) -> list[Rule]:
    """Versions of one rule: side by side in time or with days between, never overlapping."""
    component, method, category, channel = scope
    span = (last - first).days
    changes = draw(st.lists(st.integers(0, span), max_size=3, unique=True).map(sorted))
    starts = [first - timedelta(days=60), *(first + timedelta(days=n) for n in changes)]
    ends: list[date | None] = [*starts[1:], None]
    versions = []
    for start, end in zip(starts, ends, strict=True):
        if len(starts) > 1 and draw(st.integers(0, 5)) == 5:
            continue
        versions.append(
            {
                "component": component,
                "method": method,
                "channel": channel,
                "category": category,
                **draw(percent_rules() | tiered_rules()),
                "returns_on_refund": draw(st.booleans()),
                "vat": draw(st.sampled_from(["added", "added", "included", "borne"])),
                "valid_from": start.isoformat(),
                "valid_to": end.isoformat() if end else None,
            }
        )
    return versions


@st.composite
def fee_rules(draw: st.DrawFn, first: date, last: date) -> list[Rule]:
    """The rules of one owner: some scopes, each with its versions, in any order."""
    scope = st.tuples(
        st.sampled_from(["platform", "pg"]),
        _selector(METHODS),
        _selector(CATEGORIES),
        _selector(CHANNELS),
    )
    scopes = draw(st.lists(scope, max_size=4, unique=True))
    rules = [rule for s in scopes for rule in draw(rule_versions(s, first, last))]
    return draw(st.permutations(rules))
