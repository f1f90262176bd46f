"""What stood there in plain text is sealed, then its columns go. In Python, since the keys are outside the database.

phase: contract · locks: ACCESS EXCLUSIVE on identity.auth_user while its people are sealed, a millisecond each · reversible: yes
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yoyo import step

from app.encryption import (
    DataKey,
    WrappedKey,
    blind_index,
    make_data_key,
    mask_email,
    mask_name,
    open_sealed,
    seal,
    unwrap_data_key,
)

__depends__ = {"0025.seal-personal-data"}

# Row security binds the owner as well; within this transaction it has to see everybody.
_LOOK = "ALTER TABLE identity.auth_user NO FORCE ROW LEVEL SECURITY"
_LOOK_AT_KEYS = "ALTER TABLE identity.data_key NO FORCE ROW LEVEL SECURITY"
_BIND = "ALTER TABLE identity.auth_user FORCE ROW LEVEL SECURITY"
_BIND_KEYS = "ALTER TABLE identity.data_key FORCE ROW LEVEL SECURITY"


def _seal_people(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(
        "SELECT user_id, uuidv7(), email, name_ko, name_en FROM identity.auth_user WHERE email IS NOT NULL"
    )
    for user_id, key_id, email, name_ko, name_en in cursor.fetchall():
        key, kept = make_data_key(UUID(str(key_id)))
        index_key, index = blind_index("email", email)
        cursor.execute(
            "INSERT INTO identity.data_key (data_key_id, owner_kind, owner_id, wrapped_key, wrapping_key_id)"
            " VALUES (%s, 'user', %s, %s, %s)",
            (kept.key_id, user_id, kept.wrapped, kept.wrapping_key),
        )
        cursor.execute(
            "UPDATE identity.auth_user SET data_key_id = %s, email_sealed = %s, email_mask = %s, email_index = %s,"
            " index_key_id = %s, name_ko_sealed = %s, name_en_sealed = %s, name_mask = %s, email_verified_at = created_at"
            " WHERE user_id = %s",
            (
                kept.key_id, seal(email, key, f"identity.auth_user.email/{user_id}"), mask_email(email), index,
                index_key, seal(name_ko, key, f"identity.auth_user.name_ko/{user_id}"),
                seal(name_en, key, f"identity.auth_user.name_en/{user_id}") if name_en else None,
                mask_name(name_ko), user_id,
            ),
        )  # fmt: skip


def _open_people(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(
        "SELECT u.user_id, k.data_key_id, k.wrapped_key, k.wrapping_key_id, u.email_sealed, u.name_ko_sealed, u.name_en_sealed"
        " FROM identity.auth_user AS u JOIN identity.data_key AS k ON k.data_key_id = u.data_key_id"
    )
    for user_id, key_id, wrapped, wrapping_key, email, name_ko, name_en in cursor.fetchall():
        key: DataKey = unwrap_data_key(WrappedKey(UUID(str(key_id)), bytes(wrapped), wrapping_key))
        cursor.execute(
            "UPDATE identity.auth_user SET email = %s, name_ko = %s, name_en = %s WHERE user_id = %s",
            (
                open_sealed(bytes(email), key, f"identity.auth_user.email/{user_id}"),
                open_sealed(bytes(name_ko), key, f"identity.auth_user.name_ko/{user_id}"),
                open_sealed(bytes(name_en), key, f"identity.auth_user.name_en/{user_id}") if name_en else None,
                user_id,
            ),
        )  # fmt: skip


_CONTRACT = """
ALTER TABLE identity.auth_user
  DROP CONSTRAINT auth_user_kind_ck,
  DROP CONSTRAINT auth_user_email_ck,
  DROP CONSTRAINT auth_user_email_uq,
  DROP CONSTRAINT auth_user_name_ck,
  ALTER COLUMN name_ko DROP NOT NULL,
  DROP COLUMN email
"""
_CLEAR_NAMES = (
    "UPDATE identity.auth_user SET name_ko = NULL, name_en = NULL WHERE service_name IS NULL"
)
_CONSTRAIN = """
ALTER TABLE identity.auth_user
  ADD CONSTRAINT auth_user_kind_ck CHECK ((service_name IS NULL) = (email_index IS NOT NULL OR withdrawn_at IS NOT NULL)),
  ADD CONSTRAINT auth_user_sealed_ck CHECK ((email_index IS NULL) = (email_sealed IS NULL)
    AND (email_index IS NULL) = (data_key_id IS NULL) AND (email_index IS NULL) = (index_key_id IS NULL)
    AND (email_index IS NULL) = (name_ko_sealed IS NULL) AND (phone_index IS NULL) = (phone_sealed IS NULL)),
  ADD CONSTRAINT auth_user_name_ck CHECK ((service_name IS NULL) = (name_ko IS NULL)),
  ADD CONSTRAINT auth_user_email_uq UNIQUE (email_index),
  ADD CONSTRAINT auth_user_key_fk FOREIGN KEY (data_key_id) REFERENCES identity.data_key (data_key_id);
CREATE INDEX auth_user_key_ix ON identity.auth_user (data_key_id);
CREATE INDEX auth_user_phone_ix ON identity.auth_user (phone_index) WHERE phone_index IS NOT NULL;
COMMENT ON COLUMN identity.auth_user.name_ko IS 'Of a service. A person''s name is sealed.';
COMMENT ON COLUMN identity.auth_user.name_en IS 'Of a service.';
"""
_EXPAND = """
DROP INDEX identity.auth_user_phone_ix;
DROP INDEX identity.auth_user_key_ix;
ALTER TABLE identity.auth_user
  DROP CONSTRAINT auth_user_key_fk,
  DROP CONSTRAINT auth_user_email_uq,
  DROP CONSTRAINT auth_user_name_ck,
  DROP CONSTRAINT auth_user_sealed_ck,
  DROP CONSTRAINT auth_user_kind_ck,
  ADD COLUMN email text;
"""
_FILL = """
DELETE FROM identity.auth_user WHERE withdrawn_at IS NOT NULL;
ALTER TABLE identity.auth_user
  ALTER COLUMN name_ko SET NOT NULL,
  ADD CONSTRAINT auth_user_email_uq UNIQUE (email),
  ADD CONSTRAINT auth_user_kind_ck CHECK ((email IS NULL) = (service_name IS NOT NULL)),
  ADD CONSTRAINT auth_user_email_ck CHECK (email = lower(btrim(email)) AND length(email) <= 254
    AND email ~ '^[^@\\s]+@[^@\\s]+$'),
  ADD CONSTRAINT auth_user_name_ck CHECK (btrim(name_ko) <> '')
"""

steps = [
    step(_LOOK, _BIND),
    step(_LOOK_AT_KEYS, _BIND_KEYS),
    step(_seal_people, None),
    step(_CONTRACT, None),
    step(_CLEAR_NAMES, _FILL),
    step(None, _open_people),
    step(_CONSTRAIN, _EXPAND),
    step(_BIND_KEYS, _LOOK_AT_KEYS),
    step(_BIND, _LOOK),
]
