"""A platform inside one transaction, and what every command of a walk needs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from app.identity.registry import add_person
from tests.oracle.calendar import last_of_month
from tests.tax_invoice.shop import SUPPLIER

FIRST = date(2024, 1, 1)
# What a command may answer: bad input, not found, conflict. Anything else is a fault of ours.
REFUSED = re.compile(r"[MI][A-Z](0|1|4|5)\d\d")
T = TypeVar("T")

TENANTS: dict[str, dict[str, Any]] = {
    "cafe": {
        "business_number": "101-01-00014",
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
        "business_number": "124-81-00998",
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


class Platform:
    """Two tenants, two persons and the month that is open; commands are methods of three numbers."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.tenants: dict[str, UUID] = {}
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
        self.one("SELECT billing.record_supplier(%s, '2023-01-01')", Jsonb(SUPPLIER))

    def one(self, query: str, *values: Any) -> Any:
        """The first value of a query, or None."""
        row = self.connection.execute(query.encode(), values).fetchone()
        return row[0] if row else None

    def all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.execute(query.encode(), values).fetchall()

    def take(self, command: str, a: int, b: int, c: int) -> None:
        """One command; a refusal with a code of ours changes nothing."""
        act: Callable[[int, int, int], None] = getattr(self, command)
        try:
            with self.connection.transaction():
                act(a, b, c)
        except psycopg.DatabaseError as problem:
            if not REFUSED.fullmatch(problem.sqlstate or ""):
                raise

    def findings(self) -> list[tuple[Any, ...]]:
        """What verification says of the tenants."""
        return self.all("SELECT * FROM settlement.verify(%s)", list(self.tenants.values()))

    def key(self, number: int) -> str:
        """One of the tenants."""
        return tuple(TENANTS)[number % len(TENANTS)]

    def person(self, number: int) -> UUID | None:
        """Somebody, or the service."""
        return self.people[number % len(self.people)]

    def today(self) -> str:
        """Noon of the open month's last day: when commands are given."""
        return f"{last_of_month(self.month)}T12:00:00+09:00"

    def _person(self, name: str) -> UUID:
        email = f"{name}-{uuid4()}@example.kr"
        return add_person(self.connection, email=email, name_ko="사람")


def pick(choices: Sequence[T], number: int) -> T | None:
    """One of some things, or None where there are none."""
    return choices[number % len(choices)] if choices else None
