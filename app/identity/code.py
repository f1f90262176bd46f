"""Codes that mails carry: 80 random bits, written so that people can read and type them."""

from __future__ import annotations

import secrets
from typing import Final

from app.identity.visit import hash_token

# Without the letters that look like digits or like one another (Crockford's base 32).
_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _GROUP = 16, 4
_LOOKALIKES: Final = str.maketrans("OIL", "011")


def make_code() -> str:
    """A fresh code, like 7K2M-Q9TX-04CE-WJ5P."""
    return _grouped("".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)))


def code_hash(written: str) -> bytes:
    """What the database knows of a code, however somebody wrote it."""
    plain = "".join(sign for sign in written.upper() if sign.isalnum()).translate(_LOOKALIKES)
    return hash_token(_grouped(plain[: _LENGTH * 2]))


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))
