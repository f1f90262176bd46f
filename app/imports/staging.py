"""Rows of payments on their way into the staging table, as text; SQL reads and checks them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import psycopg

COLUMNS = (
    "tenant_key",
    "branch_code",
    "ref",
    "kind",
    "occurred_at",
    "currency",
    "method",
    "channel",
    "category",
    "amount",
    "platform_discount",
    "original_ref",
    "recorded_on",
    "coupon_discount",
    "tax_free",
    "zero_rated",
)


ROWS_AT_ONCE = 1_000
# How COPY's text format writes what would otherwise end a value or a row.
_MARKS = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def stage(
    connection: psycopg.Connection[Any], file_id: UUID, rows: Iterable[tuple[int, Sequence[str]]]
) -> None:
    """Copies (line number, values in the order of COLUMNS) into commerce.import_row."""
    names = ", ".join(("import_file_id", "line_number", *COLUMNS))
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY commerce.import_row ({names}) FROM STDIN") as copy,
    ):
        held: list[str] = []
        for line_number, values in rows:
            text = "\t".join(values)
            # COPY's own marks are rare in payments: one look for a row that has none.
            if "\\" in text or "\n" in text or "\r" in text or text.count("\t") >= len(values):
                text = "\t".join(value.translate(_MARKS) for value in values)
            held.append(f"{file_id}\t{line_number}\t{text}\n")
            if len(held) == ROWS_AT_ONCE:
                copy.write("".join(held))
                held.clear()
        copy.write("".join(held))


def in_major_units(amount: Any, decimals: int) -> str:
    """A whole number of minor units as the decimal text that import files hold; other text as it is."""
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0 or decimals == 0:
        return str(amount)
    digits = str(amount).zfill(decimals + 1)
    return f"{digits[:-decimals]}.{digits[-decimals:]}"
