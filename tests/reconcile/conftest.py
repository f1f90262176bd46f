"""A small platform whose payments a gateway settles, and what the books say of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from app.imports.gateway import CSV_COLUMNS, fetch_gateway_rows, import_gateway_file
from app.imports.payments import Outcome, import_payments
from app.imports.staging import COLUMNS
from app.imports.tenants import import_tenants
from app.integrations.toss_settlements import TossSettlements
from tests.clone import Clone

RULE = {
    "component": "pg",
    "kind": "percent",
    "percent": "3",
    "valid_from": "2025-01-01",
    "returns_on_refund": True,
}
TENANTS = {
    "currency": "KRW",
    "time_zone": "Asia/Seoul",
    "tenants": [{"key": "cafe", "fee_rules": [RULE]}, {"key": "salon", "fee_rules": [RULE]}],
}
LATER = date(2025, 12, 31)


@dataclass
class Books:
    """One platform: takes payments and gateway rows, matches them, tells what came of it."""

    clone: Clone
    folder: Path
    batch: psycopg.Connection[Any]
    _number: Iterator[int] = field(default_factory=lambda: count(1))

    def take(self, *events: dict[str, Any]) -> Outcome:
        """Import payment events."""
        path = self.folder / f"payments-{next(self._number)}.csv"
        _write(path, COLUMNS, events)
        done = import_payments(path)
        assert not done.rejects, done.rejects
        return done

    def settle(self, *rows: dict[str, Any], **options: Any) -> Outcome:
        """Import gateway rows from CSV."""
        path = self.folder / f"gateway-{next(self._number)}.csv"
        _write(path, CSV_COLUMNS, rows)
        return import_gateway_file(path, **options)

    def toss(self, rows: list[dict[str, Any]], **options: Any) -> Outcome:
        """Import gateway rows as Toss's JSON."""
        path = self.folder / f"toss-{next(self._number)}.json"
        path.write_text(json.dumps(rows))
        return import_gateway_file(path, **options)

    def fetch(self, service: TossSettlements, **options: Any) -> Outcome:
        """Fetch them for 2025."""
        return fetch_gateway_rows(service, date(2025, 1, 1), LATER, **options)

    def match(self, as_of: date | str = LATER) -> tuple[int, int, int, int]:
        """(rows placed, links changed, rows posted, exceptions opened)."""
        row = self.batch.execute(
            "SELECT placed_count, link_count, posted_count, exception_count"
            " FROM settlement.match_gateway(NULL, %s)",
            (as_of,),
        ).fetchone()
        assert row is not None
        return row

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """As the auditor, who reads everything."""
        with self.clone.connect("mg_auditor") as auditor:
            return auditor.execute(query.encode(), values or None).fetchall()

    def links(self) -> list[tuple[Any, ...]]:
        """(row, event, matched, basis, shape), in order."""
        return self.ask(
            "SELECT r.row_ref, e.ref, m.matched_minor, m.basis, m.shape FROM settlement.gateway_match AS m"
            " JOIN settlement.gateway_row AS r USING (gateway_row_id) JOIN commerce.payment_event AS e"
            " ON e.tenant_id = m.tenant_id AND e.payment_event_id = m.payment_event_id ORDER BY 1, 2"
        )

    def exceptions(self, state: str | None = None) -> list[tuple[Any, ...]]:
        """(kind, ref, amount) of the queue, in order."""
        return sorted(
            self.batch.execute(
                "SELECT kind, subject_ref, amount_minor FROM settlement.list_gateway_exception(%s)",
                (state,),
            ).fetchall()
        )

    def exception(self, ref: str) -> UUID:
        """The id of the one about an event or a row."""
        (found,) = self.batch.execute(
            "SELECT gateway_exception_id FROM settlement.list_gateway_exception() WHERE subject_ref = %s",
            (ref,),
        ).fetchall()
        return UUID(str(found[0]))

    def resolve(self, ref: str, how: str, on: date = LATER, **more: Any) -> None:
        """Resolve it."""
        given = {"p_tenant_id": None, "p_link_ref": None, "p_expected_on": None} | more
        self.batch.execute(
            "SELECT settlement.resolve_gateway_exception(%s, %s, %s, %s, %s, %s, %s)",
            (self.exception(ref), how, "because", on, *given.values()),
        )

    def balance(self, tenant: str | None = None) -> dict[str, int]:
        """Balances that aren't zero."""
        rows = self.ask(
            "SELECT account_code, sum(balance_minor)::bigint FROM ledger.trial_balance("
            "CASE WHEN %s::text IS NOT NULL THEN ARRAY[settlement.find_tenant(%s)] END)"
            " GROUP BY 1 HAVING sum(balance_minor) <> 0",
            tenant, tenant,
        )  # fmt: skip
        return dict(rows)

    def waterfall(self, as_of: date = LATER) -> dict[str, int]:
        """The explained difference."""
        return dict(
            self.batch.execute(
                "SELECT code, amount_minor FROM settlement.gateway_waterfall(NULL, %s)", (as_of,)
            ).fetchall()
        )

    def owed(self, as_of: date = LATER) -> dict[str, int]:
        """The receivable by reason."""
        return dict(
            self.batch.execute(
                "SELECT reason, sum(amount_minor)::bigint FROM settlement.gateway_receivable(NULL, %s)"
                " GROUP BY 1",
                (as_of,),
            ).fetchall()
        )

    def check(self) -> None:
        """Verification finds nothing, and the report of the receivable comes to its balance."""
        found = self.batch.execute("SELECT * FROM settlement.verify()").fetchall()
        assert found == []
        assert sum(self.owed().values()) == self.balance().get("pg_receivable", 0)


def event(ref: str, amount: int, kind: str = "capture", **more: Any) -> dict[str, Any]:
    """A payment event of the cafe on 10 March 2025."""
    return {
        "tenant_key": "cafe",
        "ref": ref,
        "kind": kind,
        "occurred_at": f"{more.pop('day', '2025-03-10')}T12:00:00+09:00",
        "currency": "KRW",
        "amount": amount,
        "method": "card",
    } | more


def row(
    row_ref: str, ref: str, amount: int, fee: int = 0, vat: int = 0, **more: Any
) -> dict[str, Any]:
    """A gateway's row, sold on 10 March 2025 and paid out a week later."""
    return {
        "gateway": "toss",
        "row_ref": row_ref,
        "ref": ref,
        "kind": "capture" if amount > 0 else "refund",
        "sold_on": "2025-03-10",
        "paid_out_on": "2025-03-17",
        "amount": amount,
        "fee": fee,
        "vat": vat,
        "payout": amount - fee,
    } | more


def _write(path: Path, columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(columns), restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def books(database: Clone, tmp_path: Path) -> Iterator[Books]:
    """A fresh platform with two tenants."""
    import_tenants(TENANTS)
    with database.connect("mg_batch", autocommit=True) as batch:
        yield Books(database, tmp_path, batch)
