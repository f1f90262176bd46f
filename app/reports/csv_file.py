"""A statement as CSV: UTF-8 with BOM, CRLF, one row a line, streamed by COPY.

After the lines come the statement's own items (VAT on fees, withholding, holdback, adjustments,
carry), one row each, so that the column of settled amounts sums to the payout.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

from psycopg import Connection, sql

from app.reports import query
from app.reports.labels import word
from app.reports.model import Locale, Row

COLUMNS = (
    "statement_number",
    "event_id",
    "ref",
    "original_ref",
    "occurred_at",
    "business_day",
    "settlement_day",
    "payout_date",
    "branch_code",
    "branch",
    "kind",
    "method",
    "channel",
    "category",
    "sales",
    "discount",
    "platform_fee",
    "pg_fee",
    "other",
    "settled",
    "taxable_supply",
    "sales_vat",
    "zero_rated",
    "tax_free",
    "waived",
    "currency",
    "note",
)
# Steps of the waterfall that no line carries. Adjustments are listed one by one instead.
STATEMENT_ITEMS = (
    "carry_in",
    "fee_vat",
    "withholding",
    "holdback",
    "holdback_release",
    "adjustments",
    "carry_out",
)


def chunks(connection: Connection[Any], of: Row, locale: Locale) -> Iterator[bytes]:
    """Header, lines, items of the statement."""
    yield "\ufeff".encode() + _header(of, locale)
    yield from query.copy_lines(connection, of, line_columns(of, locale))
    yield from query.copy_out(connection, _items(of, locale))


def _header(of: Row, locale: Locale) -> bytes:
    names = [word(column, locale) for column in COLUMNS]
    names[COLUMNS.index("occurred_at")] += f" ({of['time_zone']})"
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(names)
    return text.getvalue().encode()


def _cell(text: str) -> sql.Composable:
    """A constant text cell."""
    return query.safe_text(sql.Literal(text))


def _column(name: str) -> sql.Composable:
    return query.safe_text(sql.SQL("r.{}").format(sql.Identifier(name)))


def _branch_name(locale: Locale) -> sql.Composable:
    first, second = ("ko", "en") if locale == "ko" else ("en", "ko")
    return query.safe_text(
        sql.SQL("coalesce(nullif(r.{}, ''), r.{})").format(
            sql.Identifier(f"branch_name_{first}"),
            sql.Identifier(f"branch_name_{second}"),
        )
    )


def _kind(locale: Locale) -> sql.Composable:
    cases = sql.SQL(" ").join(
        sql.SQL("WHEN {} THEN {}").format(sql.Literal(kind), sql.Literal(word(kind, locale)))
        for kind in ("capture", "refund", "chargeback")
    )
    return sql.SQL(
        "CASE r.kind {cases} ELSE r.kind END || CASE WHEN r.is_reversal THEN {note} ELSE '' END"
    ).format(cases=cases, note=sql.Literal(f" ({word('reversal', locale)})"))


def line_columns(of: Row, locale: Locale) -> list[sql.Composable]:
    """The cells of a line, as query.lines_select takes them."""
    return [
        _cell(of["statement_number"]),
        sql.SQL("r.payment_event_id"),
        _column("ref"),
        _column("original_ref"),
        # COPY writes a timestamp without fraction as YYYY-MM-DD HH:MM:SS, for less than to_char.
        sql.SQL("date_trunc('second', r.occurred_at AT TIME ZONE {})").format(
            sql.Literal(of["time_zone"])
        ),
        sql.SQL("r.business_day"),
        sql.SQL("r.settlement_day"),
        sql.Literal(of["payout_date"]),
        _column("branch_code"),
        _branch_name(locale),
        _kind(locale),
        _column("method"),
        _column("channel"),
        _column("category"),
        *(
            query.major_of(name, of["decimals"])
            for name in ("sales", "discount", "platform_fee", "pg_fee")
        ),
        sql.SQL("NULL"),
        *(query.major_of(name, of["decimals"]) for name in ("net", *query.LINE_TAX, "waived")),
        sql.SQL("r.currency"),
        sql.SQL("NULL"),
    ]


def _items(of: Row, locale: Locale) -> sql.Composable:
    """The statement's own items that are not zero: the steps in order, adjustments each."""
    steps = sql.SQL(", ").join(
        sql.SQL("({}, {})").format(sql.Literal(code), sql.Literal(word(code, locale)))
        for code in STATEMENT_ITEMS
    )
    columns = [
        _cell(of["statement_number"]),
        sql.SQL("NULL"),
        *([sql.SQL("NULL")] * 3),
        sql.SQL("r.day"),
        sql.Literal(of["period_end"]),
        sql.Literal(of["payout_date"]),
        sql.SQL("NULL"),
        sql.SQL("NULL"),
        sql.SQL("n.name"),
        *([sql.SQL("NULL")] * 7),
        query.major("amount"),
        query.major("amount"),
        *([sql.SQL("NULL")] * 5),
        sql.Literal(of["currency"]),
        query.safe_text(sql.SQL("r.reason")),
    ]
    return sql.SQL(
        """
        SELECT {columns}
        FROM (
          SELECT w.step, w.code, w.amount_minor, NULL::text AS reason, NULL::date AS day, '' AS id
          FROM settlement.statement_waterfall AS w
          WHERE w.tenant_id = {tenant} AND w.statement_id = {statement}
            AND w.code <> 'adjustments'
          UNION ALL
          SELECT w.step, w.code, a.amount_minor, a.reason, a.adjusted_on, a.adjustment_id::text
          FROM settlement.statement_adjustment AS a
          JOIN settlement.statement_waterfall AS w
            ON w.tenant_id = a.tenant_id AND w.statement_id = a.statement_id
            AND w.code = 'adjustments'
          WHERE a.tenant_id = {tenant} AND a.statement_id = {statement}
        ) AS r
        JOIN (VALUES {steps}) AS n (code, name) ON n.code = r.code
        JOIN core.currency AS c ON c.currency = {currency}
        WHERE r.amount_minor <> 0
        ORDER BY r.step, r.day, r.id
        """
    ).format(
        columns=sql.SQL(", ").join(columns),
        steps=steps,
        currency=sql.Literal(of["currency"]),
        tenant=sql.Literal(of["tenant_id"]),
        statement=sql.Literal(of["statement_id"]),
    )
