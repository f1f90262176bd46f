"""A text as ciphertext that says which key opens it, and opens only where it was put.

Layout: version (1 byte) · data key id (16) · nonce (12) · AES-256-GCM ciphertext with its tag. The place
(table, column, row) and the head are authenticated: a ciphertext moved to another row doesn't open.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.encryption.data_key import DataKey

_VERSION = b"\x01"
_HEAD_BYTES = 17
_NONCE_BYTES = 12


class Unreadable(Exception):
    """A ciphertext was changed, moved, or belongs to another key."""


def seal(text: str, key: DataKey, place: str) -> bytes:
    """Encrypt a text for one place, such as `identity.auth_user.email/<user id>`."""
    head = _VERSION + key.key_id.bytes
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return head + nonce + AESGCM(key.secret).encrypt(nonce, text.encode(), head + place.encode())


def open_sealed(sealed: bytes, key: DataKey, place: str) -> str:
    """Decrypt; Unreadable unless key and place are those of sealing."""
    head, nonce = sealed[:_HEAD_BYTES], sealed[_HEAD_BYTES : _HEAD_BYTES + _NONCE_BYTES]
    if key_of(sealed) != key.key_id:
        raise Unreadable(f"sealed with another key: {place}")
    try:
        text = AESGCM(key.secret).decrypt(
            nonce, sealed[_HEAD_BYTES + _NONCE_BYTES :], head + place.encode()
        )
    except InvalidTag:
        raise Unreadable(f"changed or moved: {place}") from None
    return text.decode()


def key_of(sealed: bytes) -> UUID:
    """The id of the data key that opens it; Unreadable if this is no ciphertext of ours."""
    if len(sealed) < _HEAD_BYTES + _NONCE_BYTES or sealed[:1] != _VERSION:
        raise Unreadable("no ciphertext, or of a version that is not known here")
    return UUID(bytes=sealed[1:_HEAD_BYTES])
