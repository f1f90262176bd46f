"""The product, through its simulation, against the oracle: to the unit."""

from hypothesis import given
from hypothesis import strategies as st

from tests.oracle import settle_case
from tests.property.cases import Case, cases
from tests.property.conftest import Simulate


@given(case=cases(), chunk_size=st.none() | st.integers(1, 5))
def test_random_tenants_are_settled_as_the_oracle_says(
    simulate: Simulate, case: Case, chunk_size: int | None
) -> None:
    """SE-03: any tenants, rules, events, order of arrival and chunk size."""
    settled = simulate(case, chunk_size)
    expected = settle_case(case)
    assert settled["statements"] == expected["statements"]
    assert settled["faults"] == {}
