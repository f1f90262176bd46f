"""Codes of an authenticator app (RFC 6238): six digits that change every 30 seconds."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import pyotp
import segno
from sqlalchemy import RowMapping, text

from app.db.context import auth_transaction
from app.encryption import DataKey, open_sealed, seal
from app.identity.account import account_of
from app.identity.factor_attempt import begin_attempt, note_failure
from app.identity.mailed_code import WrongCode
from app.identity.person import open_person, person_key
from app.identity.visit import Visit, hash_token

_ISSUER: Final = "MindGarden"
_STEP_SECONDS: Final = 30
# Clocks of phones and servers differ: the code before and the one after are right as well.
_TOLERANCE: Final = 1
_DIGITS = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class Enrolment:
    """What an app needs to know once: as a picture to scan, and to type."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)

    @property
    def grouped_secret(self) -> str:
        """The secret in groups of four, for typing."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))

    @property
    def picture(self) -> str:
        """The URI as a QR code: an SVG in a data URI."""
        code = segno.make(self.uri, error="m")
        return code.svg_data_uri(scale=5, border=3, dark="#000", light="#fff")


def begin_enrolment(token: str) -> Enrolment:
    """Make a secret for an authenticator app, which works once its first code was given.

    SecondFactorError unless another factor, or before the first one the password, was shown lately.
    """
    secret = pyotp.random_base32()
    with auth_transaction() as connection:
        query = text("SELECT * FROM identity.describe_session(:token)")
        row = connection.execute(query, {"token": token}).mappings().one()
        person, key = open_person(row), person_key(row)
        connection.execute(
            text("SELECT identity.begin_totp(:token, :key, :sealed)"),
            {
                "token": token,
                "key": key.key_id,
                "sealed": seal_secret(secret, key, person.user_id),
            },
        )
    return _enrolment(secret, person.email)


def pending_enrolment(token: str) -> Enrolment | None:
    """The secret that waits for its first code, to be shown again; None if none does."""
    found = _find(token)
    if found is None or found["is_confirmed"]:
        return None
    return _enrolment(_open_secret(found), account_of(token).person.email)


def confirm_enrolment(token: str, code: str, visit: Visit) -> str:
    """Make the app a second factor by its first code; the session goes on under the returned token."""
    return _use(token, code, visit, "identity.confirm_totp", is_confirmed=False)


def use_code(token: str, code: str, visit: Visit) -> str:
    """Show the second factor by a code; the session goes on under the returned token. WrongCode, TooManyAttempts."""
    return _use(token, code, visit, "identity.use_totp", is_confirmed=True)


def remove_app(token: str, visit: Visit) -> bool:
    """Take the authenticator app away; False if there is none. Refused (MI504) if it is the last of who needs one."""
    query = text(
        "SELECT identity.remove_totp(:token, CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    with auth_transaction() as connection:
        parameters = {"token": token, "address": visit.address, "request_id": visit.request_id}
        return bool(connection.execute(query, parameters).scalar_one())


def seal_secret(secret: str, key: DataKey, user_id: UUID) -> bytes:
    """A secret as ciphertext, bound to its person."""
    return seal(secret, key, _place(user_id))


def open_secret(sealed: bytes, key: DataKey, user_id: UUID) -> str:
    """The secret of a ciphertext; Unreadable if it is another's."""
    return open_sealed(sealed, key, _place(user_id))


def _use(token: str, code: str, visit: Visit, routine: str, *, is_confirmed: bool) -> str:
    begin_attempt(token)
    found, step = _find(token), None
    if found is not None and found["is_confirmed"] is is_confirmed:
        plain = re.sub(r"\s", "", code)
        step = _step_of(plain, _open_secret(found), found["seconds_now"])
    fresh = secrets.token_urlsafe(32)
    if step is not None:
        query = text(
            f"SELECT {routine}(:token, :step, :fresh, CAST(:address AS inet), CAST(:request_id AS uuid))"
        )
        parameters = {
            "token": token,
            "step": step,
            "fresh": hash_token(fresh),
            "address": visit.address,
            "request_id": visit.request_id,
        }
        with auth_transaction() as connection:
            if connection.execute(query, parameters).scalar_one():
                return fresh
    note_failure(token, "totp", visit)
    raise WrongCode


def _find(token: str) -> RowMapping | None:
    with auth_transaction() as connection:
        query = text("SELECT * FROM identity.find_totp(:token)")
        return connection.execute(query, {"token": token}).mappings().one_or_none()


def _step_of(code: str, secret: str, now: int) -> int | None:
    """The step whose code it is, of those that are near now."""
    if not _DIGITS.fullmatch(code):
        return None
    totp = pyotp.TOTP(secret)
    steps = range(now // _STEP_SECONDS - _TOLERANCE, now // _STEP_SECONDS + _TOLERANCE + 1)
    # All are compared, whichever is right: the time tells nothing.
    right = [s for s in steps if secrets.compare_digest(totp.at(s * _STEP_SECONDS), code)]
    return right[-1] if right else None


def _open_secret(found: RowMapping) -> str:
    return open_secret(
        bytes(found["secret_sealed"]), person_key(found), UUID(str(found["user_id"]))
    )


def _enrolment(secret: str, email: str) -> Enrolment:
    uri = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=_ISSUER)
    return Enrolment(secret, uri)


def _place(user_id: UUID) -> str:
    return f"identity.totp_key.secret/{user_id}"
