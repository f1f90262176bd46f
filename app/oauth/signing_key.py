"""Keys that sign tokens (ES256): made here, kept sealed in the database, published without their private half."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import psycopg
from joserfc.jwk import ECKey
from psycopg.rows import dict_row
from sqlalchemy import RowMapping, text

from app.db.connection import connect
from app.db.context import auth_transaction
from app.encryption import DataKey, open_sealed, seal
from app.identity.platform_key import open_key, platform_key

ALGORITHM: Final = "ES256"
# Whoever keeps a copy of the published keys asks again within the hour.
_LEAD: Final = timedelta(hours=1)
_KEPT: Final = timedelta(days=1)
_LIFE: Final = timedelta(days=90)
_ID_FORMAT: Final = "%Y%m%dT%H%M%S"
_seen: dict[str, ECKey] = {}


def signing_key() -> ECKey:
    """The private key that signs now; made if the platform has none yet."""
    return _open(next(row for row in _keys() if row["is_active"]))


def published_keys() -> list[dict[str, Any]]:
    """The public halves, as a key set's `keys` (RFC 7517)."""
    return [dict(row["public_key"]) for row in _keys()]


def public_key(key_id: str) -> ECKey | None:
    """The public half of a key that is published. Once seen it is remembered: every call is checked by one."""
    if key_id not in _seen:
        found = next((row for row in _keys() if row["signing_key_id"] == key_id), None)
        if found is None:
            return None
        _seen[key_id] = ECKey.import_key(dict(found["public_key"]))
    return _seen[key_id]


def rotate_key() -> str | None:
    """Add a key, which signs an hour from now (the first at once); None if somebody else just did."""
    with connect("mg_migrator") as connection:
        return _add_key(connection)


def rotate_old_key() -> str | None:
    """Add a key if the newest has served its time."""
    with connect("mg_migrator") as connection:
        newest = connection.execute(
            "SELECT max(k.active_at) FROM identity.list_signing_key() AS k"
        ).fetchone()
        begun = newest[0] if newest else None
        if isinstance(begun, datetime) and begun > datetime.now(UTC) - _LIFE:
            return None
        return _add_key(connection)


def _keys() -> Sequence[RowMapping]:
    query = text("SELECT * FROM identity.list_signing_key()")
    with auth_transaction() as connection:
        rows = connection.execute(query).mappings().all()
    if not rows:
        with auth_transaction() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            _add_key(driver)
            rows = connection.execute(query).mappings().all()
    return rows


def _add_key(connection: psycopg.Connection[Any]) -> str | None:
    cursor = connection.cursor(row_factory=dict_row)
    newest = cursor.execute(
        "SELECT max(k.signing_key_id) AS id FROM identity.list_signing_key() AS k"
    ).fetchone()
    sealing = platform_key(connection)
    key_id = f"{datetime.now(UTC):{_ID_FORMAT}}-{secrets.token_hex(4)}"
    key = ECKey.generate_key("P-256", {"kid": key_id, "use": "sig", "alg": ALGORITHM})
    sealed = seal(key.as_pem(private=True).decode(), sealing, _place(key_id))
    row = cursor.execute(
        "SELECT identity.put_signing_key(%s, %s, %s, %s, %s, %s, %s) AS is_new",
        (
            key_id,
            json.dumps(key.as_dict(private=False)),
            sealed,
            sealing.key_id,
            newest["id"] if newest else None,
            _LEAD,
            _KEPT,
        ),
    ).fetchone()
    return key_id if row and row["is_new"] else None


def _open(row: RowMapping) -> ECKey:
    # Wrapped anew by a rotation of the keyring, the private key is the same: it is opened once.
    return _parse(row["signing_key_id"], bytes(row["private_sealed"]), open_key(row))


@lru_cache(maxsize=8)
def _parse(key_id: str, sealed: bytes, key: DataKey) -> ECKey:
    pem = open_sealed(sealed, key, _place(key_id))
    return ECKey.import_key(pem, {"kid": key_id, "use": "sig", "alg": ALGORITHM})


def _place(key_id: str) -> str:
    return f"identity.signing_key.private/{key_id}"
