"""A SELECT as a file: CSV by COPY, a workbook in constant memory, or JSON; memory stays flat for any number of rows."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from psycopg import Connection, sql
from xlsxwriter.worksheet import Worksheet

from app.reports import query
from app.reports.model import Locale
from app.reports.xlsx_file import READ_BYTES, SHEET_ROWS, Book

FileFormat = Literal["csv", "xlsx", "json"]
FILE_FORMATS: tuple[FileFormat, ...] = ("csv", "xlsx", "json")


@dataclass(frozen=True)
class Column:
    """One column: `code` names it in JSON; `value` is SQL over the row `r` and its currency `c`."""

    code: str
    name_ko: str
    name_en: str
    width: int
    value: sql.Composable
    is_text: bool = False

    def name(self, locale: Locale) -> str:
        """As the first row shows it."""
        return self.name_ko if locale == "ko" else self.name_en


def text(code: str, name_ko: str, name_en: str, width: int) -> Column:
    """A column of free text of the row."""
    return Column(code, name_ko, name_en, width, sql.SQL("r.{}").format(sql.Identifier(code)), True)


def plain(code: str, name_ko: str, name_en: str, width: int) -> Column:
    """A column of dates or counts of the row."""
    return Column(code, name_ko, name_en, width, sql.SQL("r.{}").format(sql.Identifier(code)))


def money(code: str, name_ko: str, name_en: str, width: int = 16) -> Column:
    """A column of amounts: `<code>_minor` of the row in major units."""
    return Column(code, name_ko, name_en, width, query.major(code))


@dataclass(frozen=True)
class Table:
    """What a file holds: columns over a source, in an order. `decimals` is the currency's, for the workbook."""

    title_ko: str
    title_en: str
    columns: Sequence[Column]
    source: sql.Composable
    order: sql.Composable
    decimals: int = 0
    # A second sheet of the workbook: names and values that the database summed.
    totals: Sequence[tuple[str, Any]] = field(default=())

    def select(self, *, is_safe: bool) -> sql.Composed:
        """The rows; is_safe: no cell that a spreadsheet takes for a formula."""
        values = [
            query.safe_text(column.value) if is_safe and column.is_text else column.value
            for column in self.columns
        ]
        return sql.SQL(
            "SELECT {values} FROM {source} AS r JOIN core.currency AS c ON c.currency = r.currency ORDER BY {order}"
        ).format(values=sql.SQL(", ").join(values), source=self.source, order=self.order)


def chunks(
    connection: Connection[Any], table: Table, format_name: FileFormat, locale: Locale
) -> Iterator[bytes]:
    """The file, piece by piece."""
    match format_name:
        case "csv":
            return _csv(connection, table, locale)
        case "xlsx":
            return _xlsx(connection, table, locale)
        case "json":
            return _json(connection, table)


def rows(connection: Connection[Any], table: Table) -> Iterator[tuple[Any, ...]]:
    """The rows, a few thousand in memory at a time."""
    with connection.cursor(name="table_rows") as cursor:
        cursor.itersize = query.FETCH_ROWS
        cursor.execute(table.select(is_safe=False))
        yield from cursor


def _csv(connection: Connection[Any], table: Table, locale: Locale) -> Iterator[bytes]:
    head = io.StringIO()
    csv.writer(head, lineterminator="\r\n").writerow([c.name(locale) for c in table.columns])
    yield "\ufeff".encode() + head.getvalue().encode()
    yield from query.copy_out(connection, table.select(is_safe=True))


def _json(connection: Connection[Any], table: Table) -> Iterator[bytes]:
    codes = [column.code for column in table.columns]
    held, separator = ["["], "\n"
    for row in rows(connection, table):
        # Decimals as text: JSON has no exact ones.
        values = {
            code: value if value is None or isinstance(value, int) else str(value)
            for code, value in zip(codes, row, strict=True)
        }
        held.append(separator + json.dumps(values, ensure_ascii=False))
        separator = ",\n"
        if len(held) >= query.FETCH_ROWS:
            yield "".join(held).encode()
            held.clear()
    held.append("\n]\n")
    yield "".join(held).encode()


def _xlsx(connection: Connection[Any], table: Table, locale: Locale) -> Iterator[bytes]:
    title = table.title_ko if locale == "ko" else table.title_en
    names = [column.name(locale) for column in table.columns]
    widths = [column.width for column in table.columns]
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as target:
        of = {"created_at": datetime.now(UTC), "decimals": table.decimals}
        book = Book(target.name, of, locale, title)
        at, sheets = 0, 0
        sheet: Worksheet | None = None
        for row in rows(connection, table):
            if sheet is None or at == SHEET_ROWS:
                sheets += 1
                sheet = book.sheet(title if sheets == 1 else f"{title} {sheets}", widths)
                book.header(sheet, names)
                at = 1
            book.row(sheet, at, row)
            at += 1
        if sheet is None:
            book.header(book.sheet(title, widths), names)
        if table.totals:
            summary = book.sheet("합계" if locale == "ko" else "Totals", (26, 20))
            for place, line in enumerate(table.totals):
                book.row(summary, place, line)
        book.workbook.close()
        with open(target.name, "rb") as finished:
            while chunk := finished.read(READ_BYTES):
                yield chunk
