"""A statement as a workbook: numbers as numbers, headers frozen, written in constant memory."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg import Connection
from xlsxwriter import Workbook
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from app.reports import fee_rule, labels, party, query
from app.reports.document import content_hash
from app.reports.labels import word
from app.reports.model import Locale, Parts, Row

READ_BYTES = 64 * 1024
SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767

SUMMARY_MONEY = (
    "carry_in",
    "gross_sales",
    "platform_discount",
    "refunds",
    "chargebacks",
    "net_sales",
    "platform_fee",
    "pg_fee",
    "fee_vat",
    "withholding",
    "income_tax",
    "local_tax",
    "net",
    "holdback",
    "holdback_release",
    "adjustments",
    "balance",
    "minimum_payout",
    "carry_out",
    "payout",
    "waived",
)
GROUP_COLUMNS = ("line_count", *query.GROUP_MONEY)
LINE_COLUMNS = (
    ("occurred_at", 19),
    ("business_day", 11),
    ("settlement_day", 11),
    ("ref", 24),
    ("original_ref", 24),
    ("branch", 14),
    ("kind", 10),
    ("method", 12),
    ("channel", 10),
    ("category", 14),
    ("sales", 14),
    ("discount", 12),
    ("platform_fee", 14),
    ("pg_fee", 14),
    ("line_net", 14),
    ("taxable_supply", 14),
    ("sales_vat", 12),
    ("zero_rated", 12),
    ("tax_free", 12),
    ("waived", 12),
    ("currency", 8),
    ("event_id", 38),
)


class Book:
    """A workbook with our cell formats; rows must be written in order."""

    def __init__(self, target: str, of: Row, locale: Locale, title: str | None = None) -> None:
        self.workbook = Workbook(
            target,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
            },
        )
        title = title or f"{word('title', locale)} {of['statement_number']}"
        created = of["created_at"].replace(tzinfo=None)
        self.workbook.set_properties({"title": title, "created": created})
        decimals = of["decimals"]
        money = "#,##0" + ("." + "0" * decimals if decimals else "")
        font = {
            "font_name": "맑은 고딕" if locale == "ko" else "Calibri",
            "font_size": 10,
        }

        def style(**more: Any) -> CellFormat:
            return self.workbook.add_format(font | more)

        self.text = style()
        self.title = style(bold=True, font_size=16)
        self.head = style(
            bold=True,
            bg_color="#EFF6F1",
            bottom=1,
            text_wrap=True,
            valign="vcenter",
            align="center",
        )
        self.number = style(num_format="#,##0")
        self.money = style(num_format=f"{money};[Red]-{money};{money}")
        self.day = style(num_format="yyyy-mm-dd", align="left")
        self.time = style(num_format="yyyy-mm-dd hh:mm:ss", align="left")
        self.total_text = style(bold=True, top=6)
        self.total_number = style(bold=True, top=6, num_format="#,##0")
        self.total_money = style(bold=True, top=6, num_format=f"{money};[Red]-{money};{money}")

    def sheet(self, name: str, widths: Sequence[int]) -> Worksheet:
        """A new sheet, ready to print on A4."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def header(self, sheet: Worksheet, names: Sequence[str]) -> None:
        """The first row: frozen, repeated on paper."""
        sheet.set_row(0, 30)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, self.head)

    def row(self, sheet: Worksheet, at: int, values: Iterable[Any], total: bool = False) -> None:
        """One row; the type of a value chooses its format. A Decimal is an amount."""
        for column, value in enumerate(values):
            if isinstance(value, Decimal):
                sheet.write_number(at, column, value, self.total_money if total else self.money)
            elif isinstance(value, datetime):
                sheet.write_datetime(at, column, value, self.time)
            elif isinstance(value, date):
                sheet.write_datetime(at, column, value, self.day)
            elif isinstance(value, int):
                sheet.write_number(at, column, value, self.total_number if total else self.number)
            elif value is not None or total:
                text = str(value if value is not None else "")[:CELL_CHARACTERS]
                sheet.write_string(at, column, text, self.total_text if total else self.text)


def chunks(connection: Connection[Any], of: Row, locale: Locale) -> Iterator[bytes]:
    """The finished workbook, read back from a temporary file."""
    parts = query.parts(connection, of["tenant_id"], of["statement_id"])
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as target:
        book = Book(target.name, parts.statement, locale)
        _summary(book, parts, locale)
        _lines(book, connection, parts.statement, locale)
        days = [(row, row["settlement_day"]) for row in parts.by_day]
        _groups(book, parts, "by_day", "settlement_day", days, locale)
        methods = [(row, word(row["method"], locale)) for row in parts.by_method]
        _groups(book, parts, "by_method", "method", methods, locale)
        _fee_rules(book, parts.fee_rules, locale)
        _tax(book, parts.tax, locale)
        branches = [
            (row, labels.name(row, "branch_name", locale) or row["branch_code"])
            for row in parts.by_branch
        ]
        _groups(book, parts, "by_branch", "branch", branches, locale)
        if parts.adjustments:
            _adjustments(book, parts.adjustments, locale)
        book.workbook.close()
        with open(target.name, "rb") as finished:
            while chunk := finished.read(READ_BYTES):
                yield chunk


