"""Passwords as Argon2id hashes, with the parameters that OWASP recommends for small machines."""

from __future__ import annotations

import secrets
from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST, LONGEST = 10, 1024
_hasher = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))


def hash_password(password: str) -> str:
    """Hash a new password."""
    return _hasher.hash(password)


def check_password(password: str, known: str | None) -> tuple[bool, str | None]:
    """Whether it is right, and its newer hash if the parameters have changed.

    Without a known hash the work is the same: the time must not tell whether somebody exists.
    """
    if known is None or len(password) > LONGEST:
        _hasher.verify(password[:LONGEST], _nobody())
        return False, None
    return _hasher.verify_and_update(password, known)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hash_password(secrets.token_urlsafe(24))
