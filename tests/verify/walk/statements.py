"""Months close, and statements live."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg

from tests.oracle.calendar import last_of_month
from tests.verify.walk.platform import Platform, pick

AFTER_ALL = "2027-06-01T00:00:00Z"


class Statements(Platform):
    """Settling, the states of a statement, adjustments."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        self.requests: list[UUID] = []

    def settle(self, _a: int, _b: int, c: int) -> None:
        """Closes and settles the month; the next one is open then. Now and then balances are kept as well."""
        ids, end = list(self.tenants.values()), last_of_month(self.month)
        self.one("SELECT settlement.close_period(%s, %s, %s)", ids, end, AFTER_ALL)
        self.one("SELECT settlement.settle_chunk(%s)", ids)
        if c % 3 == 0:
            self.one("SELECT settlement.snapshot_step(%s, '{}')", ids)
        self.month = end + timedelta(days=1)

    def statement(self, a: int, b: int, c: int) -> None:
        """A step of some statement's life, in somebody's name."""
        ids = [
            statement_id
            for (statement_id,) in self.all(
                "SELECT statement_id FROM settlement.report_statement('-infinity', 'infinity')"
                " WHERE tenant_id = ANY (%s) ORDER BY period_end, tenant_id, schedule_code",
                list(self.tenants.values()),
            )
        ]
        chosen, person = pick(ids, a), self.person(b)
        if chosen is None:
            return
        paid_on = self.month + timedelta(days=10)
        kind = ("hold", "exclude")[b % 2]
        steps: tuple[tuple[str, tuple[Any, ...]], ...] = (
            ("settlement.review(%s, %s)", (chosen, person)),
            ("settlement.confirm(%s, %s)", (chosen, person)),
            ("settlement.confirm(%s, %s)", (chosen, None)),
            ("settlement.pay(%s, %s, %s)", (chosen, paid_on, person)),
            ("settlement.reopen(%s, %s)", (ids[-1 - a % 2 % len(ids)], person)),
            ("settlement.unreview(%s, 'once more', %s)", (chosen, person)),
            ("settlement.place_hold(%s, %s, 'disputed', %s, %s, %s)", (chosen, kind, paid_on, person, self.today())),
            ("settlement.release_hold(%s, 'settled', NULL, %s, %s)", (chosen, person, self.today())),
        )  # fmt: skip
        call, values = steps[c % len(steps)]
        self.one(f"SELECT {call}", *values)

    def confirm_all(self, _a: int, _b: int, _c: int) -> None:
        """Confirms whatever is calculated, as the service: so that a walk comes as far as money and invoices."""
        for (statement_id,) in self.all(
            "SELECT statement_id FROM settlement.report_statement('-infinity', 'infinity')"
            " WHERE tenant_id = ANY (%s) AND status IN ('calculated', 'reviewed') ORDER BY period_end, schedule_code",
            list(self.tenants.values()),
        ):
            self.one("SELECT settlement.confirm(%s)", statement_id)

    def adjust(self, a: int, b: int, c: int) -> None:
        """An adjustment in the tenant's favour or against it, in one of its schedules."""
        schedule = "card" if self.key(a) == "cafe" and b % 3 == 0 else ""
        self.one(
            "SELECT settlement.adjust(%s, %s, %s, 'goodwill', %s, NULL, %s)",
            self.prefix + self.key(a), self.month, _signed(b, c), str(uuid4()), schedule,
        )  # fmt: skip

    def ask_adjustment(self, a: int, b: int, c: int) -> None:
        """Asks for one, or decides on one that was asked for."""
        request = pick(self.requests, a)
        if c % 2 and request:
            verb, more = (("approve", ""), ("reject", "'no', "))[b % 2]
            self.one(f"SELECT settlement.{verb}_adjustment(%s, {more}%s)", request, self.person(c))
        else:
            asked = self.one(
                "SELECT settlement.request_adjustment(%s, %s, %s, 'goodwill', %s, %s)",
                self.prefix + self.key(a), self.month, _signed(b, c), str(uuid4()), self.person(b),
            )  # fmt: skip
            self.requests.append(asked)


def _signed(b: int, c: int) -> str:
    return str((c + 1) * (1 if b % 2 else -1))
