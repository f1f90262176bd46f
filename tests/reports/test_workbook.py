"""The workbook: numbers are numbers, texts are never formulas, headers stay in sight."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook

from app.reports import Locale, render, xlsx_file
from tests.reports.conftest import NASTY, Settled, ids


def _data(settled: Settled, tenant: str = "won", locale: Locale = "ko") -> bytes:
    with settled.auditor() as connection:
        of = settled.statement(tenant)
        return b"".join(render(connection, *ids(of), "xlsx", locale).chunks)


def test_sheets_in_both_languages(settled: Settled) -> None:
    korean = CalamineWorkbook.from_filelike(io.BytesIO(_data(settled)))
    english = CalamineWorkbook.from_filelike(io.BytesIO(_data(settled, locale="en")))
    assert korean.sheet_names[:6] == [
        "요약",
        "건별",
        "일자별",
        "결제수단별",
        "수수료 근거",
        "공급가액과 세액",
    ]
    assert english.sheet_names[:6] == [
        "Summary",
        "Lines",
        "By day",
        "By method",
        "Fee rules",
        "Supply value and tax",
    ]


def test_numbers_are_numbers_and_texts_are_texts(settled: Settled) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(_data(settled, "dollar")))
    head, *lines = book.get_sheet_by_name("건별").to_python()
    amounts = [line[head.index("결제금액")] for line in lines]
    assert amounts == [11.77, 1234.5, -234.49]
    with zipfile.ZipFile(io.BytesIO(_data(settled))) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        for sheet in sheets:
            content = parts.read(sheet).decode()
            assert "<f>" not in content, f"a formula in {sheet}"
            assert 'state="frozen"' in content
            # The summary and the tax sheet are no lists.
            assert "<autoFilter" in content or sheet.endswith(("sheet1.xml", "sheet6.xml"))


def test_dangerous_references_are_kept_as_text(settled: Settled) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(_data(settled)))
    head, *lines = book.get_sheet_by_name("건별").to_python()
    refs = {line[head.index("주문번호")] for line in lines}
    assert set(NASTY) <= refs


def test_money_has_the_decimals_of_its_currency(settled: Settled) -> None:
    for tenant, expected in (("won", "#,##0;"), ("dollar", "#,##0.00;")):
        with zipfile.ZipFile(io.BytesIO(_data(settled, tenant))) as parts:
            formats = re.findall(r'formatCode="([^"]+)"', parts.read("xl/styles.xml").decode())
        assert any(code.startswith(expected) for code in formats), formats


def test_a_sheet_that_is_full_goes_on_in_the_next(settled: Settled, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(xlsx_file, "SHEET_ROWS", 6)
    book = CalamineWorkbook.from_filelike(io.BytesIO(_data(settled)))
    lines = [name for name in book.sheet_names if name.startswith("건별")]
    assert lines == ["건별", "건별 2", "건별 3"]
    count = sum(len(book.get_sheet_by_name(name).to_python()) - 1 for name in lines)
    assert count == settled.statement("won")["line_count"]


def test_big_amounts_are_exact(tmp_path: Path, settled: Settled) -> None:
    target = tmp_path / "big.xlsx"
    of = settled.statement("won")
    book = xlsx_file.Book(str(target), of, "ko")
    sheet = book.sheet("big", (20,))
    book.row(sheet, 0, (Decimal("999999999999999"), Decimal("-9999999999999.99")))
    book.workbook.close()
    (row,) = CalamineWorkbook.from_path(str(target)).get_sheet_by_name("big").to_python()
    assert row == [999999999999999.0, -9999999999999.99]
