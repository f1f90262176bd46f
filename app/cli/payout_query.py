"""Reads what the commands about payouts print."""

from __future__ import annotations

from typing import Any

import psycopg


def one(connection: psycopg.Connection[Any], query: str, values: tuple[Any, ...]) -> Any:
    """The one value that a query finds."""
    row = connection.execute(query.encode(), values).fetchone()
    assert row is not None
    return row[0]


def rows_of(
    connection: psycopg.Connection[Any], query: str, values: tuple[Any, ...]
) -> list[dict[str, Any]]:
    """All rows of a query, by column."""
    cursor = connection.execute(query.encode(), values)
    names = [column.name for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor]
