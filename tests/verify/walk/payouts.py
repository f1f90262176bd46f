"""Statements are paid in batches, and the bank answers as it likes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg

from tests.verify.walk.platform import Platform, pick


class Payouts(Platform):
    """Accounts, batches, files, answers, contradictions."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        self.batches: list[str] = []
        for key in self.tenants:
            self._account(key, 1, self.month - timedelta(days=400))

    def account(self, a: int, b: int, _c: int) -> None:
        """Another account from now on."""
        self._account(self.key(a), b, self.month)

    def payout(self, a: int, b: int, c: int) -> None:
        """Prepares a batch of what is due, or goes on with one that was prepared."""
        batch = pick(self.batches, a)
        if batch is None or c % 4 == 0:
            due = self.month + timedelta(days=b % 40)
            prepared = self.all(
                "SELECT batch_number FROM settlement.prepare_payout_batch(%s, 'bank_file', %s, %s, NULL, %s)"
                " WHERE batch_number IS NOT NULL",
                due, list(self.tenants.values()), self.today(), self.person(b),
            )  # fmt: skip
            self.batches += sorted({number for (number,) in prepared})
        elif c % 7 == 1:
            self.one(
                "SELECT settlement.cancel_payout_batch(%s, 'walk', true, %s)", batch, self.person(b)
            )
        else:
            self._send(batch, b)

    def answer(self, a: int, b: int, c: int) -> None:
        """The bank's file about a batch: successes, failures, and now and then the contrary of what it said."""
        batch = pick(self.batches, a)
        if batch is None:
            return
        rows = self.all(
            "SELECT p.reference, p.amount_minor::text, p.payout_on FROM settlement.list_payout(%s) AS p ORDER BY p.reference", batch,
        )  # fmt: skip
        statuses = ["succeeded" if (b >> place) % 3 else "failed" for place in range(len(rows))]
        paid_on = [
            (day + timedelta(days=c % 3)).isoformat() if status == "succeeded" else ""
            for (_, _, day), status in zip(rows, statuses, strict=True)
        ]
        self.all(
            "SELECT * FROM settlement.import_payout_result('walk', %s, %s, %s, %s, %s, %s, %s)",
            uuid4().bytes, [row[0] for row in rows], [row[1] for row in rows], statuses,
            ["" for _ in rows], ["" for _ in rows], paid_on,
        )  # fmt: skip

    def contradiction(self, a: int, b: int, _c: int) -> None:
        """Somebody finds out what the bank meant."""
        open_ones = self.all(
            "SELECT payout_exception_id FROM settlement.list_payout_exception() ORDER BY 1"
        )
        if chosen := pick(open_ones, a):
            self.one(
                "SELECT settlement.resolve_payout_exception(%s, %s, 'asked the bank', %s)",
                chosen[0], b % 2 == 0, self.person(b),
            )  # fmt: skip

    def _send(self, batch: str, b: int) -> None:
        steps: tuple[tuple[str, tuple[Any, ...]], ...] = (
            (
                "settlement.approve_payout_batch(%s, %s, %s)",
                (batch, self.person(b + 1), self.today()),
            ),
            ("settlement.write_bank_file(%s, '', 'utf-8')", (batch,)),
            ("settlement.send_payout_batch(%s, %s, %s)", (batch, self.person(b), self.today())),
        )
        # Mostly one after the other, as people do it; now and then one is left out.
        for call, values in steps if b % 4 else steps[b % 3 :]:
            self.one(f"SELECT {call}", *values)

    def _account(self, key: str, number: int, since: date) -> None:
        self.one(
            "SELECT settlement.set_payout_account(%s, '004', %s, '가게', %s)",
            self.prefix + key, f"1234{number:010}", since,
        )  # fmt: skip
