"""Payments come in, go back, and are taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg

from app.imports import staging
from tests.verify.walk.platform import Platform, pick


class Payments(Platform):
    """Files of one row each."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        self.captures: list[tuple[str, str, int]] = []
        self.files: list[UUID] = []
        self.cases: list[UUID] = []

    def capture(self, a: int, b: int, c: int) -> None:
        """A payment on a day of the open month, or a late one of the month before."""
        key, ref, amount = self.key(a), str(uuid4()), 100 + c * 37
        row = {
            "ref": ref,
            "kind": "capture",
            "occurred_at": f"{self.month + timedelta(days=b % 35 - 7)}T{a % 24:02}:00:00+09:00",
            "method": ("card", "transfer", "")[a % 3],
            "amount": amount,
            "platform_discount": c % 3 * 100,
        }
        self._record(key, row)
        self.captures.append((key, ref, amount))

    def give_back(self, a: int, b: int, c: int) -> None:
        """A refund or chargeback of a part of some payment."""
        if chosen := pick(self.captures, a):
            key, original, amount = chosen
            row = {
                "ref": str(uuid4()),
                "kind": ("refund", "refund", "chargeback")[c % 3],
                "occurred_at": f"{self.month + timedelta(days=b % 28)}T23:00:00+09:00",
                "amount": amount * (1 + c % 4) // 4,
                "original_ref": original,
            }
            self._record(key, row)

    def undo(self, a: int, _b: int, _c: int) -> None:
        """Takes an import back."""
        if file_id := pick(self.files, a):
            self.one("SELECT settlement.undo_import(%s, %s)", file_id, self.today())

    def dispute(self, a: int, b: int, c: int) -> None:
        """Opens a case about some payment, or goes on with an open one."""
        if c % 2 and (case := pick(self.cases, a)):
            verb = ("win", "lose", "withdraw")[b % 3]
            self.one(f"SELECT settlement.{verb}_chargeback(%s, '', %s)", case, self.today())
        elif chosen := pick(self.captures, a):
            key, ref, amount = chosen
            opened = self.one(
                "SELECT settlement.open_chargeback(%s, %s, %s, 'fraud', %s, NULL, '', %s)",
                self.prefix + key, ref, str(uuid4()), str(1 + b % amount), self.today(),
            )  # fmt: skip
            self.cases.append(opened)

    def _record(self, key: str, row: dict[str, Any]) -> None:
        file_id = uuid4()
        given = {"tenant_key": self.prefix + key, "currency": "KRW", **row}
        values = tuple(str(given.get(name, "")) for name in staging.COLUMNS)
        staging.stage(self.connection, file_id, [(1, values)])
        self.one("SELECT commerce.check_import(%s)", file_id)
        self.one(
            "SELECT settlement.record_import(%s, 'walk', '', true, 0, %s)", file_id, self.today()
        )
        self.files.append(file_id)
