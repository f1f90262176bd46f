"""Verification finds nothing in whatever was settled by the rules: a false alarm would block payouts."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, assume, given, settings

from app.imports import shape
from app.simulate import Simulation, contiguous
from tests.clone import Clone
from tests.property.cases import Case, cases

EXAMPLES = 300 if os.environ.get("MINDGARDEN_TEST_FULL") else 16


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=cases(most_tenants=3))
def test_nothing_is_found_in_a_random_settled_platform(deployed: Clone, case: Case) -> None:
    with deployed.connect("mg_batch") as connection, connection.transaction(force_rollback=True):
        settled = Simulation(shape.read(shape.Case, case, "the case"), connection, None)
        settled.record_contracts()
        settled.record_events()
        runs = [contiguous(run) for run in settled.periods().values()]
        # A case may leave periods out, which no real platform does.
        assume(all(len(run) <= 1 for run in runs))
        settled.settle()
        sound = [tenant for key, tenant in settled.tenants.items() if key not in settled.faults]
        found = connection.execute("SELECT * FROM settlement.verify(%s)", (sound,)).fetchall()
    # A case may close the future, and its clock then stands there.
    assert [row for row in found if "a day that is not over" not in str(row[3])] == []
