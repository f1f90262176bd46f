"""Whatever is done in whatever order, with whatever failing: Popbill has what we say it has, once, and all of it verifies."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from app.failure import Finding
from app.simulators.popbill import FAULTS
from app.tax_invoice import Issuer
from tests.tax_invoice.conftest import Service
from tests.tax_invoice.shop import add_statement, add_tenant, prepare, set_supplier

Connection = psycopg.Connection[Any]
# True time-outs take their time; a dropped connection is the same to the client.
QUICK = [fault for fault in FAULTS if not fault.startswith("timeout")]
REFUSALS = {"MB003", "MB501", "MB503", "MB504", "MB505"}


class Walk:
    """Random steps over a few tenants and three months."""

    def __init__(self, connection: Connection, service: Service, seed: int) -> None:
        self.connection, self.service, self.random = connection, service, random.Random(seed)
        set_supplier(connection)
        self.tenants = [add_tenant(connection, f"shop{n}") for n in range(4)]
        for tenant in self.tenants:
            for last in ("2026-08-31", "2026-09-30", "2026-10-31"):
                supply = self.random.randint(-3_000, 20_000)
                add_statement(connection, tenant, last, (supply, round(supply / 10)), (500, 50))
        service.now = datetime(2026, 11, 12, tzinfo=UTC)

    def step(self) -> None:
        """One step of any kind; a refusal is an answer as well."""
        steps = [
            self.prepare,
            self.cancel,
            self.retry,
            *[self.work] * 3,
            *[self.wait] * 3,
            *[self.amend] * 4,
        ]
        try:
            self.random.choice(steps)()
        except Finding:
            pass
        except psycopg.Error as refused:
            if refused.sqlstate not in REFUSALS:
                raise

    def prepare(self) -> None:
        month = self.random.choice(("2026-08", "2026-09", "2026-10"))
        prepare(self.connection, month, *self.tenants, as_of=self.service.now.isoformat())

    def work(self) -> None:
        for operation in ("issue", "info", "send", "token"):
            if self.random.random() < 0.4:
                self.service.state.fail(operation, *self.random.choices([*QUICK, "none"], k=2))
        self.service.work()

    def wait(self) -> None:
        self.service.now += timedelta(minutes=self.random.choice((1, 10, 1_500, 1_500)))

    def cancel(self) -> None:
        if self.random.random() < 0.5:
            self.service.state.fail("cancel", self.random.choice(QUICK))
        with Issuer(self.service.popbill(), as_of=self.service.now) as issuer:
            issuer.cancel(self.any("draft", "issued", "failed", "sent"), "walk", None)

    def retry(self) -> None:
        self.connection.execute("SELECT billing.retry_tax_invoice(%s)", (self.any("failed"),))

    def amend(self) -> None:
        kind = self.random.randint(1, 6)
        items = [
            {"item": "platform_fee", "supply": self.random.randint(-500 if kind == 2 else 1, 500)}
        ]
        self.connection.execute(
            "SELECT billing.amend_tax_invoice(%s, %s, %s, %s, 'walk', gen_random_uuid()::text, %s)",
            (self.any("sent"), kind, None if kind in (1, 6) else self.service.now.date() - timedelta(days=1),
             Jsonb(items) if kind in (2, 3, 5) else None, self.service.now),
        )  # fmt: skip

    def any(self, *statuses: str) -> UUID:
        rows = self.connection.execute(
            "SELECT tax_invoice_id FROM billing.tax_invoice WHERE status = ANY (%s) ORDER BY tax_invoice_id",
            (list(statuses),),
        ).fetchall()
        if not rows:
            raise Finding("none")
        return UUID(str(self.random.choice(rows)[0]))

    def settle_down(self) -> None:
        """No more faults: everything that can be done is done."""
        self.service.state.faults.clear()
        for _ in range(4):
            self.connection.execute(
                "SELECT billing.retry_tax_invoice(tax_invoice_id) FROM billing.tax_invoice WHERE status = 'failed'"
            )
            self.service.now += timedelta(days=1)
            self.service.work()


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_lost_or_doubled_on_any_way(
    seed: int, superuser: Connection, service: Service
) -> None:
    walk = Walk(superuser, service, seed)
    for number in range(70):
        walk.step()
        found = superuser.execute(
            "SELECT * FROM billing.verify_tax_invoice(%s, '2026-09-01')", (walk.tenants,)
        ).fetchall()
        assert found == [], number
    walk.settle_down()
    ours = superuser.execute(
        "SELECT document_key, approval_number, supply_minor::text, tax_minor::text, status FROM billing.tax_invoice"
        " WHERE status <> 'cancelled'"
    ).fetchall()
    assert {row[4] for row in ours} == {"sent"}
    theirs = [
        (key, d["ntsconfirmNum"], d["supplyCostTotal"], d["taxTotal"], "sent")
        for (_, key), d in service.state.documents.items()
        if d["stateCode"] == 304
    ]
    assert sorted(theirs) == sorted(ours)
    assert {d["stateCode"] for d in service.state.documents.values()} <= {304, 600}
    assert len(ours) > 8, "the walk went somewhere"
    assert {
        key for (_, key), d in service.state.documents.items() if d["body"].get("modifyCode")
    }, "and amended"
    owed = superuser.execute(
        "SELECT sum(supply_minor), sum(tax_minor) FROM billing.tax_invoice_balance"
    ).fetchone()
    assert owed == (sum(int(t[2]) for t in theirs), sum(int(t[3]) for t in theirs))
