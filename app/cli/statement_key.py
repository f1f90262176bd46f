"""How people name a statement on the command line: its id, or TENANT/NUMBER."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click
import psycopg

from app.failure import BadInput

statement_argument = click.argument("statement", metavar="ID")


def statement_id(connection: psycopg.Connection[Any], text: str) -> UUID:
    """The id of cafe/20261031-1 or cafe/20261031-SCHEDULE-1, or the id that is given itself."""
    tenant_key, slash, number = text.rpartition("/")
    if slash:
        row = connection.execute(
            "SELECT settlement.find_statement_number(%s, %s)", (tenant_key, number)
        ).fetchone()
        assert row is not None
        return UUID(str(row[0]))
    try:
        return UUID(text)
    except ValueError:
        raise BadInput(
            f"not a statement: {text!r}", hint="Give its id, or TENANT/NUMBER like cafe/20261031-1."
        ) from None
