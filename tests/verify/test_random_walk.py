"""Any commands in any order: some are refused with a code of ours, none breaks what verification looks at."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.imports import staging
from tests.clone import Clone
from tests.oracle.calendar import last_of_month

IS_FULL = os.environ.get("MINDGARDEN_TEST_FULL") == "1"
FIRST = date(2024, 1, 1)
AFTER_ALL = "2025-06-01T00:00:00Z"
# What a command may answer: bad input, not found, conflict. Anything else is a fault of ours.
REFUSED = re.compile(r"[MI][A-Z](0|1|4|5)\d\d")

TENANTS = {
    "cafe": {
        "fee_rules": [
            {
                "component": "platform",
                "kind": "tiered",
                "tiers": [{"up_to": 50_000, "percent": "5"}, {"up_to": None, "percent": "3"}],
                "valid_from": "2023-01-01",
            },
            {"component": "pg", "kind": "percent", "percent": "2.2", "vat": "included", "valid_from": "2023-01-01"},
        ],
        "schedules": [{"code": "card", "methods": ["card"], "cycle": "weekly"}],
        "holdback": {"percent": "10", "release_days": 40},
    },
    "salon": {
        "fee_rules": [
            {
                "component": "platform",
                "kind": "percent",
                "percent": "7.7",
                "month_maximum": 9_000,
                "valid_from": "2023-01-01",
            }
        ],
        "cycle": "semimonthly",
        "minimum_payout": 20_000,
        "tax_type": "tax_free",
    },
}  # fmt: skip

Step = tuple[str, int, int, int]


class Walk:
    """A platform inside one transaction, and the commands that a step names."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.tenants: dict[str, UUID] = {}
        self.captures: list[tuple[str, str, int]] = []
        self.files: list[UUID] = []
        self.cases: list[UUID] = []
        self.month = FIRST
        # Two persons, made before the transaction becomes the batch's.
        self.people = [None, *(self._person(name) for name in ("one", "two"))]
        connection.execute("SET LOCAL ROLE mg_batch")
        self.prefix = f"{uuid4()} "
        for key, contract in TENANTS.items():
            self.tenants[key] = self.one(
                "SELECT settlement.record_tenant('KRW', 'Asia/Seoul', %s)",
                json.dumps({"key": self.prefix + key, **contract}),
            )

    def one(self, query: str, *values: Any) -> Any:
        """The one value of a query."""
        row = self.connection.execute(query, values).fetchone()
        return row[0] if row else None

    def _person(self, name: str) -> UUID:
        email = f"{name}-{uuid4()}@example.kr"
        return UUID(
            str(self.one("SELECT identity.add_user(%s, 'hash', '사람', NULL, 'ko', NULL)", email))
        )

    def take(self, step: Step) -> None:
        """One command; a refusal with a code of ours changes nothing."""
        name, a, b, c = step
        act: Callable[[int, int, int], None] = getattr(self, name)
        try:
            with self.connection.transaction():
                act(a, b, c)
        except psycopg.DatabaseError as problem:
            if not REFUSED.fullmatch(problem.sqlstate or ""):
                raise

    def _record(self, key: str, row: dict[str, Any]) -> None:
        file_id = uuid4()
        given = {"tenant_key": self.prefix + key, "currency": "KRW", **row}
        values = tuple(str(given.get(name, "")) for name in staging.COLUMNS)
        staging.stage(self.connection, file_id, [(1, values)])
        self.connection.execute("SELECT commerce.check_import(%s)", (file_id,))
        self.connection.execute(
            "SELECT settlement.record_import(%s, 'walk', '', true, 0, %s)", (file_id, self._today())
        )
        self.files.append(file_id)

    def _today(self) -> str:
        return f"{last_of_month(self.month)}T12:00:00+09:00"

    def capture(self, a: int, b: int, c: int) -> None:
        """A payment on a day of the open month, or a late one of the month before."""
        key = tuple(TENANTS)[a % 2]
        day = self.month + timedelta(days=b % 35 - 7)
        ref, amount = str(uuid4()), 100 + c * 37
        row = {
            "ref": ref,
            "kind": "capture",
            "occurred_at": f"{day}T{a % 24:02}:00:00+09:00",
            "method": ("card", "transfer", "")[a % 3],
            "amount": amount,
            "platform_discount": c % 3 * 100,
        }
        self._record(key, row)
        self.captures.append((key, ref, amount))

    def give_back(self, a: int, b: int, c: int) -> None:
        """A refund or chargeback of a part of some payment."""
        if self.captures:
            key, original, amount = self.captures[a % len(self.captures)]
            day = self.month + timedelta(days=b % 28)
            self._record(
                key,
                {
                    "ref": str(uuid4()),
                    "kind": ("refund", "refund", "chargeback")[c % 3],
                    "occurred_at": f"{day}T23:00:00+09:00",
                    "amount": amount * (1 + c % 4) // 4,
                    "original_ref": original,
                },
            )

    def undo(self, a: int, _b: int, _c: int) -> None:
        """Takes an import back."""
        if self.files:
            file_id = self.files[a % len(self.files)]
            self.one("SELECT settlement.undo_import(%s, %s)", file_id, self._today())

    def settle(self, _a: int, _b: int, _c: int) -> None:
        """Closes and settles the month; the next one is open then."""
        ids, end = list(self.tenants.values()), last_of_month(self.month)
        self.connection.execute("SELECT settlement.close_period(%s, %s, %s)", (ids, end, AFTER_ALL))
        self.connection.execute("SELECT settlement.settle_chunk(%s)", (ids,))
        self.month = end + timedelta(days=1)

    def statement(self, a: int, b: int, c: int) -> None:
        """A step of some statement's life, in somebody's name."""
        ids = [
            row[0]
            for row in self.connection.execute(
                "SELECT statement_id FROM settlement.report_statement('-infinity', 'infinity')"
                " WHERE tenant_id = ANY (%s) ORDER BY period_end, tenant_id, schedule_code",
                (list(self.tenants.values()),),
            )
        ]
        if not ids:
            return
        chosen, person = ids[a % len(ids)], self.people[b % 3]
        paid_on = self.month + timedelta(days=10)
        steps: tuple[tuple[str, tuple[Any, ...]], ...] = (
            ("settlement.review(%s, %s)", (chosen, person)),
            ("settlement.confirm(%s, %s)", (chosen, person)),
            ("settlement.confirm(%s, %s)", (chosen, None)),
            ("settlement.pay(%s, %s, %s)", (chosen, paid_on, person)),
            ("settlement.reopen(%s, %s)", (ids[-1 - a % 2], person)),
            ("settlement.unreview(%s, 'once more', %s)", (chosen, person)),
            (
                "settlement.place_hold(%s, 'hold', 'disputed', %s, %s, %s)",
                (chosen, paid_on, person, self._today()),
            ),
            (
                "settlement.release_hold(%s, 'settled', NULL, %s, %s)",
                (chosen, person, self._today()),
            ),
        )
        call, values = steps[c % len(steps)]
        self.one(f"SELECT {call}", *values)

    def adjust(self, a: int, b: int, c: int) -> None:
        """An adjustment in the tenant's favour or against it."""
        key = tuple(TENANTS)[a % 2]
        amount = (c + 1) * (1 if b % 2 else -1)
        self.one(
            "SELECT settlement.adjust(%s, %s, %s, 'goodwill', %s)",
            self.prefix + key, self.month, str(amount), str(uuid4()),
        )  # fmt: skip

    def dispute(self, a: int, b: int, c: int) -> None:
        """Opens a case about some payment, or goes on with an open one."""
        if c % 2 and self.cases:
            verb = ("win", "lose", "withdraw")[b % 3]
            self.one(
                f"SELECT settlement.{verb}_chargeback(%s, '', %s)",
                self.cases[a % len(self.cases)],
                self._today(),
            )
        elif self.captures:
            key, ref, amount = self.captures[a % len(self.captures)]
            self.cases.append(
                self.one(
                    "SELECT settlement.open_chargeback(%s, %s, %s, 'fraud', %s, NULL, '', %s)",
                    self.prefix + key,
                    ref,
                    str(uuid4()),
                    str(1 + b % amount),
                    self._today(),
                )
            )

    def change(self, a: int, b: int, c: int) -> None:
        """New fees from some day on, which settled days refuse."""
        key = tuple(TENANTS)[a % 2]
        rule = {
            "component": "platform",
            "kind": "percent",
            "method": ("card", "transfer")[b % 2],
            "percent": str(1 + c % 9),
            "valid_from": (self.month + timedelta(days=b % 60 - 30)).isoformat(),
            "valid_to": (self.month + timedelta(days=b % 60 - 20)).isoformat(),
        }
        contract = {**TENANTS[key], "key": self.prefix + key, "fee_rules": [rule]}
        self.one("SELECT settlement.record_tenant('KRW', 'Asia/Seoul', %s)", json.dumps(contract))


COMMANDS = (
    *("capture", "capture", "capture", "give_back", "settle", "statement", "statement"),
    *("undo", "adjust", "dispute", "change"),
)


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(COMMANDS), *(st.integers(0, 999) for _ in range(3))),
        min_size=10,
        max_size=40,
    )
)
@settings(
    max_examples=200 if IS_FULL else 15,
    deadline=None,
    derandomize=not IS_FULL,
    suppress_health_check=list(HealthCheck),
)
def test_no_walk_through_the_commands_breaks_verification(
    deployed: Clone, steps: list[Step]
) -> None:
    """SE-05, SE-06: whatever is done in whatever order, verification finds nothing."""
    with (
        deployed.superuser(autocommit=False) as connection,
        connection.transaction(force_rollback=True),
    ):
        walk = Walk(connection)
        for step in steps:
            walk.take(step)
        walk.take(("settle", 0, 0, 0))
        found = connection.execute(
            "SELECT * FROM settlement.verify(%s)", (list(walk.tenants.values()),)
        ).fetchall()
    assert found == []
