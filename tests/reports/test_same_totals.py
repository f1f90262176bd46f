"""The four formats of one statement show the same totals, and the database's."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from app.reports import Format, Locale, labels, render
from app.reports.model import Row
from app.reports.query import STATEMENT_MONEY
from app.settings import PROJECT_ROOT
from tests.reports.conftest import NEXT_PERIOD, PERIOD, Settled, ids

CASES = PROJECT_ROOT / "tests" / "cases"
STATEMENTS = (
    ("won", PERIOD),
    ("won", NEXT_PERIOD),
    ("below", PERIOD),
    ("dollar", PERIOD),
)
# What the sum of a CSV column must be, by the label of the line's kind.
LINE_TOTALS = ("platform_discount", "platform_fee", "pg_fee")


def made(settled: Settled, of: Row, name: Format, locale: Locale = "ko") -> bytes:
    """One report's bytes."""
    with settled.auditor() as connection:
        return b"".join(render(connection, *ids(of), name, locale).chunks)


def stored(settled: Settled, of: Row) -> dict[str, int]:
    """The statement's row itself, not the view: minor units."""
    with settled.clone.superuser() as connection:
        row = connection.execute(
            "SELECT to_jsonb(s) FROM settlement.statement AS s WHERE s.statement_id = %s",
            (of["statement_id"],),
        ).fetchone()
    assert row is not None
    found: dict[str, Any] = row[0]
    plain = {
        name: found[f"{name}_minor"]
        for name in (
            "gross_sales",
            "refunds",
            "chargebacks",
            "platform_fee",
            "pg_fee",
            "fee_vat",
            "holdback",
            "holdback_release",
            "adjustments",
            "carry_in",
            "payout",
            "carry_out",
        )
    }
    return plain | {
        "platform_discount": found["discount_given_minor"] - found["discount_returned_minor"],
        "withholding": found["income_tax_minor"] + found["local_tax_minor"],
    }


def minor(text: str | float | Decimal, decimals: int) -> int:
    """A major amount as minor units, exactly."""
    scaled = Decimal(str(text)).scaleb(decimals)
    assert scaled == scaled.to_integral_value(), f"{text} has more than {decimals} decimals"
    return int(scaled)


def csv_totals(data: bytes, decimals: int) -> dict[str, int]:
    """Totals of a Korean CSV: its lines by kind, its items by name, all of it as the payout."""
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    by_kind: dict[str, int] = {}
    sums = dict.fromkeys(LINE_TOTALS, 0)
    payout = 0
    for row in rows:
        payout += minor(row["정산액"], decimals)
        is_line = row["결제금액"] != ""
        amount = minor(row["결제금액"] if is_line else row["부가세·조정·이월"], decimals)
        by_kind[row["유형"]] = by_kind.get(row["유형"], 0) + amount
        if is_line:
            for name in LINE_TOTALS:
                label = "쿠폰 보전" if name == "platform_discount" else labels.word(name, "ko")
                sums[name] += minor(row[label], decimals)
    items = {
        name: by_kind.get(labels.word(name, "ko"), 0)
        for name in ("carry_in", "holdback_release", "adjustments")
    }
    taken = {
        name: -by_kind.get(labels.word(name, "ko"), 0)
        for name in ("fee_vat", "withholding", "holdback", "carry_out")
    }
    return (
        sums
        | items
        | taken
        | {
            "gross_sales": by_kind.get("결제", 0),
            "refunds": -by_kind.get("환불", 0),
            "chargebacks": -by_kind.get("차지백", 0),
            "payout": payout,
        }
    )


