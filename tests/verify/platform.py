"""A small platform with one of everything, settled for three months of 2024 through the command line."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from app.cli.within import run
from app.db.connection import connect
from app.imports.staging import COLUMNS

MONTHS = ("2024-08", "2024-09", "2024-10")


def rule(component: str, kind: str = "percent", **more: Any) -> dict[str, Any]:
    """A fee rule of any selector, from the year's start."""
    return {"component": component, "kind": kind, "valid_from": "2024-01-01"} | more


TIERS = [
    {"up_to": 100_000, "percent": "3"},
    {"up_to": 300_000, "percent": "2"},
    {"up_to": None, "percent": "1.5"},
]
CONTRACT: dict[str, Any] = {
    "currency": "KRW",
    "time_zone": "Asia/Seoul",
    "plans": [
        {
            "key": "basic",
            "fee_rules": [
                rule("platform", percent="3.3", minimum=100),
                rule("platform", percent="2.9", method="card"),
                rule("pg", percent="1.1", fixed=50, maximum=900, valid_to="2024-09-16"),
                rule("pg", percent="1.2", fixed=50, maximum=900, valid_from="2024-09-16"),
                rule("pg", percent="0.5", channel="offline", method="transfer"),
            ],
        }
    ],
    "tenants": [
        {
            "key": "cafe",
            "business_number": "101-01-00014",
            "plan": "basic",
            "minimum_payout": 1000,
            "adjustments": [{"date": "2024-09-10", "amount": -700, "reason": "broken cup"}],
            "fee_rules": [rule("platform", percent="2.75", method="card", category="drink")],
        },
        {
            "key": "academy",
            "cycle": "weekly",
            "payout_delay_business_days": 2,
            "holdback": {"percent": "5", "release_days": 21},
            "fee_rules": [rule("platform", "tiered", tiers=TIERS), rule("pg", percent="0.9")],
        },
        {
            "key": "salon",
            "cycle": "semimonthly",
            "fee_vat_rounding": "down",
            "fee_rules": [
                rule("platform", "tiered_by_previous_month", tiers=TIERS, returns_on_refund=False),
                rule("pg", percent="0.1", returns_on_refund=True),
            ],
        },
        {
            "key": "teacher",
            "withholding": "freelancer_3_3",
            "minimum_payout": 200_000,
            "fee_rules": [rule("platform", percent="1")],
        },
        {
            "key": "idle",
            "adjustments": [{"date": "2024-09-15", "amount": 5000, "reason": "welcome"}],
        },
    ],
}


def payments() -> Iterator[dict[str, Any]]:
    """Captures on every fifth day, with refunds in parts, chargebacks and coupons; some are left unsettled."""
    methods, channels, goods = (
        ("card", "transfer", "point"),
        ("online", "offline"),
        ("drink", "book"),
    )
    for which, key in enumerate(("cafe", "academy", "salon", "teacher")):
        for number in range(24):
            day = date(2024, 8, 1) + timedelta(days=5 * number)
            ref = f"{key[0]}{number:03}"
            amount = 9_990 + 7_777 * ((number * 5 + which) % 11)
            how = {
                "method": methods[number % 3],
                "channel": channels[number % 2],
                "category": goods[number % 2],
            }
            coupon = 1_001 if number % 4 == 1 else 0
            yield event(key, ref, "capture", day, amount, platform_discount=coupon, **how)
            if number % 3 == 0:
                yield event(
                    key,
                    f"{ref}-r1",
                    "refund",
                    day + timedelta(days=2),
                    amount // 3,
                    original_ref=ref,
                )
                yield event(
                    key,
                    f"{ref}-r2",
                    "refund",
                    day + timedelta(days=9),
                    amount // 4,
                    original_ref=ref,
                )
            if number % 7 == 2:
                yield event(
                    key,
                    f"{ref}-cb",
                    "chargeback",
                    day + timedelta(days=20),
                    amount // 3,
                    original_ref=ref,
                )
    yield event(
        "cafe", "gift", "capture", date(2024, 8, 20), 0, platform_discount=5_000, method="card"
    )
    yield event("cafe", "gift-r", "refund", date(2024, 9, 2), 0, original_ref="gift")
    yield event(
        "cafe",
        "late",
        "capture",
        date(2024, 8, 30),
        12_345,
        recorded_on="2024-09-03",
        method="card",
    )
    # Their tenant owes after this: a carry.
    yield event("teacher", "big", "capture", date(2024, 8, 3), 400_000, method="card")
    yield event("teacher", "big-r", "refund", date(2024, 9, 3), 390_000, original_ref="big")


