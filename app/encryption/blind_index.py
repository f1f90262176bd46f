"""Blind indexes: an address is found by its keyed hash, which can't be turned back without the key."""

from __future__ import annotations

import hmac

from app.encryption.keyring import keyring


def blind_index(kind: str, value: str) -> tuple[str, bytes]:
    """Id of the active index key, and HMAC-SHA256 over kind (`email`, `phone` …) and value."""
    held = keyring().index
    return held.active, _mac(held.keys[held.active], kind, value)


def blind_indexes(kind: str, value: str) -> list[bytes]:
    """The index under every key of the ring, the active one first: rows may be of any of them."""
    held = keyring().index
    names = sorted(held.keys, key=lambda name: name != held.active)
    return [_mac(held.keys[name], kind, value) for name in names]


def _mac(key: bytes, kind: str, value: str) -> bytes:
    return hmac.digest(key, f"{kind}\0{value}".encode(), "sha256")
