"""Pages of a long list by position, not by count: a page costs the same wherever it is.

A position is the sort values of a row. It travels in the address as text that only means something
inside the visitor's own list, so it needs no signature; what doesn't parse is refused.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    cast,
    literal,
    tuple_,
)

from app.tenant.bad_filter import BadFilterError

_BIGINT: Final = range(-(2**63), 2**63)


def _bigint(text: str) -> int:
    number = int(text)
    if number not in _BIGINT:
        raise ValueError(text)
    return number


def _text(text: str) -> str:
    if "\0" in text:
        raise ValueError(text)
    return str(text)


_AS_PYTHON: Final[dict[type, Callable[[str], Any]]] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    int: _bigint,
    str: _text,
    UUID: UUID,
}


@dataclass(frozen=True)
class Order:
    """What a list is sorted by, by the names in its rows; the last tells any two rows apart."""

    by: Mapping[str, ColumnElement[Any]]
    descending: bool = False


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where the list goes on before and after them."""

    rows: Sequence[RowMapping]
    before: str | None
    after: str | None


def fetch_page(
    connection: Connection,
    query: Select[Any],
    order: Order,
    *,
    size: int,
    after: str | None = None,
    before: str | None = None,
) -> Page:
    """Fetch the page after a position, or the one before it, or the first."""
    backwards = before is not None and after is None
    position = before if backwards else after
    falling = order.descending != backwards
    if position is not None:
        here = tuple_(*_place(position, order))
        columns = tuple_(*order.by.values())
        query = query.where(columns < here if falling else columns > here)
    sorted_query = query.order_by(
        *(column.desc() if falling else column.asc() for column in order.by.values())
    )
    found = list(connection.execute(sorted_query.limit(size + 1)).mappings())
    more = len(found) > size
    rows = found[:size]
    if backwards:
        rows.reverse()
    has_before = more if backwards else after is not None
    has_after = True if backwards else more
    return Page(
        rows,
        before=_position(rows[0], order) if rows and has_before else None,
        after=_position(rows[-1], order) if rows and has_after else None,
    )


def _position(row: RowMapping, order: Order) -> str:
    values = [_as_text(row[name]) for name in order.by]
    packed = json.dumps(values, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _place(position: str, order: Order) -> list[ColumnElement[Any]]:
    try:
        packed = base64.urlsafe_b64decode(position + "=" * (-len(position) % 4))
        texts = json.loads(packed)
        if not isinstance(texts, list) or len(texts) != len(order.by):
            raise BadFilterError("page")
        return [
            cast(literal(_AS_PYTHON[column.type.python_type](text)), column.type)
            for text, column in zip(texts, order.by.values(), strict=True)
        ]
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise BadFilterError("page") from None
