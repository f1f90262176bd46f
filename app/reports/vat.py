"""A tenant's sales and input tax of a month or quarter, for its VAT return: CSV or JSON, summed by the database."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import dict_row

from app.failure import BadInput
from app.reports import query
from app.reports.labels import word
from app.reports.model import Locale
from app.reports.period import parse as parse_month

MONEY = ("taxable_supply", "sales_vat", "zero_rated", "tax_free", "fee_supply", "fee_vat")
_QUARTER = re.compile(r"(\d{4})Q([1-4])")


@dataclass(frozen=True)
class VatPeriod:
    """Months `first` to `last` by their first days, and what the period is called."""

    first: date
    last: date
    label: str


def parse(text: str) -> VatPeriod:
    """`2026-10` or `2026Q4`."""
    if quarter := _QUARTER.fullmatch(text):
        year, number = int(quarter[1]), int(quarter[2])
        if year:
            return VatPeriod(date(year, number * 3 - 2, 1), date(year, number * 3, 1), text)
    elif (month := parse_month(text)).is_month:
        return VatPeriod(month.first, month.first, text)
    raise BadInput(f"{text!r} is no month or quarter", hint="write YYYY-MM, or YYYYQ1 to YYYYQ4")


def rows(connection: Connection[Any], tenant_id: UUID, period: VatPeriod) -> list[dict[str, Any]]:
    """One row a month with statements, then the period's sum; nothing at all: one row of zeros."""
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(_select(tenant_id, period))
        return list(cursor.fetchall())


def csv_chunks(
    connection: Connection[Any], tenant_id: UUID, period: VatPeriod, locale: Locale
) -> Iterator[bytes]:
    """UTF-8 with BOM and CRLF; the last row is the sum."""
    names = ["period", "statement_count", "unconfirmed_count", *MONEY, "currency"]
    text = io.StringIO()
    titles = [word("fee_vat_input" if name == "fee_vat" else name, locale) for name in names]
    csv.writer(text, lineterminator="\r\n").writerow(titles)
    yield "\ufeff".encode() + text.getvalue().encode()
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    yield from query.copy_out(
        connection,
        sql.SQL("SELECT {} FROM ({}) AS v").format(columns, _select(tenant_id, period)),
    )


def document(found: list[dict[str, Any]], tenant_key: str, period: VatPeriod) -> str:
    """`{"tenant", "period", "months", "total"}`; amounts as whole minor units."""
    kept = (
        "period",
        "statement_count",
        "unconfirmed_count",
        "currency",
        *(f"{m}_minor" for m in MONEY),
    )
    *months, total = ({name: row[name] for name in kept} for row in found)
    return json.dumps(
        {"tenant": tenant_key, "period": period.label, "months": months, "total": total},
        ensure_ascii=False, indent=1,
    )  # fmt: skip


def _select(tenant_id: UUID, period: VatPeriod) -> sql.Composed:
    sums = sql.SQL(", ").join(
        sql.SQL("coalesce(sum(v.{0}), 0)::bigint AS {0}").format(sql.Identifier(f"{name}_minor"))
        for name in MONEY
    )
    amounts = sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(query.major(name), sql.Identifier(name)) for name in MONEY
    )
    return sql.SQL(
        "SELECT r.*, {amounts} FROM ("
        " SELECT coalesce(to_char(v.report_month, 'YYYY-MM'), {label}) AS period, v.report_month,"
        " coalesce(sum(v.statement_count), 0)::bigint AS statement_count,"
        " coalesce(sum(v.unconfirmed_count), 0)::bigint AS unconfirmed_count,"
        " (SELECT t.currency FROM tenancy.tenant AS t WHERE t.tenant_id = {tenant}) AS currency, {sums}"
        " FROM settlement.vat_report AS v"
        " WHERE v.tenant_id = {tenant} AND v.report_month BETWEEN {first} AND {last}"
        " GROUP BY GROUPING SETS ((v.report_month), ())"
        ") AS r JOIN core.currency AS c ON c.currency = r.currency ORDER BY r.report_month NULLS LAST"
    ).format(
        amounts=amounts, sums=sums, label=sql.Literal(period.label), tenant=sql.Literal(tenant_id),
        first=sql.Literal(period.first), last=sql.Literal(period.last),
    )  # fmt: skip
