"""What a report is: its formats, its parts and its ways to fail."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Format = Literal["csv", "xlsx", "pdf", "json"]
Locale = Literal["ko", "en"]
Row = Mapping[str, Any]

FORMATS: tuple[Format, ...] = ("csv", "xlsx", "pdf", "json")

# What a statement says of tax and of who bears it, besides the amounts that are paid.
STATEMENT_TAX = ("taxable_supply", "sales_vat", "zero_rated", "tax_free", "waived", "borne_vat")

CONTENT_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json",
}


class StatementNotFound(LookupError):
    """There is no such statement, or the caller may not see it."""


class ReportChanged(RuntimeError):
    """The lines no longer match the statement: it was reopened while the report was made."""


@dataclass(frozen=True)
class Report:
    """One file. `chunks` reads from the database: consume it inside the transaction."""

    filename: str
    content_type: str
    chunks: Iterator[bytes]


@dataclass(frozen=True)
class Parts:
    """Everything about one statement except its lines, which are streamed."""

    statement: Row
    waterfall: Sequence[Row]
    tax: Sequence[Row]
    by_day: Sequence[Row]
    totals: Row
    by_method: Sequence[Row]
    by_branch: Sequence[Row]
    fee_rules: Sequence[Row]
    adjustments: Sequence[Row]
