"""The list of statements as a CSV file: every row of the filter, amounts as plain numbers.

Nothing in it is free text, so no cell can pass for a formula.
"""

import csv
import io

from flask import Response, request
from sqlalchemy import RowMapping

from app.i18n.money import plain
from app.reports.labels import word
from app.tenant.language import current_language
from app.tenant.settlement.export_note import note_export
from app.tenant.settlement.list_page import read_list_filter
from app.tenant.settlement.statement_list import fetch_all_statements
from app.tenant.text import gettext
from app.tenant.visit import visit

_DAYS = ("period_start", "period_end", "payout_date")
_AMOUNTS = (
    "gross_sales_minor", "returned_minor", "fees_minor", "adjustments_minor", "payout_minor",
    "carry_out_minor",
)  # fmt: skip


def send_list() -> Response:
    """Send the statements that the address asks for, as UTF-8 with a byte order mark."""
    asked = read_list_filter(request.args)
    note_export(None, "csv")
    with visit("settlement.export_statement", whole_tenant=True, by_application=True) as visitor:
        rows = fetch_all_statements(visitor.connection, visitor.tenant_id, asked)
        decimals = visitor.tenant["decimals"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_head())
    writer.writerows(_cells(row, decimals) for row in rows)
    answer = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="statements.csv"'
    return answer


def _head() -> list[str]:
    language = current_language()
    return [
        gettext("Number"),
        gettext("Sales period"),
        gettext("To"),
        gettext("Payout date"),
        gettext("State"),
        gettext("Gross sales"),
        gettext("Refunds"),
        gettext("Fees"),
        gettext("Adjustments"),
        gettext("Payout"),
        word("carry_out", language),
        word("currency", language),
    ]


def _cells(row: RowMapping, decimals: int) -> list[str]:
    return [
        row["statement_number"],
        *(row[name].isoformat() for name in _DAYS),
        word(row["status"], current_language()),
        *(plain(row[name], decimals) for name in _AMOUNTS),
        row["currency"],
    ]
