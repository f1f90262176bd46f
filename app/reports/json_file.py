"""A statement as JSON: `{"statement": {...}, "lines": [...]}`, streamed line by line."""

import json
from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from app.reports import query
from app.reports.document import line_document, statement_document
from app.reports.model import Row

CHUNK_LINES = 500


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def chunks(connection: Connection[Any], of: Row) -> Iterator[bytes]:
    """The document, a few hundred lines a chunk."""
    head = json.dumps(statement_document(of), ensure_ascii=False, indent=1)
    held = [f'{{\n"statement": {head},\n"lines": [']
    separator = "\n"
    for line in query.lines(connection, of):
        held.append(f"{separator}{_dump(line_document(line))}")
        separator = ",\n"
        if len(held) >= CHUNK_LINES:
            yield "".join(held).encode()
            held.clear()
    held.append("\n]\n}\n")
    yield "".join(held).encode()
