"""Refunds, chargebacks and disputes of a few payments in any order: nothing is ever taken twice (SE-01, SE-05)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from psycopg.types.json import Jsonb

from tests.clone import Clone

CAPTURED = (10_000, 7_777, 1)
AMOUNTS = st.sampled_from([1, 3_333, 5_000, 7_777, 10_000])
PAYMENTS = st.integers(0, len(CAPTURED) - 1)


@dataclass
class Filed:
    """A refund or chargeback that came by file."""

    file_id: UUID
    payment: int
    amount: int
    is_undone: bool = False


@dataclass
class Dispute:
    """What a case should be; `by` is the file that closed it, `took` what its own chargeback took."""

    case_id: UUID
    payment: int
    amount: int
    held: int
    status: str = "open"
    took: int = 0
    by: Filed | None = None
    restored: int = 0


class Disputes(RuleBasedStateMachine):
    """The platform beside a plain model of it: sums of what was returned, held and given back."""

    clone: ClassVar[Clone]

    @initialize()
    def payments(self) -> None:
        """A tenant settled daily, without fees, so that its balance is its sales alone; all is rolled back."""
        self.connection = self.clone.superuser(autocommit=False)
        self.day = date(2024, 1, 5)
        self.number = 0
        self.filed: list[Filed] = []
        self.cases: list[Dispute] = []
        contract = Jsonb({"key": "any", "cycle": "daily"})
        self.call("SELECT settlement.record_tenant('KRW', 'Asia/Seoul', %s)", contract)
        self.tenant = self.call("SELECT settlement.find_tenant('any')")[0]
        for payment, amount in enumerate(CAPTURED):
            self.file("capture", f"p{payment}", None, amount)
        self.day += timedelta(days=1)

    def call(self, query: str, *values: Any) -> tuple[Any, ...]:
        """One row, in a savepoint."""
        with self.connection.transaction():
            row = self.connection.execute(query, values).fetchone()
        assert row is not None
        return tuple(row)

    def refused(self, code: str, query: str, *values: Any) -> None:
        """It must be refused with the code."""
        with pytest.raises(psycopg.Error) as problem:
            self.call(query, *values)
        assert problem.value.sqlstate == code

    def at(self) -> str:
        """Noon of the day; each act a second later."""
        self.number += 1
        return f"{self.day}T12:00:{self.number % 60:02}+09:00"

    def file(self, kind: str, ref: str, original: str | None, amount: int) -> UUID | None:
        """A payments file of one row; None if the row is refused."""
        file_id, at = uuid4(), self.at()
        with self.connection.transaction():
            self.connection.execute(
                "INSERT INTO commerce.import_row VALUES"
                " (%s, 1, 'any', '', %s, %s, %s, 'KRW', 'card', '', '', %s, '', %s, '')",
                (file_id, ref, kind, at, str(amount), original or ""),
            )
            self.connection.execute("SELECT commerce.check_import(%s)", (file_id,))
        is_recorded = self.call(
            "SELECT is_recorded FROM settlement.record_import(%s, 'f', '', false, 0, %s)",
            file_id,
            at,
        )[0]
        return file_id if is_recorded else None

    def returned(self, payment: int) -> int:
        """By files that stand, and by cases that recorded their own chargeback."""
        by_file = [f.amount for f in self.filed if f.payment == payment and not f.is_undone]
        return sum(by_file) + sum(case.took for case in self.cases if case.payment == payment)

    def open_case(self, payment: int) -> Dispute | None:
        """There is one at the most."""
        found = [c for c in self.cases if c.payment == payment and c.status == "open"]
        return found[0] if found else None

    @rule(payment=PAYMENTS, amount=AMOUNTS, kind=st.sampled_from(["refund", "chargeback"]))
    def comes_by_file(self, payment: int, amount: int, kind: str) -> None:
        """A refund takes its overlap from the hold, a chargeback its place."""
        fits = self.returned(payment) + amount <= CAPTURED[payment]
        file_id = self.file(kind, f"f{self.number}", f"p{payment}", amount)
        assert (file_id is not None) == fits
        if file_id is None:
            return
        self.filed.append(Filed(file_id, payment, amount))
        case = self.open_case(payment)
        if case is None:
            return
        if kind == "refund":
            case.held = min(case.held, CAPTURED[payment] - self.returned(payment))
        else:
            case.status, case.held, case.by = "lost", 0, self.filed[-1]

    @precondition(lambda self: self.filed)
    @rule(data=st.data())
    def file_is_undone(self, data: st.DataObject) -> None:
        """Unless what it took was given back already."""
        filed = data.draw(st.sampled_from(self.filed))
        undo = "SELECT settlement.undo_import(%s, %s)"
        if any(case.by is filed and case.restored for case in self.cases):
            self.refused("MS535", undo, filed.file_id, self.at())
            return
        assert self.call(undo, filed.file_id, self.at())[0] == (0 if filed.is_undone else 1)
        filed.is_undone = True

    @rule(payment=PAYMENTS, amount=st.none() | AMOUNTS)
    def is_disputed(self, payment: int, amount: int | None) -> None:
        """A case opens about what is left, one at a time."""
        query = "SELECT settlement.open_chargeback('any', %s, %s, '4853', %s, NULL, '', %s)"
        values = (f"p{payment}", f"d{self.number}", None if amount is None else str(amount), self.at())  # fmt: skip
        left = CAPTURED[payment] - self.returned(payment)
        if self.open_case(payment):
            self.refused("MS533", query, *values)
        elif (amount or 1) > left:
            self.refused("MS532", query, *values)
        else:
            disputed = left if amount is None else amount
            case_id = self.call(query, *values)[0]
            assert self.call(query, *values)[0] == case_id, "the same notice again"
            self.cases.append(Dispute(case_id, payment, disputed, disputed))

    @precondition(lambda self: self.cases)
    @rule(
        data=st.data(),
        decision=st.sampled_from(["win", "lose", "withdraw"]),
        is_repeated=st.booleans(),
    )
    def is_decided(self, data: st.DataObject, decision: str, is_repeated: bool) -> None:
        """By the states of a case; deciding twice changes nothing."""
        case = data.draw(st.sampled_from(self.cases))
        status = {"win": "won", "lose": "lost", "withdraw": "withdrawn"}[decision]
        query = f"SELECT settlement.{decision}_chargeback(%s, '', %s)"
        was = case.status
        if was not in (status, "open") and (was, status) != ("lost", "won"):
            self.refused("MS530", query, case.case_id, self.at())
            return
        for _ in range(2 if is_repeated else 1):
            assert self.call(query, case.case_id, self.at())[0] == status
        if was == status:
            return
        if status == "lost":
            case.took = min(case.amount, CAPTURED[case.payment] - self.returned(case.payment))
        elif was == "lost":
            by_file = case.by.amount if case.by and not case.by.is_undone else 0
            case.restored = case.took or by_file
        case.status, case.held = status, 0

    @rule(days=st.sampled_from([1, 1, 3, 20]))
    def days_pass(self, days: int) -> None:
        """What is over is closed and settled."""
        self.day += timedelta(days=days)
        self.call(
            "SELECT count(*) FROM settlement.close_period(ARRAY[%s::uuid], %s, %s)",
            self.tenant,
            self.day,
            self.at(),
        )
        self.call("SELECT * FROM settlement.settle_chunk(ARRAY[%s::uuid])", self.tenant)

    @invariant()
    def holds_are_as_they_should_be(self) -> None:
        """Held and returned never exceed the payment, in the model and in the platform alike."""
        if not hasattr(self, "tenant"):
            return
        found = self.connection.execute(
            "SELECT chargeback_case_id, status, held_minor, restored_minor FROM settlement.chargeback_case"
            " WHERE tenant_id = %s",
            (self.tenant,),
        ).fetchall()
        assert {row[0]: row[1:] for row in found} == {
            c.case_id: (c.status, c.held, c.restored) for c in self.cases
        }
        for payment, captured in enumerate(CAPTURED):
            case = self.open_case(payment)
            assert self.returned(payment) + (case.held if case else 0) <= captured

    def teardown(self) -> None:
        """All of it settled: what the tenant got is what was captured, less what stands against it."""
        if not hasattr(self, "tenant"):
            return
        try:
            self.days_pass(2)
            got = self.call(
                "SELECT sum(payout_minor) + coalesce((array_agg(carry_out_minor ORDER BY period_end DESC))[1], 0)"
                " FROM settlement.statement WHERE tenant_id = %s",
                self.tenant,
            )[0]
            taken = [
                self.returned(payment)
                + sum(case.held - case.restored for case in self.cases if case.payment == payment)
                for payment in range(len(CAPTURED))
            ]
            assert all(0 <= one <= captured for one, captured in zip(taken, CAPTURED, strict=True))
            assert got == sum(CAPTURED) - sum(taken)
            findings = self.connection.execute(
                "SELECT * FROM settlement.verify(ARRAY[%s::uuid])", (self.tenant,)
            ).fetchall()
            assert findings == []
        finally:
            self.connection.rollback()
            self.connection.close()


@pytest.fixture
def _clone(deployed: Clone) -> Iterator[None]:
    Disputes.clone = deployed
    yield
    del Disputes.clone


Disputes.TestCase.settings = settings(
    max_examples=200 if os.environ.get("MINDGARDEN_TEST_FULL") else 10,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestDisputes = pytest.mark.usefixtures("_clone")(Disputes.TestCase)
