"""Contracts change, at once and by request, and are rehearsed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from tests.verify.walk.platform import FIRST, TENANTS, Platform, pick


class Pricing(Platform):
    """New fees, which settled days refuse."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        self.changes: list[UUID] = []

    def change(self, a: int, b: int, c: int) -> None:
        """A contract given anew with a rule for some days."""
        contract = {
            **TENANTS[self.key(a)],
            "key": self.prefix + self.key(a),
            "fee_rules": [self._rule(b, c)],
        }
        self.one("SELECT settlement.record_tenant('KRW', 'Asia/Seoul', %s)", json.dumps(contract))  # fmt: skip

    def ask_change(self, a: int, b: int, c: int) -> None:
        """Asks for a change of fees, holdback or minimum, or decides on one that was asked for."""
        change = pick(self.changes, a)
        if c % 2 and change:
            verb = ("approve", "approve", "reject", "withdraw")[b % 4]
            self.one(
                f"SELECT settlement.{verb}_price_change(%s, 'decided', %s)", change, self.person(c)
            )
            return
        wanted: dict[str, Any] = (
            {"fee_rules": [self._rule(b, c)]},
            {"minimum_payout": c * 100},
            {"holdback": {"percent": str(c % 20), "release_days": 30}},
        )[b % 3]
        asked = self.one(
            "SELECT settlement.request_price_change(%s, NULL, %s, %s, 'walk', %s, %s)",
            self.prefix + self.key(a), Jsonb(wanted), self._effective_on(b), str(uuid4()), self.person(b),
        )  # fmt: skip
        self.changes.append(asked)

    def rehearse(self, a: int, b: int, c: int) -> None:
        """What another fee would have come to: nothing stays of it."""
        ids = [self.tenants[self.key(a)]]
        self.all(
            "SELECT * FROM settlement.what_if(%s, %s, %s, %s)",
            Jsonb({"fee_rules": [{**self._rule(b, c), "valid_from": None, "valid_to": None}]}),
            FIRST, self.month - timedelta(days=1), ids,
        )  # fmt: skip

    def _effective_on(self, b: int) -> date:
        """A first of a month, where any period may begin, or now and then another day."""
        return self.month.replace(day=1) + timedelta(days=b % 40 if b % 5 == 0 else 0)

    def _rule(self, b: int, c: int) -> dict[str, Any]:
        return {
            "component": "platform",
            "kind": "percent",
            "method": ("card", "transfer")[b % 2],
            "percent": str(1 + c % 9),
            "valid_from": (self.month + timedelta(days=b % 60 - 30)).isoformat(),
            "valid_to": (self.month + timedelta(days=b % 60 - 20)).isoformat(),
        }
