"""What holds of every random case by the rules alone: the oracle is held to it as well."""

import random
from collections import Counter

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.oracle import settle_case
from tests.property.cases import Case, cases
from tests.property.conftest import IS_FULL


@given(cases())
@settings(max_examples=500 if IS_FULL else 25)
def test_every_statement_of_the_oracle_balances(case: Case) -> None:
    """SE-03: the identity that a constraint checks on every statement."""
    settled = settle_case(case)
    assert settled["faults"] == {}
    event(f"statements: {min(len(settled['statements']), 20) // 5 * 5}+")
    for s in settled["statements"]:
        owed = s["carry_in"] + s["gross_sales"] + s["platform_discount"]
        owed -= s["refunds"] + s["chargebacks"] + s["platform_fee"] + s["pg_fee"] + s["fee_vat"]
        owed += s["holdback_release"] + s["adjustments"] - s["withholding"] - s["holdback"]
        assert owed == s["payout"] + s["carry_out"]


@given(cases(), st.integers(0, 2**32))
@settings(max_examples=200 if IS_FULL else 30)
def test_the_order_of_a_case_file_does_not_matter_to_the_oracle(case: Case, seed: int) -> None:
    """SE-01: only settlement day, instant and ref decide the order."""
    shuffled = {**case, "events": list(case["events"]), "tenants": list(case["tenants"])}
    for part in ("events", "tenants"):
        random.Random(seed).shuffle(shuffled[part])
    assert settle_case(shuffled) == settle_case(case)


@given(cases())
@settings(max_examples=200 if IS_FULL else 30)
def test_no_event_is_settled_twice_by_the_oracle(case: Case) -> None:
    """SE-01: a tenant's lines are at most its events."""
    settled = settle_case(case)["statements"]
    events = Counter(row["tenant"] for row in case["events"])
    lines: Counter[str] = Counter()
    for statement in settled:
        lines[statement["tenant"]] += statement["line_count"]
    assert all(count <= events[tenant] for tenant, count in lines.items())
