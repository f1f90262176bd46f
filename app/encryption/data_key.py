"""Data keys: made for one owner, kept wrapped in the database, opened in memory alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from app.encryption.keyring import KEY_BYTES
from app.encryption.wrapping import key_wrapper


@dataclass(frozen=True)
class DataKey:
    """An opened data key."""

    key_id: UUID
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class WrappedKey:
    """A data key as the database holds it."""

    key_id: UUID
    wrapped: bytes
    wrapping_key: str


def make_data_key(key_id: UUID) -> tuple[DataKey, WrappedKey]:
    """A fresh 256-bit key under an id that the database gave."""
    secret = secrets.token_bytes(KEY_BYTES)
    return DataKey(key_id, secret), _wrap(key_id, secret)


def unwrap_data_key(kept: WrappedKey) -> DataKey:
    """Open a key; EnvironmentProblem if the keyring can't."""
    return DataKey(kept.key_id, _unwrap(kept.key_id, kept.wrapped, kept.wrapping_key))


def wrap_again(kept: WrappedKey) -> WrappedKey:
    """The same key, wrapped by the active wrapping key."""
    return _wrap(kept.key_id, unwrap_data_key(kept).secret)


def _wrap(key_id: UUID, secret: bytes) -> WrappedKey:
    wrapper = key_wrapper()
    return WrappedKey(key_id, wrapper.wrap(secret, key_id.bytes), wrapper.active_key)


# A key management service is asked over the network: the same key isn't asked for with every page.
@lru_cache(maxsize=4096)
def _unwrap(key_id: UUID, wrapped: bytes, wrapping_key: str) -> bytes:
    return key_wrapper().unwrap(wrapping_key, wrapped, key_id.bytes)
