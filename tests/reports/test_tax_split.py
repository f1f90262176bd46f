"""SE-03: a statement's supply values and VAT, of sales and of fees, the same in every format and adding up."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from app.reports import Format, render
from app.reports.labels import word
from app.reports.model import STATEMENT_TAX, Row
from app.reports.query import LINE_TAX, TAX_MONEY
from tests.reports.conftest import Settled, ids

LINE_LABELS = {name: word("sales_vat" if name == "vat" else name, "ko") for name in LINE_TAX}


def made(settled: Settled, of: Row, name: Format) -> bytes:
    with settled.auditor() as connection:
        return b"".join(render(connection, *ids(of), name, "ko").chunks)


def split(settled: Settled, of: Row) -> dict[str, dict[str, int]]:
    """The rows of settlement.statement_tax by code, in minor units."""
    with settled.auditor() as connection:
        rows = connection.execute(
            "SELECT code, supply_minor, vat_minor, amount_minor FROM settlement.statement_tax"
            " WHERE tenant_id = %s AND statement_id = %s ORDER BY step",
            ids(of),
        ).fetchall()
    return {code: dict(zip(TAX_MONEY, amounts, strict=True)) for code, *amounts in rows}


def lines_of(data: bytes) -> list[dict[str, str]]:
    """The lines of a CSV, without the statement's own items."""
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [row for row in rows if row["결제금액"] != ""]


def total(rows: list[dict[str, str]], label: str) -> Decimal:
    return sum((Decimal(row[label]) for row in rows), Decimal(0))


@pytest.mark.parametrize("tenant", ["won", "taxed", "dollar", "below"])
def test_the_parts_add_up_to_what_the_statement_counts(settled: Settled, tenant: str) -> None:
    of = settled.statement(tenant)
    found = split(settled, of)
    for parts, whole in (
        (("taxable_sales", "zero_rated", "tax_free"), "net_sales"),
        (("platform_fee", "pg_fee", "borne_vat"), "fee_total"),
    ):
        for money in TAX_MONEY:
            assert sum(found[part][money] for part in parts) == found[whole][money], (whole, money)
    for code in ("net_sales", "fee_total"):
        assert found[code]["amount"] == of[f"{code}_minor"]
    assert found["net_sales"]["vat"] == of["sales_vat_minor"]


def test_a_tenant_sees_tax_free_sales_borne_and_included_vat_and_what_was_waived(
    settled: Settled,
) -> None:
    """Of 38,100 less 5,550; 10 % up to 3,000 a month, of it half waived up to 1,000; 2.2 % with VAT in it."""
    of = settled.statement("taxed")
    found = split(settled, of)
    assert found["tax_free"]["supply"] > 0
    assert found["taxable_sales"]["vat"] > 0
    assert found["borne_vat"]["vat"] == -found["platform_fee"]["vat"] < 0
    assert found["pg_fee"]["amount"] == of["pg_fee_minor"]
    assert of["waived_minor"] == 1_000
    assert of["fee_vat_minor"] == 0


@pytest.mark.parametrize("tenant", ["won", "taxed", "dollar"])
def test_every_format_says_the_same(settled: Settled, tenant: str) -> None:
    of = settled.statement(tenant)
    found = split(settled, of)
    unit = Decimal(1).scaleb(-of["decimals"])

    document: dict[str, Any] = json.loads(made(settled, of, "json"))
    for name in STATEMENT_TAX:
        assert document["statement"][name] == of[f"{name}_minor"]
    for line in document["lines"]:
        taxed = sum(line[n] for n in ("taxable_supply", "sales_vat", "zero_rated", "tax_free"))
        assert taxed == line["sales"] + line["platform_discount"], line["ref"]
    assert sum(line["waived"] for line in document["lines"]) == of["waived_minor"]

    rows = lines_of(made(settled, of, "csv"))
    for name, label in LINE_LABELS.items():
        code = {"vat": "sales_vat"}.get(name, name)
        assert total(rows, label) == of[f"{code}_minor"] * unit
    assert total(rows, word("waived", "ko")) == of["waived_minor"] * unit

    book = CalamineWorkbook.from_filelike(io.BytesIO(made(settled, of, "xlsx")))
    head, *sheet = book.get_sheet_by_name(word("tax", "ko")).to_python()
    assert head == [word(code, "ko") for code in ("field", *TAX_MONEY)]
    assert [
        [name, *(Decimal(str(amount)).quantize(unit) for amount in amounts)]
        for name, *amounts in sheet
    ] == [
        [word(code, "ko"), *(amounts[money] * unit for money in TAX_MONEY)]
        for code, amounts in found.items()
    ]

    pages = pypdf.PdfReader(io.BytesIO(made(settled, of, "pdf"))).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    table = text.split(word("tax", "ko"), 1)[1]
    for code, amounts in found.items():
        if amounts["amount"]:
            shown = [
                f"{amounts[money] * unit:,f}".replace("-", "\N{MINUS SIGN}") for money in TAX_MONEY
            ]
            assert " ".join([word(code, "ko"), *shown]) in table, (code, table[:600])


def test_the_fee_basis_names_the_months_limit_and_how_vat_is_borne(settled: Settled) -> None:
    """SE-04: what decides a fee stands on the statement."""
    of = settled.statement("taxed")
    pages = pypdf.PdfReader(io.BytesIO(made(settled, of, "pdf"))).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert f"{word('month_maximum', 'ko')} 3,000" in text
    assert f"{word('vat_treatment', 'ko')} {word('borne', 'ko')}" in text
    assert f"{word('vat_treatment', 'ko')} {word('included', 'ko')}" in text
