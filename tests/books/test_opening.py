"""Opening balances: balanced or refused with the difference, posted once, taken back as a whole, verified."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from app.cli.within import run
from app.failure import BadInput
from app.verify import verify_platform
from tests.books.conftest import table
from tests.clone import Clone

HEAD = "tenant_key,account,side,amount,date"
GOOD = f"""{HEAD}
one,bank,debit,1000000,2024-01-01
one,pg_receivable,debit,250000,2024-01-01
one,vat_payable,credit,70000,2024-01-01
one,withholding_payable,credit,30000,2024-01-01
one,opening_balance,credit,1150000,2024-01-01
two,bank,debit,12.34,2024-02-29
two,opening_balance,credit,12.34,2024-02-29
"""


@pytest.fixture
def tenants(database: Clone, tmp_path: Path) -> Clone:
    """A tenant in won and one in dollars."""
    for key, currency in (("one", "KRW"), ("two", "USD")):
        file = tmp_path / f"{key}.json"
        file.write_text(
            json.dumps({"currency": currency, "time_zone": "Asia/Seoul", "tenants": [{"key": key}]})
        )
        run(("import", "tenants", str(file)))
    return database


def opening(folder: Path, text: str, *arguments: str) -> dict[str, object]:
    """Import a file of opening balances."""
    file = folder / "opening.csv"
    file.write_text(text)
    found = json.loads(run(("books", "opening", str(file), "--json", *arguments)))
    assert isinstance(found, dict)
    return found


def closing(tenant: str) -> dict[str, str]:
    """Balances of a book, those that aren't zero."""
    rows = table("trial-balance", "--tenant", tenant, "--from", "2024-01-01", "--through", "2024-12-31")  # fmt: skip
    return {row["account_code"]: row["closing"] for row in rows if row["closing"].strip("0.")}


def test_posted_once_and_taken_back_as_a_whole(tenants: Clone, tmp_path: Path) -> None:
    with tenants.connect("mg_batch", autocommit=True) as batch:
        batch.execute(
            "SELECT settlement.open_at(array_agg(tenant_id), array_agg(date '2024-03-01')) FROM "
            "(SELECT settlement.find_tenant(k) AS tenant_id FROM unnest('{one,two}'::text[]) AS k) AS t"
        )
    first = opening(tmp_path, GOOD, "--key", "take-over")
    assert [row["is_new"] for row in first["openings"]] == [True, True]  # type: ignore[attr-defined]
    book = {"bank": "1000000", "pg_receivable": "250000", "vat_payable": "70000",
            "withholding_payable": "30000", "opening_balance": "1150000"}  # fmt: skip
    assert closing("one") == book
    assert closing("two") == {"bank": "12.34", "opening_balance": "12.34"}
    again = opening(tmp_path, GOOD, "--key", "take-over")
    assert [row["is_new"] for row in again["openings"]] == [False, False]  # type: ignore[attr-defined]
    assert closing("one") == book
    assert verify_platform().findings == []
    rows = table("journal", "--tenant", "one", "--from", "2024-01-01", "--through", "2024-01-31")
    assert {row["narration_ko"] for row in rows} >= {"기초 잔액 take-over: bank>opening_balance"}
    assert len({row["entry_number"] for row in rows}) == 1

    with pytest.raises(psycopg.DatabaseError) as refused:
        opening(tmp_path, GOOD.replace("12.34", "12.35"), "--key", "take-over")
    assert refused.value.sqlstate == "ML501"
    assert "tenant two" in str(refused.value.diag.message_detail)
    with pytest.raises(psycopg.DatabaseError) as refused:  # a part of it is another file, too
        opening(tmp_path, "\n".join(GOOD.splitlines()[:6]), "--key", "take-over")
    assert refused.value.sqlstate == "ML501"

    with tenants.superuser() as superuser, superuser.transaction(force_rollback=True):
        superuser.execute("SET LOCAL session_replication_role = replica")
        superuser.execute("UPDATE ledger.opening_line SET amount_minor = 70001 WHERE account_code = 'vat_payable'")  # fmt: skip
        found = superuser.execute("SELECT check_name, subject FROM settlement.verify()").fetchall()
        assert {name for name, _ in found} >= {"transfer_differs", "balance_differs"}
        assert ("balance_differs", "account vat_payable") in found

    # The snapshots that hold the day go with the entries.
    with tenants.connect("mg_batch", autocommit=True) as batch:
        batch.execute("SELECT settlement.snapshot_step(ARRAY[settlement.find_tenant('one')], '{}')")
    assert run(("books", "reverse-opening", "take-over")) == "2 openings reversed\n"
    assert "nothing changed" in run(("books", "reverse-opening", "take-over"))
    assert closing("one") == closing("two") == {}
    assert verify_platform().findings == []
    listed = json.loads(run(("books", "openings", "--json")))["openings"]
    assert [(row["key"], row["is_reversed"]) for row in listed] == [("take-over", True)]
    with pytest.raises(psycopg.DatabaseError) as refused:
        run(("books", "reverse-opening", "nothing"))
    assert refused.value.sqlstate == "ML403"


