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


def stage(
    connection: psycopg.Connection[Any], file_id: UUID, rows: Iterable[tuple[int, Sequence[str]]]
) -> None:
    """Copies (line number, values in the order of COLUMNS) into commerce.import_row."""
    names = ", ".join(("import_file_id", "line_number", *COLUMNS))
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY commerce.import_row ({names}) FROM STDIN") as copy,
    ):
        for line_number, values in rows:
            copy.write_row((file_id, line_number, *values))


def in_major_units(amount: Any, decimals: int) -> str:
    """A whole number of minor units as the decimal text that import files hold; other text as it is."""
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0 or decimals == 0:
        return str(amount)
    digits = str(amount).zfill(decimals + 1)
    return f"{digits[:-decimals]}.{digits[-decimals:]}"
