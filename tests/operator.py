"""Headquarters' people for tests of its commands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg

from app.identity.registry import add_person


def add_operator(
    connection: psycopg.Connection[Any], email: str, role: str = "HQ_MASTER", name_ko: str = "직원"
) -> UUID:
    """Somebody with a role at headquarters, who acts by `--as EMAIL`."""
    user_id = add_person(connection, email=email, name_ko=name_ko)
    connection.execute("SELECT identity.grant_operator(%s, NULL, %s)", (user_id, role))
    return user_id
