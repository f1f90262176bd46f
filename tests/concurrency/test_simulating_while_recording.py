"""A simulation asks nobody to wait; a rehearsal of real tenants says when it can't close them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import settle
from app.failure import EnvironmentProblem
from app.reports.period import parse
from app.simulate import simulate
from tests.clone import Clone, environment
from tests.concurrency.conftest import Crowd

CASES = Path(__file__).parents[1] / "cases"


@contextmanager
def everybody_recording(clone: Clone) -> Iterator[None]:
    """Another session holds the clocks of all tenants, as a large import does."""
    with clone.connect("mg_batch") as connection:
        connection.execute(
            "SELECT pg_advisory_xact_lock_shared(7101, b) FROM generate_series(0, 1023) AS b"
        )
        yield
        connection.rollback()


def test_a_simulation_is_whole_while_payments_are_recorded(database: Clone) -> None:
    """SE-10: its tenants share the locks of others by chance; that leaves out no statement."""
    case = json.loads((CASES / "17-cycles.json").read_text())
    with everybody_recording(database), environment(database.environment):
        assert simulate(case)["statements"] == case["expect"]["statements"]


def test_two_simulations_at_once_are_both_whole(database: Clone) -> None:
    """SE-10: neither holds what the other needs."""
    case = json.loads((CASES / "04-refund-next-month.json").read_text())
    crowd = {**case, "tenants": [], "events": []}
    for n in range(200):
        crowd["tenants"].append({**case["tenants"][0], "key": f"t{n}"})
        crowd["events"] += [{**event, "tenant": f"t{n}"} for event in case["events"]]
    tenant, adjustment = '{"key": "o"}', "'o', '2026-10-01', '1', 'x', 'x'"
    with environment(database.environment), database.connect("mg_batch") as other:
        # Another simulation that has got as far as recording.
        other.execute("SELECT settlement.record_tenant('KRW', 'Asia/Seoul', %s)", (tenant,))
        other.execute(f"SELECT settlement.adjust({adjustment})")
        held = other.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7101 AND pid = pg_backend_pid()"
        ).fetchone()
        assert held == (0,)
        assert len(simulate(crowd)["statements"]) == 3 * 200
        other.rollback()


def test_a_rehearsal_says_that_payments_are_being_recorded(
    crowded: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SE-10: never fewer statements without a word."""
    assert crowded.database.run("import", "payments", crowded.payments).returncode == 0
    monkeypatch.setattr(settle, "REHEARSAL_WAIT_SECONDS", 0.2)
    with environment(crowded.database.environment):
        with (
            everybody_recording(crowded.database),
            pytest.raises(EnvironmentProblem, match="recorded"),
        ):
            settle.rehearse(parse("2026-09"))
        assert len(settle.rehearse(parse("2026-09")).statements) > 0


def test_reopening_while_payments_are_recorded_asks_to_try_again(crowded: Crowd) -> None:
    """SE-12: the clock doesn't go back under someone who is recording, and nobody waits for long."""
    run = crowded.database.run
    assert run("import", "payments", crowded.payments).returncode == 0
    assert run("settle", "--period", "2026-09").returncode == 0
    monthly = next(t for t in crowded.case["tenants"] if t["cycle"] == "monthly")
    reopen = ("statement", "reopen", f"{monthly['key']}/20260930-1")
    with everybody_recording(crowded.database):
        refused = run(*reopen)
    assert refused.returncode != 0
    assert "MS505" in refused.stderr
    assert run(*reopen).returncode == 0
