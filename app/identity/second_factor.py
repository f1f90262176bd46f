"""Which second factors somebody has, and whether a session has shown one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import text

from app.db.context import auth_transaction
from app.identity.recovery_code import use_recovery_code
from app.identity.totp import use_code
from app.identity.visit import Visit

_SHORTEST_RECOVERY_CODE = 12


@dataclass(frozen=True)
class Factors:
    """Of the person of a session; `awaits` is what the session is still missing."""

    has_totp: bool
    passkey_count: int
    recovery_count: int
    is_required: bool
    awaits: Literal["second_factor", "set_up"] | None
    is_recent: bool

    @property
    def has_any(self) -> bool:
        """Whether one is set up; recovery codes alone are none."""
        return self.has_totp or self.passkey_count > 0


def factors_of(token: str) -> Factors:
    """What the person has; SessionEndedError if the session is over."""
    with auth_transaction() as connection:
        query = text("SELECT * FROM identity.describe_factors(:token)")
        return Factors(**connection.execute(query, {"token": token}).mappings().one())


def show_factor(token: str, code: str, visit: Visit) -> str:
    """Show the second factor by what was typed: an app's code, or a recovery code, which is longer.

    Returns the token under which the session goes on. WrongCode, TooManyAttempts.
    """
    if sum(sign.isalnum() for sign in code) >= _SHORTEST_RECOVERY_CODE:
        return use_recovery_code(token, code, visit)
    return use_code(token, code, visit)
