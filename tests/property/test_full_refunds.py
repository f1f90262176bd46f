"""What is taken back whole, in whatever parts, leaves nothing behind."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle import settle_case
from tests.oracle.statements import MORE_KEYS
from tests.property.conftest import IS_FULL, Simulate
from tests.property.pricing import CATEGORIES, METHODS, amounts, fee_rules

Case = dict[str, Any]
OCTOBER = {"start": "2026-10-01", "end": "2026-10-31"}
NOVEMBER = {"start": "2026-11-01", "end": "2026-11-30"}
NOTHING = (
    *("gross_sales", "platform_discount", "platform_fee", "pg_fee", "fee_vat", "payout"),
    *("platform_vat", "pg_vat", "borne_vat", "sales_vat", "taxable_supply", "tax_free"),
    *("zero_rated", "carry_out"),
)


@st.composite
def refunded(draw: st.DrawFn) -> Case:
    """Captures of October with every part of them refunded, in October or partly in November."""
    rules = [
        rule | {"returns_on_refund": True}
        for rule in draw(fee_rules(date(2026, 10, 1), date(2026, 10, 31)))
    ]
    events: list[Case] = []
    for number in range(draw(st.integers(1, 4))):
        amount = draw(amounts(10**9))
        capture = {
            "tenant": "cafe",
            "ref": f"c{number}",
            "kind": "capture",
            "occurred_at": f"2026-10-{draw(st.integers(1, 20)):02}T12:00:00+09:00",
            "method": draw(st.sampled_from(METHODS)),
            "category": draw(st.sampled_from(CATEGORIES)),
            "amount": amount,
            "platform_discount": draw(st.sampled_from([0, 0, 1, 999])),
            "tax_free": draw(st.integers(0, amount)) // 2,
        }
        capture["zero_rated"] = draw(st.integers(0, amount - capture["tax_free"])) // 3
        events.append(capture)
        left = amount
        while left:
            part = draw(st.just(left) | st.integers(1, left)) if len(events) < 20 else left
            left -= part
            month = draw(st.sampled_from(["10-2", "10-2", "11-0"]))
            events.append(
                {
                    "tenant": "cafe",
                    "ref": f"r{number}-{left}",
                    "kind": "refund",
                    "occurred_at": f"2026-{month}{draw(st.integers(1, 9))}T13:00:00+09:00",
                    "amount": part,
                    "original_ref": f"c{number}",
                }
            )
    return {
        "currency": "KRW",
        "time_zone": "Asia/Seoul",
        "plans": [],
        "tenants": [{"key": "cafe", "fee_rules": rules}],
        "events": draw(st.permutations(events)),
        "periods": [OCTOBER, NOVEMBER],
        "expect": {"statements": [dict.fromkeys(MORE_KEYS, 0)]},
    }


@given(refunded())
@settings(max_examples=300 if IS_FULL else 40)
def test_what_is_refunded_whole_gives_every_fee_back(simulate: Simulate, case: Case) -> None:
    """SE-03, SE-05: in any split every fee comes back; within a month its VAT to the unit, and the tax parts of sales always.

    Over two months VAT on fees is rounded in each, as the rules say: it may differ by one unit a fee and month.
    """
    statements = simulate(case, None)["statements"]
    assert statements == settle_case(case)["statements"]
    total = {key: sum(s[key] for s in statements) for key in NOTHING if key != "carry_out"}
    refunds = sum(s["refunds"] for s in statements)
    assert total["gross_sales"] == refunds
    for key in (
        "platform_discount",
        "platform_fee",
        "pg_fee",
        "sales_vat",
        "tax_free",
        "zero_rated",
    ):
        assert total[key] == 0, key
    if len(statements) == 1:
        assert all(statements[0][key] == 0 for key in NOTHING if key != "gross_sales")
    else:
        assert all(abs(total[key]) <= 2 for key in ("fee_vat", "platform_vat", "pg_vat"))