def xlsx_totals(data: bytes, decimals: int) -> dict[str, int]:
    """Totals of the summary sheet, checked against the sums of the sheet of lines."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    summary = {str(row[0]): row[1] for row in book.get_sheet_by_name("요약").to_python()}
    head, *lines = book.get_sheet_by_name("건별").to_python()
    column = head.index("플랫폼 수수료")
    totals = {
        name: minor(summary[labels.word(name, "ko")], decimals)
        for name in STATEMENT_MONEY
        if labels.word(name, "ko") in summary
    }
    of_lines = sum(minor(line[column], decimals) for line in lines)
    assert of_lines == totals["platform_fee"]
    return totals


def pdf_totals(data: bytes, of: Row) -> dict[str, int]:
    """Totals of the PDF's table of steps, by the texts on its first page."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    words = " ".join(reader.pages[0].extract_text().split())
    table = words.split(labels.word("share", "ko"), 1)[1].split("✓")[0]
    found: dict[str, int] = {}
    for name in stored_names():
        label = labels.word(name, "ko")
        if label not in table:
            continue
        text = table.split(label, 1)[1].split()[0]
        sign = -1 if name in TAKEN else 1
        amount = minor(text.replace(",", "").replace("\N{MINUS SIGN}", "-"), of["decimals"])
        found[name] = sign * amount
    return found


TAKEN = (
    "refunds",
    "chargebacks",
    "platform_fee",
    "pg_fee",
    "fee_vat",
    "withholding",
    "holdback",
    "carry_out",
)


def stored_names() -> tuple[str, ...]:
    """The totals that every statement has, in the words of a case."""
    return (
        "gross_sales",
        "platform_discount",
        "holdback_release",
        "adjustments",
        "carry_in",
        "payout",
        *TAKEN,
    )


@pytest.mark.parametrize(("tenant", "period"), STATEMENTS)
def test_four_formats_and_the_database_agree(settled: Settled, tenant: str, period: str) -> None:
    of = settled.statement(tenant, period)
    expected = stored(settled, of)
    decimals = of["decimals"]
    from_json = json.loads(made(settled, of, "json"))
    statement = from_json["statement"]
    assert {name: statement[name] for name in expected} == expected
    assert len(from_json["lines"]) == statement["line_count"]
    assert csv_totals(made(settled, of, "csv"), decimals) == expected
    from_xlsx = xlsx_totals(made(settled, of, "xlsx"), decimals)
    assert {name: from_xlsx[name] for name in expected} == expected
    from_pdf = pdf_totals(made(settled, of, "pdf"), of)
    assert from_pdf == {name: expected[name] for name in from_pdf}
    missing = {name for name in expected if name not in from_pdf}
    assert all(expected[name] == 0 for name in missing), "the PDF leaves out only what is zero"


def test_the_tenants_differ_enough(settled: Settled) -> None:
    """The totals above would agree on nothing but zeros as well."""
    won, below = settled.statement("won"), settled.statement("below")
    assert won["holdback_minor"] > 0
    assert won["adjustments_minor"] == 10_345
    assert won["chargebacks_minor"] == 33_333
    assert won["platform_discount_minor"] == 500
    assert below["payout_minor"] == 0
    assert below["carry_out_minor"] < 0
    assert settled.statement("won", NEXT_PERIOD)["holdback_release_minor"] > 0


def test_lines_of_the_json_sum_to_the_statement(settled: Settled) -> None:
    of = settled.statement("won")
    document = json.loads(made(settled, of, "json"))
    for key in ("platform_discount", "platform_fee", "pg_fee"):
        assert sum(line[key] for line in document["lines"]) == document["statement"][key]
    assert [line["ref"] for line in document["lines"]][:2] == ["=1+1", "+82-10-1234-5678"]


def test_keys_of_the_json_start_with_those_of_a_case(settled: Settled) -> None:
    case = json.loads((CASES / "01-plain.json").read_text(encoding="utf-8"))
    expected = case["expect"]["statements"][0]
    document = json.loads(made(settled, settled.statement("won"), "json"))
    assert list(document) == ["statement", "lines"]
    assert list(document["statement"])[: len(expected)] == list(expected)


def test_by_day_and_by_method_sum_to_the_lines(settled: Settled) -> None:
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(made(settled, settled.statement("won"), "xlsx", "en"))
    )
    for name in ("By day", "By method", "By branch"):
        head, *rows, total = book.get_sheet_by_name(name).to_python()
        for column in range(1, len(head)):
            assert sum(row[column] for row in rows) == total[column], f"{name}: {head[column]}"


def test_same_statement_same_bytes(settled: Settled) -> None:
    of = settled.statement("won")
    for name in ("csv", "xlsx", "pdf", "json"):
        assert made(settled, of, name) == made(settled, of, name), name
