"""The CSV: what a spreadsheet makes of it, and how much memory it takes."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator

import pytest
from psycopg import sql

from app.reports import ReportChanged, query, render
from tests.reports.conftest import NASTY, Settled, ids

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LINES = 200_000


def _data(settled: Settled) -> bytes:
    with settled.auditor() as connection:
        return b"".join(render(connection, *ids(settled.statement("won")), "csv").chunks)


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def test_bom_crlf_and_one_row_a_line(settled: Settled) -> None:
    data = _data(settled)
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert text.endswith("\r\n")
    assert text.count("\n") == text.count("\r\n")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == text.count("\r\n"), "a row spans lines"
    assert {len(row) for row in rows} == {len(rows[0])}


def test_no_cell_is_a_formula(settled: Settled) -> None:
    text = _data(settled).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    running = [
        cell for cell in cells if cell.lstrip().startswith(FORMULA_STARTS) and not _is_number(cell)
    ]
    assert running == []
    escaped = {cell.removeprefix("'") for cell in cells if cell.startswith("'")}
    dangerous = {ref.strip() for ref in NASTY if ref.strip().startswith(FORMULA_STARTS)}
    assert dangerous <= escaped
    assert {"=cmd", "-x", "=b2", "@둘째", "=1+1 보전"} <= escaped


def test_harmless_text_stays_as_it_is(settled: Settled) -> None:
    text = _data(settled).decode("utf-8-sig")
    refs = {row["주문번호"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert {'quote"comma,semicolon;', "한글 주문 1", "coupon"} <= refs


def test_control_characters_become_spaces(settled: Settled) -> None:
    with settled.auditor() as connection:
        made = list(
            query.copy_out(
                connection,
                sql.SQL("SELECT {}").format(query.safe_text(sql.Literal("\t=1\r\nnext\x07"))),
            )
        )
    assert b"".join(made) == b"'=1 next \r\n"


def test_a_long_copy_keeps_memory_small(settled: Settled) -> None:
    select = sql.SQL(
        "SELECT n, repeat('x', 100), n * 7 FROM generate_series(1, {}) AS g (n)"
    ).format(sql.Literal(LINES))
    with settled.auditor() as connection:
        rows, peak = _counted(query.copy_out(connection, select))
    assert rows == LINES
    assert peak < 2_000_000, f"{peak:,} bytes held for {LINES:,} rows"


def _counted(chunks: Iterator[bytes]) -> tuple[int, int]:
    tracemalloc.start()
    try:
        rows = sum(chunk.count(b"\r\n") for chunk in chunks)
        return rows, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_statement_that_changed_meanwhile_is_no_report(settled: Settled) -> None:
    of = dict(settled.statement("won"))
    of["line_count"] += 1
    with settled.auditor() as connection, pytest.raises(ReportChanged):
        list(query.copy_lines(connection, of, [sql.SQL("r.ref")]))
    with settled.auditor() as connection, pytest.raises(ReportChanged):
        list(query.lines(connection, of))
