"""What went wrong with a form about an account, in a sentence, at which field, with which HTTP status."""

from __future__ import annotations

from dataclasses import dataclass

from app.failure import BadInput
from app.identity import TooManyAttempts, WrongCredentials
from app.identity.account import NotAPhone
from app.identity.mailed_code import WrongCode
from app.identity.passkey import WrongPasskey
from app.identity.password import SHORTEST, TooBusy, WeakPassword
from app.identity.person import NotAName, NotAnEmail
from app.tenant.text import gettext, ngettext

# What a form's `except` names; anything else is no mistake of the visitor's.
MISTAKES = (BadInput, TooManyAttempts, TooBusy, WrongCode, WrongCredentials, WrongPasskey)


@dataclass(frozen=True)
class Mistake:
    """A sentence for the reader, the field that it stands at, and the answer's status."""

    text: str
    field: str
    status: int


def mistake_of(problem: Exception) -> Mistake:
    """Say what a refusal means; the same words whether an account exists or not."""
    if isinstance(problem, TooManyAttempts):
        return Mistake(_wait_text(problem.seconds), "password", 429)
    if isinstance(problem, TooBusy):
        text = gettext("Many people sign in at this moment. Try again.")
        return Mistake(text, "password", 503)
    if isinstance(problem, WrongCredentials):
        return Mistake(gettext("E-mail and password don’t match."), "password", 401)
    if isinstance(problem, WrongCode):
        text = gettext("Code and password don’t fit together, or the code is old or used.")
        return Mistake(text, "code", 400)
    if isinstance(problem, WrongPasskey):
        return Mistake(gettext("That didn’t work. Try the passkey again."), "passkey", 400)
    if isinstance(problem, NotAnEmail):
        return Mistake(gettext("Give an e-mail address like name@example.kr."), "email", 400)
    if isinstance(problem, NotAName):
        return Mistake(gettext("Give a name of up to 100 letters."), "name", 400)
    if isinstance(problem, NotAPhone):
        return Mistake(gettext("Give a phone number like 010-1234-5678."), "phone", 400)
    if isinstance(problem, WeakPassword):
        return Mistake(_weak_text(problem.reason), "new_password", 400)
    return Mistake(gettext("Something in the form makes no sense."), "", 400)


def own_password(mistake: Mistake) -> Mistake:
    """The same where the person is signed in: only the password can be wrong."""
    if mistake.status != 401:
        return mistake
    return Mistake(gettext("That isn’t your password."), "password", 401)


def wrong_factor(mistake: Mistake) -> Mistake:
    """The same where a code of an app or on paper was given."""
    if mistake.field == "password":
        return Mistake(mistake.text, "code", mistake.status)
    if mistake.field != "code":
        return mistake
    return Mistake(
        gettext("That code isn’t right, or was used before. Wait for the next one."), "code", 400
    )


def _weak_text(reason: str) -> str:
    if reason == "length":
        text = gettext("Give a password of at least %(count)s characters.")
        return text % {"count": SHORTEST}
    if reason == "common":
        return gettext("This password is one of the first that are guessed. Choose another.")
    if reason == "personal":
        return gettext("This password is made of your name or e-mail. Choose another.")
    return gettext("This is the password that you have. Choose another.")


def _wait_text(seconds: int) -> str:
    if seconds < 60:
        return ngettext(
            "Too many attempts. Try again in %(num)s second.",
            "Too many attempts. Try again in %(num)s seconds.",
            seconds,
        )
    return ngettext(
        "Too many attempts. Try again in %(num)s minute.",
        "Too many attempts. Try again in %(num)s minutes.",
        -(-seconds // 60),
    )
