"""The gateway's settlement rows are matched with payments, rightly and wrongly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg

from app.imports.gateway import STAGED
from tests.verify.walk.payments import Payments
from tests.verify.walk.platform import pick


class Gateway(Payments):
    """Rows in, matching, exceptions, and rows taken back."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        self.gateway_files: list[UUID] = []

    def gateway_row(self, a: int, b: int, c: int) -> None:
        """A row about some payment, of its amount or another, or about none."""
        chosen = pick(self.captures, a)
        key, ref, amount = chosen if chosen and b % 5 else (self.key(a), str(uuid4()), 1_000)
        gross = amount + (c % 7 - 3 if c % 4 == 0 else 0)
        fee = max(gross, 0) * (b % 4) // 100
        sold_on = self.month + timedelta(days=a % 28)
        row = dict.fromkeys(STAGED, "") | {
            "gateway": "toss", "row_ref": str(uuid4()), "refs": [ref], "tenant_key": self.prefix + key,
            "sold_on": sold_on.isoformat(), "paid_out_on": (sold_on + timedelta(days=b % 9)).isoformat(),
            "currency": "KRW", "amount": str(gross), "fee": str(fee), "vat": str(fee // 11),
            "payout": str(gross - fee), "fees": None,
        }  # fmt: skip
        file_id, names = uuid4(), ", ".join(STAGED)
        self.connection.execute(
            f"INSERT INTO settlement.gateway_import_row (gateway_file_id, line_number, {names}) VALUES (%s, 1{', %s' * len(STAGED)})".encode(),
            (file_id, *row.values()),
        )
        self.one("SELECT settlement.check_gateway_import(%s)", file_id)
        self.one("SELECT settlement.record_gateway_import(%s, 'walk', 'csv', '', true, 0)", file_id)
        self.gateway_files.append(file_id)

    def match(self, _a: int, _b: int, _c: int) -> None:
        """The nightly matching."""
        self.one(
            "SELECT settlement.gateway_step(%s, jsonb_build_object('as_of', %s::text))",
            list(self.tenants.values()), self.today(),
        )  # fmt: skip

    def exception(self, a: int, b: int, c: int) -> None:
        """Somebody takes an exception over, or resolves it in one of the ways there are."""
        ids = list(self.tenants.values())
        found = self.all(
            "SELECT gateway_exception_id FROM settlement.list_gateway_exception(NULL, %s) ORDER BY 1",
            ids,
        )
        chosen = pick(found, a)
        if chosen is None:
            return
        today = self.today()[:10]
        if c % 5 == 4:
            self.one(
                "SELECT settlement.assign_gateway_exception(%s, %s, 'mine')",
                chosen[0], self.people[1 + b % 2],
            )  # fmt: skip
            return
        way = ("write_off", "received", "accepted", "expected")[c % 5]
        expected = self.month + timedelta(days=45) if way == "expected" else None
        self.one(
            "SELECT settlement.resolve_gateway_exception(%s, %s, 'walk', %s, NULL, NULL, %s, %s)",
            chosen[0], way, today, expected, self.person(b),
        )  # fmt: skip

    def undo_gateway(self, a: int, _b: int, _c: int) -> None:
        """Takes a gateway's file back."""
        if file_id := pick(self.gateway_files, a):
            self.one("SELECT settlement.undo_gateway(%s)", file_id)
