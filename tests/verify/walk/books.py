"""Headquarters bills its fees, and takes balances over from the books before."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg

from tests.verify.walk.platform import Platform, pick


class Books(Platform):
    """Tax invoices and opening balances."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        self.openings: list[str] = []
        self.invoices: list[UUID] = []

    def bill(self, a: int, b: int, _c: int) -> None:
        """Prepares the invoices of a month, and issues and sends what waits, as a worker would note it."""
        month = (self.month - timedelta(days=1 + a % 40)).replace(day=1)
        made = self.all(
            "SELECT tax_invoice_id FROM billing.prepare_tax_invoice(%s, %s, %s) WHERE tax_invoice_id IS NOT NULL",
            month, list(self.tenants.values()), self.today(),
        )  # fmt: skip
        self.invoices += [invoice for (invoice,) in made if invoice not in self.invoices]
        # Now and then the worker is away.
        while b % 4 and (
            claimed := self.all(
                "SELECT tenant_id, tax_invoice_id, step FROM billing.claim_tax_invoice('walk', %s)",
                self.today(),
            )
        ):
            self._work(*claimed[0])

    def amend(self, a: int, b: int, c: int) -> None:
        """One of the six amendments of some invoice, or its cancellation before it is issued."""
        invoice = pick(self.invoices, a)
        if invoice is None:
            return
        if c % 7 == 6:
            self.one("SELECT billing.cancel_tax_invoice(%s, 'walk')", invoice)
            return
        kind = 1 + c % 6
        part = -(1 + b % 50) if kind == 2 else 1 + b % 50
        items = (
            json.dumps([{"item": "platform_fee", "supply": part}]) if kind in (1, 2, 3, 5) else None
        )
        self.all(
            "SELECT * FROM billing.amend_tax_invoice(%s, %s, %s, %s, 'walk', %s, %s)",
            invoice, kind, self.today()[:10], items, str(uuid4()), self.today(),
        )  # fmt: skip

    def opening(self, a: int, b: int, c: int) -> None:
        """Balances from the books before, or the taking back of some."""
        if c % 3 == 0 and (known := pick(self.openings, a)):
            self.one("SELECT settlement.reverse_opening(%s)", known)
            return
        request, day = str(uuid4()), (self.month - timedelta(days=b % 60)).isoformat()
        rows = [
            {"line_number": place, "tenant_key": self.prefix + self.key(a), "account": account, "side": side,
             "amount": str(1 + c), "currency": "KRW", "date": day}
            for place, (account, side) in enumerate((("bank", "debit"), ("vat_payable", "credit")), 1)
        ]  # fmt: skip
        self.all("SELECT * FROM settlement.record_opening(%s, %s)", json.dumps(rows), request)
        self.openings.append(request)

    def _work(self, tenant: UUID, invoice: UUID, step: str) -> None:
        if step == "issue":
            approval = f"{self.today()[:10].replace('-', '')}41000000{uuid4().int % 10**8:08}"
            self.one(
                "SELECT billing.note_issued(%s, %s, %s, %s)",
                tenant,
                invoice,
                approval,
                self.today(),
            )
        else:
            self.one("SELECT billing.note_sent(%s, %s, %s)", tenant, invoice, self.today())
