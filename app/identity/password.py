"""Passwords as Argon2id hashes, with the parameters that OWASP recommends for small machines.

Hashes of the legacy service (bcrypt, which reads 72 bytes) verify once, and are replaced by logging in.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from app.failure import BadInput

SHORTEST, LONGEST = 10, 1024
_BCRYPT_BYTES = 72
# A hash takes a core for a moment: log-ins queue up here, and leave the other cores to everybody else.
_AT_ONCE = 1
_LONGEST_WAIT_SECONDS = 10.0
_argon2 = Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1)
_hasher = PasswordHash((_argon2,))
_legacy = BcryptHasher()
_turn = BoundedSemaphore(_AT_ONCE)


class WeakPassword(BadInput):
    """A new password that is refused; `reason`: length, common, personal, or same as before."""

    def __init__(self, reason: str, message: str, *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class TooBusy(Exception):
    """More people log in at this moment than passwords can be checked: try again."""


def hash_password(password: str) -> str:
    """Hash a new password, of any length up to LONGEST."""
    with _hashing():
        return _hasher.hash(password)


def check_password(password: str, known: str | None) -> tuple[bool, str | None]:
    """Whether it is right, and its newer hash if the kept one is of older parameters or of the legacy service.

    Without a known hash the work is the same: the time must not tell whether somebody exists.
    """
    with _hashing():
        if known is None or len(password) > LONGEST:
            _hasher.verify(password[:LONGEST], _nobody())
            return False, None
        if BcryptHasher.identify(known):
            # The legacy service cut a longer password there, without a word.
            head = password.encode()[:_BCRYPT_BYTES]
            is_right = b"\0" not in head and _legacy.verify(head, known)
            return is_right, _hasher.hash(password) if is_right else None
        try:
            return _hasher.verify_and_update(password, known)
        except UnknownHashError:
            return False, None


def require_strength(password: str, *, about: tuple[str, ...] = ()) -> None:
    """WeakPassword unless a new password is long enough, none of the common ones, and not the person's own data.

    Length and a list rather than signs of each kind: NIST SP 800-63B, 3.1.1.2.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword("length", f"a password has {SHORTEST} to {LONGEST} characters")
    plain = password.casefold()
    if plain in _common() or len(set(plain)) < 4:
        raise WeakPassword(
            "common", "this password is one of the first that are guessed", hint="choose another"
        )
    parts = {part.casefold() for text in about for part in (text, text.partition("@")[0])}
    if any(len(part) > 2 and part in plain and len(plain.replace(part, "")) < 6 for part in parts):
        raise WeakPassword(
            "personal", "this password is made of your name or e-mail", hint="choose another"
        )


@contextmanager
def _hashing() -> Iterator[None]:
    if not _turn.acquire(timeout=_LONGEST_WAIT_SECONDS):
        raise TooBusy
    try:
        yield
    finally:
        _turn.release()


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(24))
