"""What an error of the database means to people: HTTP status, and what to do, from the one registry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import psycopg
from sqlalchemy.exc import DBAPIError

from app.db.connection import connect

Locale = Literal["ko", "en"]


@dataclass(frozen=True)
class Refusal:
    """One error as the registry knows it."""

    sqlstate: str
    http_status: int
    message: str
    hint_ko: str
    hint_en: str
    detail: str | None = None

    def hint(self, locale: Locale) -> str:
        """What to do, in the reader's language."""
        return self.hint_ko if locale == "ko" else self.hint_en


class RefusedError(Exception):
    """The database refused; `refusal` says what to tell."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class SessionEndedError(RefusedError):
    """The session is unknown, expired or revoked: sign in again."""


class SecondFactorError(RefusedError):
    """A second factor is needed, has to be set up, or has to be shown once more."""


class ForbiddenError(RefusedError):
    """The person may not do this here."""


# The third character of a platform's code says what kind of error it is.
_STATUS_OF_KIND = {"0": 400, "1": 403, "4": 404, "5": 409, "9": 500}
_ASK = ("운영팀에 알려 주세요.", "Tell the operators.")


def refusal_of(problem: BaseException) -> Refusal | None:
    """What a database error means; None for anything that the registry doesn't explain."""
    origin = problem.orig if isinstance(problem, DBAPIError) else problem
    if not isinstance(origin, psycopg.Error) or not origin.sqlstate:
        return None
    state = origin.sqlstate
    known = registry().get(state)
    if known is None and not ("I" <= state[0] <= "Z" and state[2:].isdigit()):
        return None
    return Refusal(
        sqlstate=state,
        http_status=known.http_status if known else _STATUS_OF_KIND.get(state[2], 500),
        message=known.message if known else origin.diag.message_primary or state,
        hint_ko=known.hint_ko if known else origin.diag.message_hint or _ASK[0],
        hint_en=known.hint_en if known else origin.diag.message_hint or _ASK[1],
        detail=origin.diag.message_detail,
    )


@lru_cache(maxsize=1)
def registry() -> dict[str, Refusal]:
    """The table core.error_code; the same in every database of one release."""
    with connect("mg_app") as connection:
        rows = connection.execute(
            "SELECT error_code, http_status, message, hint_ko, hint_en FROM core.error_code"
        ).fetchall()
    return {
        str(code): Refusal(str(code), int(str(status)), str(message), str(ko), str(en))
        for code, status, message, ko, en in rows
    }
