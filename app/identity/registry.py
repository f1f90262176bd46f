"""People as administration adds, finds and lists them, over its own connection."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from app.identity.person import email_indexes, seal_person


def add_person(
    connection: psycopg.Connection[Any],
    *,
    email: str,
    name_ko: str,
    name_en: str | None = None,
    password_hash: str | None = None,
    locale: str = "ko",
    created_by: object = None,
    is_verified: bool = True,
) -> UUID:
    """Add a person whose address somebody vouches for; returns the user's id.

    BadInput if e-mail or name are none, MI501 if the address is taken.
    """
    row = connection.execute("SELECT uuidv7(), uuidv7()").fetchone()
    assert row is not None
    user_id, key_id = row
    sealed = seal_person(user_id, key_id, email=email, name_ko=name_ko, name_en=name_en)
    connection.execute(
        "SELECT identity.add_person(%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            user_id, Jsonb(sealed.data_key), Jsonb(sealed.fields), sealed.email_indexes, password_hash, locale,
            is_verified, created_by,
        ),
    )  # fmt: skip
    return UUID(str(user_id))


def find_person(connection: psycopg.Connection[Any], email: str) -> UUID:
    """The user with an address; MI403 if there is none."""
    row = connection.execute("SELECT identity.find_user(%s)", (email_indexes(email),)).fetchone()
    assert row is not None
    return UUID(str(row[0]))
