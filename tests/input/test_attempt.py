"""An import that lost a race is tried again; any other failure is told at once."""

from __future__ import annotations

import psycopg
import pytest

from app.imports.attempt import ATTEMPTS, attempt


class _Failing:
    """Fails so often, then returns how often it was called."""

    def __init__(self, problem: type[psycopg.Error], times: int) -> None:
        self.problem, self.times, self.calls = problem, times, 0

    def __call__(self) -> int:
        self.calls += 1
        if self.calls <= self.times:
            raise self.problem("failed")
        return self.calls


def test_a_deadlock_is_tried_again_until_it_passes() -> None:
    assert attempt(_Failing(psycopg.errors.DeadlockDetected, 2), lost_race="MM501") == 3


def test_the_last_attempt_tells_its_failure() -> None:
    once = _Failing(psycopg.errors.DeadlockDetected, ATTEMPTS)
    with pytest.raises(psycopg.errors.DeadlockDetected):
        attempt(once, lost_race="MM501")
    assert once.calls == ATTEMPTS


def test_another_failure_is_not_tried_again() -> None:
    once = _Failing(psycopg.errors.CheckViolation, 1)
    with pytest.raises(psycopg.errors.CheckViolation):
        attempt(once, lost_race="MM501")
    assert once.calls == 1