def event(tenant: str, ref: str, kind: str, day: date, amount: int, **more: Any) -> dict[str, Any]:
    """One row of a payments file, at noon in Seoul."""
    at = f"{day}T12:00:00+09:00"
    return {
        "tenant_key": tenant,
        "ref": ref,
        "kind": kind,
        "occurred_at": at,
        "currency": "KRW",
        "amount": amount,
    } | more


def import_rows(
    folder: Path, name: str, rows: Iterator[dict[str, Any]] | list[dict[str, Any]]
) -> str:
    """Import them as a file; returns the id of the import."""
    path = folder / f"{name}.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return str(json.loads(run(("import", "payments", str(path), "--json")))["file_id"])


def build(folder: Path) -> None:
    """Contract, payments, three months; a month paid, a statement reopened, two imports undone, a dispute lost, the trail sealed."""
    contract = folder / "tenants.json"
    contract.write_text(json.dumps(CONTRACT))
    run(("import", "tenants", str(contract)))
    import_rows(folder, "payments", payments())
    wrong = import_rows(folder, "wrong", [
        event("cafe", "wrong", "capture", date(2024, 9, 5), 50_000, method="card", category="drink"),
        event("cafe", "wrong-r", "refund", date(2024, 9, 6), 1_000, original_ref="wrong"),
    ])  # fmt: skip
    late = import_rows(folder, "wrong-late", [
        event("cafe", "wrong2", "capture", date(2024, 9, 7), 30_000, method="card", platform_discount=300),
    ])  # fmt: skip
    run(("import", "undo", wrong))
    for month in MONTHS:
        run(("settle", "--period", month))
    run(("import", "undo", late))
    reconcile(folder)
    with connect("mg_batch", autocommit=True) as batch:
        rows = batch.execute(
            "SELECT r.tenant_key, r.statement_id, r.payout_date, r.period_end"
            " FROM settlement.report_statement('-infinity', 'infinity') AS r"
            " ORDER BY r.period_end"
        ).fetchall()
        for key, statement, payout_date, period_end in rows:
            if key == "cafe" and period_end < date(2024, 10, 1):
                batch.execute("SELECT settlement.confirm(%s)", (statement,))
            if key == "cafe" and period_end < date(2024, 9, 1):
                batch.execute("SELECT settlement.pay(%s, %s)", (statement, payout_date))
        _bill(batch)
        salon = [row[1:] for row in rows if row[0] == "salon"]
        pay_by_batch(
            batch, folder, [statement for statement, _, end in salon if end < date(2024, 9, 30)]
        )
        latest = [statement for key, statement, _, _ in rows if key == "academy"][-1]
        batch.execute("SELECT settlement.reopen(%s)", (latest,))
    run(("settle", "--period", MONTHS[-1]))
    with connect("mg_batch", autocommit=True) as batch:
        for payment, ref, amount in (
            ("s020", "dispute-lost", "4000"),
            ("s022", "dispute-open", "5000"),
        ):
            batch.execute(
                "SELECT settlement.open_chargeback('salon', %s, %s, '4853', %s, p_as_of => '2024-11-25+09')",
                (payment, ref, amount),
            )
        batch.execute(
            "SELECT settlement.lose_chargeback(settlement.find_chargeback('salon/dispute-lost'), '', '2024-11-26+09')"
        )
    with connect("mg_auditor") as auditor:
        tenants = [
            row[0] for row in auditor.execute("SELECT tenant_id FROM tenancy.tenant").fetchall()
        ]
    with connect("mg_batch", autocommit=True) as batch:
        batch.execute("SELECT settlement.snapshot_step(%s, '{}')", (tenants,))
        # Transactions of other test sessions hold sealing back: entries wait until none is older.
        for _ in range(600):
            batch.execute("SELECT audit.seal(%s)", (tenants,))
            row = unsealed()
            if row == (0,):
                return
            time.sleep(0.1)