def test_what_is_not_balanced_is_refused_with_the_difference(tenants: Clone, tmp_path: Path) -> None:  # fmt: skip
    with pytest.raises(psycopg.DatabaseError) as refused:
        opening(tmp_path, GOOD.replace("70000", "69999"))
    assert refused.value.sqlstate == "ML002"
    assert refused.value.diag.message_detail == (
        "tenant one on 2024-01-01: debits 1250000, credits 1249999, difference 1 KRW (minor units)"
    )
    # Balanced in sum, but not on each day.
    with pytest.raises(psycopg.DatabaseError) as refused:
        opening(tmp_path, GOOD.replace("credit,1150000,2024-01-01", "credit,1150000,2024-01-02"))
    assert refused.value.sqlstate == "ML002"
    assert closing("one") == closing("two") == {}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("nobody,bank,debit,1,2024-01-01", "line 2: unknown tenant 'nobody'"),
        ("one,cash,debit,1,2024-01-01", "line 2: unknown account 'cash'"),
        ("one,tenant_payable,credit,1,2024-01-01", "account tenant_payable takes no opening balance"),
        ("one,unsettled_sales,credit,1,2024-01-01", "account unsettled_sales takes no opening balance"),
        ("one,bank,left,1,2024-01-01", "side 'left' is neither debit nor credit"),
        ("one,bank,debit,-1,2024-01-01", "amount '-1' is no positive amount in KRW"),
        ("one,bank,debit,0,2024-01-01", "amount '0' is no positive amount in KRW"),
        ("one,bank,debit,1.5,2024-01-01", "amount '1.5' is no positive amount in KRW"),
        ("one,bank,debit,1,2024-02-30", "date '2024-02-30' is no day"),
        ("one,bank,debit,1,2024-01-01\none,bank,credit,1,2024-01-01", "account bank stands more than once"),
    ],
)  # fmt: skip
def test_a_bad_row_keeps_the_file_out(deployed: Clone, row: str, reason: str) -> None:
    rows = [
        dict(zip(HEAD.split(","), line.split(","), strict=True)) | {"line_number": number}
        for number, line in enumerate(row.split("\n"), 2)
    ]
    with deployed.superuser(autocommit=False) as connection:
        connection.execute("SET LOCAL ROLE mg_batch_owner")
        connection.execute("""SELECT settlement.record_tenant('KRW', 'Asia/Seoul', '{"key": "one"}')""")  # fmt: skip
        with pytest.raises(psycopg.DatabaseError) as refused:
            connection.execute("SELECT settlement.record_opening(%s, 'k')", (json.dumps(rows),))
        connection.rollback()
    assert refused.value.sqlstate == "ML001"
    assert reason in str(refused.value.diag.message_detail)


def test_a_misshapen_file_is_refused(deployed: Clone, tmp_path: Path) -> None:
    for text, message in (
        ("tenant_key,account,side,amount\n", "no column 'date'"),
        (f"{HEAD},colour\n", "unknown column 'colour'"),
        (f"{HEAD}\none,bank\n", "not as many cells"),
    ):
        with pytest.raises(BadInput, match=message):
            opening(tmp_path, text)
