"""Who wraps data keys: the port behind which a key management service may stand, and the local one."""

from __future__ import annotations

import secrets
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.encryption.keyring import keyring
from app.failure import EnvironmentProblem

_NONCE_BYTES = 12


class KeyWrapper(Protocol):
    """Wraps and unwraps data keys by a key that it alone holds."""

    @property
    def active_key(self) -> str:
        """Id of the key that wraps from here on."""

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        """Seal a data key; `context` has to be given again to open it."""

    def unwrap(self, key_id: str, wrapped: bytes, context: bytes) -> bytes:
        """Open a data key; EnvironmentProblem if the key is missing or the context another."""


class LocalWrapper:
    """The keyring of this platform, by AES-256-GCM."""

    @property
    def active_key(self) -> str:
        """Id of the active wrapping key."""
        return keyring().wrapping.active

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        """Nonce and ciphertext."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        held = keyring().wrapping
        return nonce + AESGCM(held.keys[held.active]).encrypt(nonce, data_key, context)

    def unwrap(self, key_id: str, wrapped: bytes, context: bytes) -> bytes:
        """The data key."""
        key = keyring().wrapping.keys.get(key_id)
        if key is None:
            raise EnvironmentProblem(
                f"the keyring lacks the key {key_id!r}",
                hint="restore the keyring that this database was written with",
            )
        try:
            return AESGCM(key).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], context)
        except InvalidTag:
            raise EnvironmentProblem(
                f"the key {key_id!r} of the keyring doesn't open this database's data keys",
                hint="restore the keyring that this database was written with",
            ) from None


def key_wrapper() -> KeyWrapper:
    """The wrapper of this platform."""
    return LocalWrapper()
