"""The product, through its simulation, against the oracle: to the unit."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle import settle_case
from tests.property.cases import Case, cases
from tests.property.conftest import IS_FULL, Simulate


@given(case=cases(), chunk_size=st.none() | st.integers(1, 5))
def test_random_tenants_are_settled_as_the_oracle_says(
    simulate: Simulate, case: Case, chunk_size: int | None
) -> None:
    """SE-03: any tenants, rules, events, order of arrival and chunk size."""
    settled = simulate(case, chunk_size)
    expected = settle_case(case)
    assert settled["statements"] == expected["statements"]
    assert settled["faults"] == {}


@given(case=cases(most_tenants=3), zeros=st.integers(3, 7))
@settings(max_examples=400 if IS_FULL else 25)
def test_amounts_beyond_measure_are_an_error_never_a_wrong_figure(
    simulate: Simulate, case: Case, zeros: int
) -> None:
    """SE-03: a tenant whose figures overflow is left out; whoever is not is right to the unit."""
    factor = 10**zeros
    larger = [
        {
            **row,
            "amount": row["amount"] * factor,
            "platform_discount": row["platform_discount"] * factor,
        }
        for row in case["events"]
    ]
    larger_case = {**case, "events": larger}
    settled = simulate(larger_case, None)
    expected = settle_case(larger_case)["statements"]
    kept = [s for s in expected if s["tenant"] not in settled["faults"]]
    assert settled["statements"] == kept
