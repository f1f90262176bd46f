"""Refunds, chargebacks and disputes of the same payments, all at the same instant: nothing is taken twice (SE-01)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import psycopg

from app.cli.within import run
from tests.clone import Clone
from tests.verify.platform import event, import_rows

PAYMENTS = 6
ACTS = ("open", "open", "refund", "refund", "chargeback")
# Less is left than is disputed, it is disputed already: what comes too late is refused, and nothing deadlocks.
TOO_LATE = ("MS532", "MS533")


def test_whatever_comes_first_no_payment_is_taken_twice(database: Clone, tmp_path: Path) -> None:
    tenants = tmp_path / "tenants.json"
    contract = {"currency": "KRW", "time_zone": "Asia/Seoul", "plans": []}
    tenants.write_text(json.dumps(contract | {"tenants": [{"key": "shop"}]}))
    run(["import", "tenants", str(tenants)])
    paid = [event("shop", f"p{n}", "capture", date(2026, 10, 5), 10_000) for n in range(PAYMENTS)]
    import_rows(tmp_path, "payments", paid)
    barrier = Barrier(len(ACTS))

    def act(number: int) -> list[str]:
        outcomes = []
        with database.connect("mg_batch", autocommit=True) as batch:
            for payment in range(PAYMENTS):
                barrier.wait(30)
                outcomes.append(attempt(batch, ACTS[number], f"p{payment}", f"{number}-{payment}"))
        return outcomes

    with ThreadPoolExecutor(len(ACTS)) as pool:
        outcomes = [one for made in pool.map(act, range(len(ACTS))) for one in made]
    assert set(outcomes) <= {"done", "refused", *TOO_LATE}, outcomes
    assert outcomes.count("done") >= PAYMENTS
    with database.superuser() as connection:
        taken = connection.execute(
            "SELECT p.ref, settlement.returned_amount(p.tenant_id, p.settlement_day, p.payment_event_id)"
            " + coalesce((SELECT sum(c.held_minor) FROM settlement.chargeback_case AS c"
            " WHERE c.capture_event_id = p.payment_event_id), 0),"
            " (SELECT count(*) FROM settlement.chargeback_case AS c"
            " WHERE c.capture_event_id = p.payment_event_id AND c.status = 'open')"
            " FROM commerce.payment_ref AS p WHERE p.ref LIKE 'p%'"
        ).fetchall()
    assert len(taken) == PAYMENTS
    for ref, amount, open_cases in taken:
        assert 0 < amount <= 10_000, (ref, amount)
        assert open_cases <= 1, ref
    assert run(["verify"]).startswith("all checks passed")


def attempt(batch: psycopg.Connection[object], kind: str, payment: str, ref: str) -> str:
    """One act in a transaction of its own: done, refused as a row of a file, or the code of its refusal."""
    try:
        with batch.transaction():
            if kind == "open":
                batch.execute(
                    "SELECT settlement.open_chargeback('shop', %s, %s, '4853')", (payment, ref)
                )
                return "done"
            file_id = uuid4()
            batch.execute(
                "INSERT INTO commerce.import_row (import_file_id, line_number, tenant_key, branch_code, ref, kind,"
                " occurred_at, currency, method, channel, category, amount, platform_discount, original_ref, recorded_on)"
                " VALUES (%s, 1, 'shop', '', %s, %s, '2026-10-06T12:00:00+09:00', 'KRW', '', '', '', '6000', '', %s, '')",
                (file_id, ref, kind, payment),
            )
            batch.execute("SELECT commerce.check_import(%s)", (file_id,))
            row = batch.execute(
                "SELECT is_recorded FROM settlement.record_import(%s, 'f', '', false, 0)",
                (file_id,),
            ).fetchone()
            batch.execute("SELECT commerce.clear_import(%s)", (file_id,))
            return "done" if row == (True,) else "refused"
    except psycopg.Error as problem:
        return str(problem.sqlstate)