def reconcile(folder: Path) -> None:
    """The gateway settles half of the cafe's payments; a wrong file is taken back, a difference written off."""
    header = "gateway,row_ref,ref,tenant_key,kind,sold_on,paid_out_on,amount,fee,vat,payout"
    rows = []
    for one in payments():
        if one["tenant_key"] == "cafe" and one["kind"] == "capture" and one["amount"]:
            day = str(one["occurred_at"])[:10]
            amount = int(one["amount"])
            part = f"{one['ref']},cafe,capture,{day},{day},{amount},330,30,{amount - 330}"
            rows.append(f"toss,g-{one['ref']},{part}")
    wrong = [f"toss,wrong-{row[5:]}" for row in rows[12:14]]
    for name, lines in (("gateway", rows[:12]), ("gateway-wrong", wrong)):
        (folder / f"{name}.csv").write_text("\n".join((header, *lines)) + "\n")
    imported = [
        json.loads(run(("reconcile", "import", str(folder / f"{name}.csv"), "--json")))["file_id"]
        for name in ("gateway", "gateway-wrong")
    ]
    run(("reconcile", "match", "--as-of", "2024-10-31"))
    run(("reconcile", "undo", imported[1]))
    run(("reconcile", "match", "--as-of", "2024-10-31"))
    listed = json.loads(run(("reconcile", "exceptions", "list", "--tenant", "cafe", "--json")))
    lost = next(one for one in listed["exceptions"] if one["kind"] == "missing")
    run((
        "reconcile", "exceptions", "resolve", lost["exception_id"], "--by", "write_off",
        "--reason", "never settled", "--on", "2024-10-31",
    ))  # fmt: skip


def _bill(batch: Connection[Any]) -> None:
    """The cafe's tax invoices: August's is with the tax service, September's a draft."""
    supplier = {
        "business_number": "124-81-00998", "name": "본사", "ceo_name": "김", "address": "서울", "business_type": "서비스",
        "business_item": "정산", "contact_name": "박", "contact_email": "tax@hq.example",
    }  # fmt: skip
    batch.execute("SELECT billing.record_supplier(%s, '2024-01-01')", (Jsonb(supplier),))
    for month in MONTHS[:2]:
        batch.execute(
            "SELECT billing.prepare_tax_invoice(%s, ARRAY[settlement.find_tenant('cafe')], '2024-10-02')", (f"{month}-01",)
        )  # fmt: skip
    claimed = batch.execute(
        "SELECT tenant_id, tax_invoice_id FROM billing.claim_tax_invoice('platform', '2024-10-03')"
    ).fetchone()
    assert claimed is not None
    batch.execute(
        "SELECT billing.note_issued(%s, %s, %s, '2024-10-03')",
        (*claimed, "202410034100000000000001"),
    )
    batch.execute("SELECT billing.note_sent(%s, %s, '2024-10-04')", claimed)


def pay_by_batch(batch: Connection[Any], folder: Path, statements: list[Any]) -> None:
    """The salon: one statement paid, one sent back twice, one on its way."""
    for statement in statements:
        batch.execute("SELECT settlement.confirm(%s)", (statement,))
    batch.execute(
        "SELECT settlement.set_payout_account('salon', '088', '110123456789', '홍길동', '2024-01-01')"
    )
    for day, number, answers in (
        ("2024-09-06", "P20240906-1", ("succeeded", "failed")),
        ("2024-10-02", "P20241002-1", ("failed",)),
    ):
        batch.execute(
            "SELECT settlement.prepare_payout_batch(%s, 'bank_file', ARRAY[settlement.find_tenant('salon')])",
            (day,),
        )
        batch.execute("SELECT settlement.approve_payout_batch(%s)", (number,))
        batch.execute("SELECT settlement.write_bank_file(%s)", (number,))
        batch.execute("SELECT settlement.send_payout_batch(%s)", (number,))
        answer = folder / f"{number}.csv"
        rows = [f"{number}-{line},{word},{day}" for line, word in enumerate(answers, 1)]
        answer.write_text("\n".join(["reference,status,paid_on", *rows]))
        run(("payout", "result", str(answer)))


def unsealed() -> tuple[object, ...] | None:
    """How many audit entries wait for their seal."""
    with connect("mg_auditor") as auditor:
        return auditor.execute(
            "SELECT (SELECT count(*) FROM audit.entry) - (SELECT count(*) FROM audit.chain_link)"
        ).fetchone()
