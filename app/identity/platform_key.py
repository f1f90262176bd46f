"""The data key of the platform itself: seals what belongs to no person, such as keys and secrets of other services."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from app.encryption import DataKey, WrappedKey, make_data_key, unwrap_data_key


def platform_key(connection: psycopg.Connection[Any]) -> DataKey:
    """The key, opened; made at its first use. The connection is mg_auth's or mg_migrator's."""
    cursor = connection.cursor(row_factory=dict_row)
    query = "SELECT * FROM identity.platform_key()"
    row = cursor.execute(query).fetchone()
    if row is None:
        fresh = cursor.execute("SELECT uuidv7() AS id").fetchone()
        assert fresh is not None
        _, kept = make_data_key(UUID(str(fresh["id"])))
        key = {
            "id": str(kept.key_id),
            "wrapped": kept.wrapped.hex(),
            "wrapping_key": kept.wrapping_key,
        }
        cursor.execute("SELECT identity.put_platform_key(%s)", (json.dumps(key),))
        row = cursor.execute(query).fetchone()
        assert row is not None
    return open_key(row)


def open_key(row: Any) -> DataKey:
    """Open the key in a row: data_key_id, wrapped_key, wrapping_key_id."""
    return unwrap_data_key(
        WrappedKey(
            UUID(str(row["data_key_id"])), bytes(row["wrapped_key"]), str(row["wrapping_key_id"])
        )
    )
