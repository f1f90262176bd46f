"""Rotates the keys of personal data while people go on working: nothing is unreadable at any moment.

A new key is active at once; what older ones made still opens. Then everything moves over in small
transactions, and an old key leaves the ring when nothing is left of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from app.db.connection import connect
from app.encryption import (
    WrappedKey,
    blind_index,
    keyring,
    make_data_key,
    wrap_again,
)
from app.encryption.keyring import add_key, remove_key, restore_key
from app.failure import BadInput, Finding
from app.identity.person import open_person, person_key, sealed_field
from app.identity.totp import open_secret, seal_secret

_BATCH = 200
_FIRST = UUID(int=0)


def rewrap() -> Iterator[int]:
    """Wrap every data key by the active wrapping key; yields how many were, batch by batch."""
    while True:
        active = keyring().wrapping.active
        with connect("mg_migrator") as connection:
            rows = connection.execute(
                "SELECT * FROM identity.list_data_key(%s, %s)", (active, _BATCH)
            ).fetchall()
            for key_id, wrapped, wrapping_key in rows:
                kept = WrappedKey(UUID(str(key_id)), bytes(wrapped), str(wrapping_key))
                again = wrap_again(kept)
                connection.execute(
                    "SELECT identity.rewrap_data_key(%s, %s, %s, %s)",
                    (key_id, wrapping_key, again.wrapped, again.wrapping_key),
                )
        if not rows:
            return
        yield len(rows)


def reindex() -> Iterator[int]:
    """Make everybody's blind indexes by the active index key; yields 1 a person."""
    last: UUID | None = _FIRST
    while last := _with_next(last, keyring().index.active, None, _reindex_one):
        yield 1


def reseal(before: datetime) -> Iterator[int]:
    """Give everybody whose data key is older a fresh one, and seal their data by it; yields 1 a person."""
    last: UUID | None = _FIRST
    while last := _with_next(last, None, before, _reseal_one):
        yield 1


def add(kind: str) -> str:
    """Add a `wrapping` or `index` key to the ring and make it active; returns its id."""
    return add_key(kind)


def retire(kind: str, key_id: str) -> None:
    """Take a key out of the ring; BadInput if it is active or unknown, Finding if something still needs it."""
    held = getattr(keyring(), kind)
    if key_id == held.active or key_id not in held.keys:
        raise BadInput(
            f"{key_id!r} is the active key" if key_id == held.active else f"no key {key_id!r}",
            hint="mindgarden keys list names them",
        )
    _require_unused(kind, key_id)
    secret = held.keys[key_id]
    remove_key(kind, key_id)
    try:
        # A process that had read the ring just before may have used the key in this moment.
        _require_unused(kind, key_id)
    except Finding:
        restore_key(kind, key_id, secret)
        raise


def key_use() -> list[dict[str, Any]]:
    """Every key of the ring or of the database: kind, key_id, is_active, is_held, use_count."""
    ring = keyring()
    with connect("mg_migrator") as connection:
        used = {
            (str(kind), str(key_id)): int(str(count))
            for kind, key_id, count in connection.execute("SELECT * FROM identity.count_key_use()")
        }
    held = {(kind, name) for kind in ("wrapping", "index") for name in getattr(ring, kind).keys}
    return [
        {
            "kind": kind,
            "key_id": name,
            "is_active": getattr(ring, kind).active == name,
            "is_held": (kind, name) in held,
            "use_count": used.get((kind, name), 0),
        }
        for kind, name in sorted(held | used.keys(), reverse=True)
    ]


def _require_unused(kind: str, key_id: str) -> None:
    count = next(
        (k["use_count"] for k in key_use() if (k["kind"], k["key_id"]) == (kind, key_id)), 0
    )
    if count:
        raise Finding(
            f"the key {key_id!r} still serves {count} {'data keys' if kind == 'wrapping' else 'people'}",
            hint="run mindgarden keys rotate first",
        )


def _with_next(
    after: UUID | None, not_indexed_by: str | None, before: datetime | None, change: Any
) -> UUID | None:
    with connect("mg_migrator") as connection:
        cursor = connection.cursor(row_factory=dict_row)
        row = cursor.execute(
            "SELECT * FROM identity.lock_person(%s, %s, %s)", (after, not_indexed_by, before)
        ).fetchone()
        if row is None:
            return None
        change(connection, row)
    return UUID(str(row["user_id"]))


def _reindex_one(connection: psycopg.Connection[Any], row: dict[str, Any]) -> None:
    person = open_person(row)
    index_key, email = blind_index("email", person.email)
    phone = blind_index("phone", person.phone)[1] if person.phone else None
    connection.execute(
        "SELECT identity.reindex_person(%s, %s, %s, %s)", (person.user_id, index_key, email, phone)
    )


def _reseal_one(connection: psycopg.Connection[Any], row: dict[str, Any]) -> None:
    person = open_person(row)
    fresh = connection.execute("SELECT uuidv7()").fetchone()
    assert fresh is not None
    key, kept = make_data_key(UUID(str(fresh[0])))
    data_key = {
        "id": str(kept.key_id),
        "wrapped": kept.wrapped.hex(),
        "wrapping_key": kept.wrapping_key,
    }
    sealed = {
        field: sealed_field(plain, key, field, person.user_id).hex() if plain else None
        for field, plain in (
            ("email", person.email), ("name_ko", person.name_ko), ("name_en", person.name_en), ("phone", person.phone),
        )
    }  # fmt: skip
    if row["totp_sealed"] is not None:
        secret = open_secret(bytes(row["totp_sealed"]), person_key(row), person.user_id)
        sealed["totp"] = seal_secret(secret, key, person.user_id).hex()
    connection.execute(
        "SELECT identity.reseal_person(%s, %s, %s)",
        (person.user_id, json.dumps(data_key), json.dumps(sealed)),
    )
