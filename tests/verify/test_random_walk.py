"""Any commands in any order: some are refused with a code of ours, none breaks what verification looks at."""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.clone import Clone
from tests.verify.walk.books import Books
from tests.verify.walk.gateway import Gateway
from tests.verify.walk.payouts import Payouts
from tests.verify.walk.pricing import Pricing
from tests.verify.walk.statements import Statements

IS_FULL = os.environ.get("MINDGARDEN_TEST_FULL") == "1"
NUMBER = st.integers(0, 999)
# The more often a command stands here, the more often it is taken.
COMMANDS = (
    *(
        "capture",
        "capture",
        "capture",
        "give_back",
        "settle",
        "settle",
        "statement",
        "confirm_all",
        "confirm_all",
    ),
    *("payout", "payout", "answer", "contradiction", "account"),
    *("undo", "adjust", "ask_adjustment", "dispute", "change", "ask_change", "rehearse"),
    *(
        "gateway_row",
        "match",
        "exception",
        "undo_gateway",
        "bill",
        "bill",
        "bill",
        "amend",
        "amend",
        "opening",
    ),
)


class Walk(Gateway, Statements, Pricing, Payouts, Books):
    """All commands together."""


class RandomWalk(RuleBasedStateMachine):
    """One platform in one transaction, which is rolled back in the end."""

    deployed: Clone

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        connection = self.stack.enter_context(self.deployed.superuser(autocommit=False))
        self.stack.enter_context(connection.transaction(force_rollback=True))
        self.walk = Walk(connection)

    @rule(command=st.sampled_from(COMMANDS), a=NUMBER, b=NUMBER, c=NUMBER)
    def take(self, command: str, a: int, b: int, c: int) -> None:
        """One command."""
        self.walk.take(command, a, b, c)

    @invariant()
    def nothing_is_found(self) -> None:
        """After every command, in the long suite: the short one looks in the end."""
        if IS_FULL:
            assert self.walk.findings() == []

    def teardown(self) -> None:
        """Everything open is settled, and verified."""
        try:
            self.walk.take("settle", 0, 0, 0)
            found = self.walk.findings()
        finally:
            self.stack.close()
        assert found == []


def test_no_walk_through_the_commands_breaks_verification(
    deployed: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SE-02 to SE-11: whatever is done in whatever order, verification finds nothing."""
    monkeypatch.setattr(RandomWalk, "deployed", deployed, raising=False)
    run_state_machine_as_test(
        RandomWalk,
        settings=settings(
            max_examples=60 if IS_FULL else 8,
            stateful_step_count=60,
            deadline=None,
            derandomize=not IS_FULL,
            suppress_health_check=list(HealthCheck),
        ),
    )
