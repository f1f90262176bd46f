"""The VAT report is the sum of the statements, month by month, in both formats."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.cli.within import run
from app.failure import BadInput
from tests.clone import Clone
from tests.tax_invoice.shop import add_statement, add_tenant


@pytest.fixture
def platform(module_database: Clone) -> Clone:
    """A tenant with statements of a quarter, and another one."""
    with module_database.superuser() as connection:
        if connection.execute("SELECT count(*) FROM tenancy.tenant").fetchone() == (0,):
            _fill(connection)
    return module_database


def _fill(connection: psycopg.Connection[Any]) -> None:
    cafe = add_tenant(connection, "cafe")
    sales = {"taxable_supply": 10_000, "sales_vat": 1_000, "zero_rated": 300, "tax_free": 5_000}
    add_statement(connection, cafe, "2026-10-15", (1_000, 100), (200, 20), **sales)
    add_statement(connection, cafe, "2026-10-31", (500, 50), included=50, **sales)
    add_statement(
        connection,
        cafe,
        "2026-12-31",
        (-70, -7),
        status="calculated",
        taxable_supply=-900,
        sales_vat=-90,
    )
    add_statement(
        connection, cafe, "2026-12-30", (9, 9), status="void", taxable_supply=9, sales_vat=9
    )
    add_statement(
        connection, add_tenant(connection, "other"), "2026-10-31", (77, 7), taxable_supply=77
    )


def rows_of(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(text[1:].splitlines()))


def test_a_quarter_is_its_months_and_their_sum(platform: Clone, tmp_path: Path) -> None:
    path = tmp_path / "vat.csv"
    run(
        [
            "report",
            "vat",
            "--tenant",
            "cafe",
            "--period",
            "2026Q4",
            "--locale",
            "en",
            "--output",
            str(path),
        ]
    )
    head, *rows = rows_of(path.read_bytes().decode())
    assert head[0] == "Sales period"
    assert head[3:6] == ["Taxable supply", "VAT on sales", "Zero-rated sales"]
    assert rows == [
        ["2026-10", "2", "0", "20000", "2000", "600", "10000", "1700", "170", "KRW"],
        ["2026-12", "1", "1", "-900", "-90", "0", "0", "-70", "-7", "KRW"],
        ["2026Q4", "3", "1", "19100", "1910", "600", "10000", "1630", "163", "KRW"],
    ]


def test_json_says_the_same(platform: Clone, tmp_path: Path) -> None:
    path = tmp_path / "vat.json"
    run(
        [
            "report",
            "vat",
            "--tenant",
            "cafe",
            "--period",
            "2026-10",
            "--format",
            "json",
            "--output",
            str(path),
        ]
    )
    document = json.loads(path.read_text())
    assert (document["tenant"], document["period"], len(document["months"])) == (
        "cafe",
        "2026-10",
        1,
    )
    total = {name: value for name, value in document["total"].items() if name.endswith("_minor")}
    assert total == {
        "taxable_supply_minor": 20_000, "sales_vat_minor": 2_000, "zero_rated_minor": 600, "tax_free_minor": 10_000,
        "fee_supply_minor": 1_700, "fee_vat_minor": 170,
    }  # fmt: skip


def test_nothing_is_zeros_and_nonsense_is_refused(platform: Clone, tmp_path: Path) -> None:
    path = tmp_path / "vat.csv"
    run(["report", "vat", "--tenant", "cafe", "--period", "2025Q1", "--output", str(path)])
    assert rows_of(path.read_text())[1:] == [["2025Q1", "0", "0", *["0"] * 6, "KRW"]]
    for period in ("2026Q5", "0000Q1", "2026", "2026-10-01..2026-10-31"):
        with pytest.raises(BadInput):
            run(["report", "vat", "--tenant", "cafe", "--period", period])
    with pytest.raises(psycopg.Error, match="unknown tenant"):
        run(["report", "vat", "--tenant", "nobody", "--period", "2026-10"])