def _summary(book: Book, parts: Parts, locale: Locale) -> None:
    of = parts.statement
    sheet = book.sheet(word("summary", locale), (26, 68))
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    book.header(sheet, [word("field", locale), word("value", locale)])
    facts = (
        ("tenant_name", labels.name(of, "tenant_name", locale)),
        ("business_number", party.business_number(of["business_number"])),
        ("statement_number", of["statement_number"]),
        ("status", labels.status_word(of["status"], locale)),
        ("period", f"{of['period_start']} ~ {of['period_end']}"),
        ("cycle", word(of["cycle"], locale)),
        ("payout_date", of["payout_date"]),
        ("paid_on", of["paid_on"]),
        ("currency", of["currency"]),
        ("line_count", of["line_count"]),
        ("capture_count", of["capture_count"]),
        ("refund_count", of["refund_count"]),
        ("chargeback_count", of["chargeback_count"]),
        ("holdback_release_on", of["holdback_release_on"]),
        ("content_hash", content_hash(of)),
    )
    at = 1
    for code, value in facts:
        if value is not None:
            book.row(sheet, at, (word(code, locale), value))
            at += 1
    for code in SUMMARY_MONEY:
        book.row(sheet, at, (word(code, locale), of[code]), total=code == "payout")
        at += 1


def _tax(book: Book, rows: Sequence[Row], locale: Locale) -> None:
    sheet = book.sheet(word("tax", locale), (26, *([18] * len(query.TAX_MONEY))))
    book.header(sheet, [word(code, locale) for code in ("field", *query.TAX_MONEY)])
    for at, row in enumerate(rows, start=1):
        values = (word(row["code"], locale), *(row[code] for code in query.TAX_MONEY))
        book.row(sheet, at, values, total=row["code"] in query.TAX_TOTALS)


def _lines(book: Book, connection: Connection[Any], of: Row, locale: Locale) -> None:
    widths = [width for _, width in LINE_COLUMNS]
    names = [word(code, locale) for code, _ in LINE_COLUMNS]
    title = word("lines", locale)
    sheet = book.sheet(title, widths)
    book.header(sheet, names)
    at, sheets = 1, 1
    for line in query.lines(connection, of):
        if at == SHEET_ROWS:
            sheet.autofilter(0, 0, at - 1, len(names) - 1)
            sheets += 1
            sheet = book.sheet(f"{title} {sheets}", widths)
            book.header(sheet, names)
            at = 1
        book.row(sheet, at, _line_values(line, locale))
        at += 1
    sheet.autofilter(0, 0, max(at - 1, 1), len(names) - 1)


def _line_values(line: Row, locale: Locale) -> tuple[Any, ...]:
    kind = word(line["kind"], locale)
    if line["is_reversal"]:
        kind = f"{kind} ({word('reversal', locale)})"
    return (
        line["occurred_local"].replace(microsecond=0),
        line["business_day"],
        line["settlement_day"],
        line["ref"],
        line["original_ref"],
        labels.name(line, "branch_name", locale) or line["branch_code"],
        kind,
        line["method"],
        line["channel"],
        line["category"],
        line["sales"],
        line["discount"],
        line["platform_fee"],
        line["pg_fee"],
        line["net"],
        *(line[code] for code in query.LINE_TAX),
        line["waived"],
        line["currency"],
        str(line["payment_event_id"]),
    )


def _groups(
    book: Book,
    parts: Parts,
    title: str,
    first: str,
    rows: Sequence[tuple[Row, Any]],
    locale: Locale,
) -> None:
    sheet = book.sheet(word(title, locale), (18, 8, *([15] * len(query.GROUP_MONEY))))
    names = [word(code, locale) for code in (first, *GROUP_COLUMNS[:-1], "line_net")]
    book.header(sheet, names)
    at = 1
    for row, label in rows:
        book.row(sheet, at, (label, *(row[code] for code in GROUP_COLUMNS)))
        at += 1
    sheet.autofilter(0, 0, max(at - 1, 1), len(names) - 1)
    totals = (parts.totals[code] for code in GROUP_COLUMNS)
    book.row(sheet, at, (word("total", locale), *totals), total=True)


def _fee_rules(book: Book, rules: Sequence[Row], locale: Locale) -> None:
    columns = (
        ("component", 18),
        ("owner", 16),
        ("method", 12),
        ("category", 12),
        ("channel", 12),
        ("rule_kind", 16),
        ("rate", 44),
        ("fixed", 10),
        ("minimum", 10),
        ("maximum", 10),
        ("month_maximum", 12),
        ("vat_treatment", 16),
        ("returns", 12),
        ("valid_from", 12),
        ("valid_to", 14),
        ("line_count", 8),
        ("fee", 14),
    )
    sheet = book.sheet(word("fee_rules", locale), [width for _, width in columns])
    book.header(sheet, [word(code, locale) for code, _ in columns])
    for at, rule in enumerate(rules, start=1):
        selectors = (
            fee_rule.selector(rule, name, locale) for name in ("method", "category", "channel")
        )
        book.row(
            sheet,
            at,
            (
                word(rule["component"], locale),
                fee_rule.owner(rule, locale),
                *selectors,
                word(rule["kind"], locale),
                fee_rule.rate(rule, locale),
                rule["fixed"],
                rule["minimum"],
                rule["maximum"],
                rule["month_maximum"],
                word(rule["vat_treatment"], locale),
                word("yes" if rule["returns_on_refund"] else "no", locale),
                rule["valid_from"],
                rule["valid_to"],
                rule["line_count"],
                rule["fee"],
            ),
        )
    sheet.autofilter(0, 0, max(len(rules), 1), len(columns) - 1)


def _adjustments(book: Book, adjustments: Sequence[Row], locale: Locale) -> None:
    columns = ("adjusted_on", "effective_on", "reason", "amount")
    sheet = book.sheet(word("adjustment_list", locale), (12, 12, 60, 16))
    book.header(sheet, [word(code, locale) for code in columns])
    for at, row in enumerate(adjustments, start=1):
        book.row(sheet, at, [row[code] for code in columns])
    sheet.autofilter(0, 0, len(adjustments), len(columns) - 1)
