"""An export holds what the books hold: by entry, day and month, in CSV and XLSX, with another system's codes."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from python_calamine import CalamineWorkbook

from app.books import table_file
from app.cli.within import run
from tests.books.conftest import CODES, read_csv, table
from tests.clone import Clone

MONTH = ("--month", "2024-09", "--currency", "KRW")
HEADER = ("전표일자", "전표번호", "구분", "계정코드", "계정명", "거래처코드", "거래처명", "적요", "금액", "통화")  # fmt: skip


def export(file: Path, *arguments: str) -> dict[str, Any]:
    """Run it; returns what it says."""
    suffix = file.suffix.removeprefix(".")
    said = run(("books", "export", "--mapping", "duzon", "--format", suffix, "--output", str(file), "--json", *arguments))  # fmt: skip
    found = json.loads(said)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("scope", [(), ("--hq",), ("--tenant", "academy")])
@pytest.mark.parametrize("step", ["entry", "day", "month"])
def test_both_formats_hold_the_books(books: Clone, tmp_path: Path, step: str, scope: tuple[str, ...]) -> None:  # fmt: skip
    said = export(tmp_path / "a.csv", *MONTH, "--by", step, *scope)
    rows = read_csv(tmp_path / "a.csv")
    assert tuple(rows[0]) == HEADER
    assert len(rows) == said["rows"]
    posted = Decimal(0)
    for row in table("journal", *MONTH, *scope):
        posted += Decimal(row["amount"])
    sides = {
        side: sum(Decimal(row["금액"]) for row in rows if row["구분"] == side)
        for side in ("차변", "대변")
    }
    assert sides == {"차변": posted, "대변": posted}
    assert (Decimal(said["debit"]), Decimal(said["credit"])) == (posted, posted)

    # An entry alone is balanced as well.
    entries: dict[str, Decimal] = {}
    for row in rows:
        sign = 1 if row["구분"] == "차변" else -1
        entries[row["전표번호"]] = entries.get(row["전표번호"], Decimal(0)) + sign * Decimal(row["금액"])  # fmt: skip
    assert set(entries.values()) == {Decimal(0)}

    export(tmp_path / "a.xlsx", *MONTH, "--by", step, *scope)
    book = CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    head, *cells = book.get_sheet_by_index(0).to_python()
    assert tuple(head) == HEADER
    assert [
        (str(c[0]), c[1], c[2], c[3], c[4].removeprefix("'"), c[5], c[8]) for c in cells
    ] == [
        (r["전표일자"], r["전표번호"], r["구분"], r["계정코드"], r["계정명"].removeprefix("'"), r["거래처코드"], float(r["금액"]))
        for r in rows
    ]  # fmt: skip
    totals = dict(book.get_sheet_by_name("합계").to_python())
    assert totals["차변 합계"] == totals["대변 합계"] == float(posted)


def test_codes_are_those_of_the_day(books: Clone, tmp_path: Path) -> None:
    export(tmp_path / "a.csv", "--from", "2024-08-01", "--through", "2024-12-31", "--currency", "KRW")  # fmt: skip
    found = {(row["계정코드"], row["계정명"].removeprefix("'")) for row in read_csv(tmp_path / "a.csv")}  # fmt: skip
    assert found <= {(code, name) for _, code, name in CODES} | {("984", "조정비용"), ("985", "정산조정")}  # fmt: skip
    assert ("985", "정산조정") in found
    assert ("108", "외상매출금") in found
    listed = json.loads(run(("books", "mapping", "list", "duzon", "--json")))["mapping"]
    adjustment = [row for row in listed if row["account"] == "adjustment_expense"]
    assert [(row["code"], row["from"], row["to"]) for row in adjustment] == [
        ("984", None, "2024-09-01"), ("985", "2024-09-01", None)
    ]  # fmt: skip
    again = run(("books", "mapping", "set", "duzon", "adjustment_expense", "985", "정산조정", "--from", "2024-09-01"))  # fmt: skip
    assert "0 accounts mapped, 1 unchanged" in again


def test_no_cell_is_a_formula(books: Clone, tmp_path: Path) -> None:
    export(tmp_path / "a.csv", "--month", "2024-08", "--tenant", "dollar")
    rows = read_csv(tmp_path / "a.csv")
    assert {row["거래처명"] for row in rows} == {"'=달러 상점"}
    assert any("결제 =d1" in row["적요"] for row in rows)
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+@-" and cell]
    export(tmp_path / "a.xlsx", "--month", "2024-08", "--tenant", "dollar")
    book = CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    assert book.get_sheet_by_index(0).to_python()[1][6] == "=달러 상점"  # a text, no formula
    assert {row["통화"] for row in rows} == {"USD"}
    assert "11.77" in {row["금액"] for row in rows}


def refusal(database: Clone, query: str) -> psycopg.errors.Diagnostic:
    """What the auditor is told."""
    with (
        database.connect("mg_auditor") as auditor,
        pytest.raises(psycopg.DatabaseError) as refused,
    ):
        auditor.execute(query.encode())
    return refused.value.diag


def test_refusals_name_what_is_wrong(books: Clone) -> None:
    check = "SELECT * FROM settlement.check_export(NULL, '2024-08-01', '2024-12-31', 'entry', false, {}, {})"
    said = refusal(books, check.format("NULL", "'duzon'"))
    assert (said.sqlstate, said.message_detail) == ("ML003", "these were posted: KRW, USD")
    said = refusal(books, check.format("'KRW'", "'other'"))
    assert said.sqlstate == "ML401"
    assert "adjustment_expense from 2024-09-10 to 2024-09-30" in str(said.message_detail) or (
        "adjustment_expense" in str(said.message_detail)
    )
    with books.connect("mg_batch") as batch, pytest.raises(psycopg.DatabaseError) as refused:
        batch.execute("SELECT ledger.map_account('duzon', 'no_such', '1', 'x')")
    assert refused.value.sqlstate == "ML402"


def test_debits_that_are_not_the_credits_are_not_written(books: Clone) -> None:
    """Two codes for one account on one day would double its rows; the constraint that forbids it is taken away."""
    with books.superuser(autocommit=False) as connection:
        connection.execute("ALTER TABLE ledger.account_mapping DROP CONSTRAINT account_mapping_pk")
        connection.execute(
            "INSERT INTO ledger.account_mapping (mapping_key, account_code, outside_code, name_ko, valid_during, created_by)"
            " SELECT mapping_key, account_code, '999', 'x', valid_during, created_by"
            " FROM ledger.account_mapping WHERE account_code = 'bank'"
        )
        with pytest.raises(psycopg.DatabaseError) as refused:
            connection.execute(
                "SELECT * FROM settlement.check_export(NULL, '2024-08-01', '2024-12-31', 'entry', false, 'KRW', 'duzon')"
            )
        assert refused.value.sqlstate == "ML901"
        connection.rollback()


def test_a_tenant_reads_its_own_book_alone(books: Clone) -> None:
    """The same questions under row security: another tenant's rows are not there."""
    with books.superuser(autocommit=False) as connection:
        row = connection.execute("SELECT tenant_id FROM tenancy.tenant WHERE tenant_key = 'cafe'").fetchone()  # fmt: skip
        assert row is not None
        sealed = connection.execute(
            "SELECT core.mint_seal(%s, NULL, uuidv7(), 'TENANT_OWNER', uuidv7(), '1 hour', pg_backend_pid())", row
        ).fetchone()  # fmt: skip
        assert sealed is not None
        connection.execute("SET LOCAL ROLE mg_app")
        connection.execute(f"SET LOCAL mg.context = '{sealed[0]}'")
        own = connection.execute(
            "SELECT count(*), count(DISTINCT tenant_id), min(tenant_key) FROM settlement.journal(NULL, '2024-01-01', '2024-12-31')"
        ).fetchone()
        assert own is not None
        assert own[0] > 50
        assert own[1:] == (1, "cafe")
        balances = connection.execute(
            "SELECT count(DISTINCT tenant_id) FROM ledger.account_balance(NULL, '2024-08-01', '2024-12-31')"
        ).fetchone()
        assert balances == (1,)
        connection.rollback()


def test_a_long_sheet_goes_on_in_another(books: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(table_file, "SHEET_ROWS", 101)
    said = export(tmp_path / "a.xlsx", *MONTH)
    book = CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    lengths = [len(book.get_sheet_by_name(name).to_python()) - 1 for name in book.sheet_names[:-1]]
    assert sum(lengths) == said["rows"]
    assert lengths[0] == 100 == max(lengths)
    assert len(lengths) == 3
