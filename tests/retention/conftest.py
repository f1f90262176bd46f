"""A platform of 2019 and 2020, settled and paid long ago, with all that ties one year to the next."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from app.cli.within import run
from app.db.connection import connect
from tests import clone as cloning
from tests.clone import Clone
from tests.verify.platform import CONTRACT, event, import_rows

# The half-year's return was due on 28 January 2020, after a weekend and the New Year holidays.
KEPT, DUE = "2025-01-28", "2025-01-29"
NEXT_DUE = "2025-07-28"
BATCH_DAY = date(2019, 12, 20)
_number = count(1)


def _payments() -> Iterator[dict[str, Any]]:
    """Every third day, with refunds that follow days or weeks later, also over the year's end."""
    for which, key in enumerate(("cafe", "academy", "salon", "teacher")):
        for number in range(65):
            day = date(2019, 9, 3) + timedelta(days=3 * number)
            ref = f"{key[0]}{number:03}"
            amount = 9_990 + 7_777 * ((number * 5 + which) % 11)
            how = {"method": ("card", "transfer", "point")[number % 3], "channel": ("online", "offline")[number % 2],
                   "category": ("drink", "book")[number % 2], "recorded_on": str(day)}  # fmt: skip
            coupon = 1_001 if number % 4 == 1 else 0
            yield event(key, ref, "capture", day, amount, platform_discount=coupon, **how)
            for name, later, part in (("r1", 2, 3), ("r2", 30, 4)):
                if number % 3 == 0:
                    back = day + timedelta(days=later)
                    yield event(key, f"{ref}-{name}", "refund", back, amount // part, original_ref=ref, recorded_on=str(back))  # fmt: skip
    # Its tenant owes at the year's end: a carry.
    yield event("teacher", "big", "capture", date(2019, 12, 2), 400_000, method="card", recorded_on="2019-12-02")  # fmt: skip
    yield event("teacher", "big-r", "refund", date(2019, 12, 30), 390_000, original_ref="big", recorded_on="2019-12-30")  # fmt: skip


def _contract() -> dict[str, Any]:
    text = json.dumps(copy.deepcopy(CONTRACT)).replace("2024-", "2019-")
    contract: dict[str, Any] = json.loads(text)
    return contract


def _pay_by_batch(batch: Connection[Any]) -> None:
    """The salon's first statements: each was sent back once before it was paid."""
    batch.execute(
        "SELECT settlement.set_payout_account('salon', '088', '110123456789', '홍길동', '2019-01-01')"
    )
    for number, status in (("P20191220-1", "failed"), ("P20191220-2", "succeeded")):
        batch.execute("SELECT settlement.prepare_payout_batch(%s, 'bank_file')", (BATCH_DAY,))
        batch.execute("SELECT settlement.approve_payout_batch(%s)", (number,))
        batch.execute("SELECT settlement.write_bank_file(%s)", (number,))
        batch.execute("SELECT settlement.send_payout_batch(%s)", (number,))
        batch.execute(
            "SELECT settlement.record_payout_result(p.reference, p.amount_minor, %s, NULL, NULL, %s, 'test')"
            " FROM settlement.list_payout(%s) AS p",
            (status, BATCH_DAY, number),
        )


@pytest.fixture(scope="session")
def _old(
    server_environment: dict[str, str], template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clone]:
    folder: Path = tmp_path_factory.mktemp("retention")
    with cloning.clone(server_environment, template, f"test_{os.getpid()}_old") as made:
        contract = folder / "tenants.json"
        contract.write_text(json.dumps(_contract()))
        run(("import", "tenants", str(contract)))
        import_rows(folder, "payments", _payments())
        run(("settle", "--period", "2020-03"))  # and all periods before
        with connect("mg_batch", autocommit=True) as batch:
            rows = batch.execute(
                "SELECT r.statement_id, r.payout_date, r.tenant_key FROM settlement.report_statement('-infinity', '2020-02-29') AS r ORDER BY r.period_end"
            ).fetchall()
            for statement, payout_date, key in rows:
                batch.execute("SELECT settlement.confirm(%s)", (statement,))
                if key == "salon" and payout_date <= BATCH_DAY:
                    continue
                batch.execute("SELECT settlement.pay(%s, %s)", (statement, payout_date))
            _pay_by_batch(batch)
            batch.execute(
                "SELECT settlement.snapshot_step(array_agg(settlement.find_tenant(k)), '{}')"
                " FROM unnest('{cafe,academy,salon,teacher,idle}'::text[]) AS k"
            )
        yield made


@dataclass(frozen=True)
class Old:
    """A copy of the old platform, to dispose in."""

    clone: Clone

    def one(self, query: str, *values: Any) -> Any:
        """The one value of a question, as administrator."""
        with self.clone.superuser() as connection:
            row = connection.execute(query.encode(), values or None).fetchone()
        assert row is not None
        return row[0]


@pytest.fixture
def old(server_environment: dict[str, str], _old: Clone) -> Iterator[Old]:
    """A fresh copy for one test."""
    name = f"test_{os.getpid()}_old_{next(_number)}"
    with cloning.clone(server_environment, _old.name, name) as made:
        yield Old(made)


def said(*arguments: str) -> dict[str, Any]:
    """What a `retention` command prints as JSON."""
    found = json.loads(run(("retention", *arguments, "--json")))
    assert isinstance(found, dict)
    return found
