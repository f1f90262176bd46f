"""What signed-in people do with their own account: profile, password, leaving."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text

from app.db.context import auth_transaction
from app.encryption import blind_index, mask_name, mask_phone
from app.failure import BadInput
from app.identity.login import TooManyAttempts, WrongCredentials
from app.identity.pace import steady
from app.identity.password import WeakPassword, check_password, hash_password, require_strength
from app.identity.person import Person, normal_name, open_person, person_key, sealed_field
from app.identity.visit import Visit, hash_token

_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")


class NotAPhone(BadInput):
    """What was given as a phone number is none."""


@dataclass(frozen=True)
class Account:
    """The person of a session, where they may work, and what is still missing before they may."""

    person: Person
    auth_session_id: UUID
    awaits: Literal["set_up"] | None
    is_operator: bool
    memberships: list[dict[str, Any]]


def account_of(token: str) -> Account:
    """Whose session it is; SessionEndedError if it is over."""
    row = _session_row(token)
    return Account(
        person=open_person(row),
        auth_session_id=UUID(str(row["auth_session_id"])),
        awaits=row["awaits"],
        is_operator=bool(row["is_operator"]),
        memberships=list(row["memberships"]),
    )


def change_profile(
    token: str, *, name_ko: str, name_en: str, phone: str, locale: Literal["ko", "en"]
) -> None:
    """Change names, phone number and language; BadInput for what is none."""
    row = _session_row(token)
    user_id, key = UUID(str(row["user_id"])), person_key(row)
    korean, english = normal_name(name_ko), normal_name(name_en) if name_en.strip() else None
    number = normal_phone(phone)
    sealed = {
        "data_key_id": str(key.key_id),
        "name_ko": sealed_field(korean, key, "name_ko", user_id).hex(),
        "name_en": sealed_field(english, key, "name_en", user_id).hex() if english else None,
        "name_mask": mask_name(korean),
        "phone": sealed_field(number, key, "phone", user_id).hex() if number else None,
        "phone_mask": mask_phone(number) if number else None,
        "phone_index": blind_index("phone", number)[1].hex() if number else None,
        "locale": locale,
    }
    with auth_transaction() as connection:
        query = text("SELECT identity.update_person(:token, CAST(:sealed AS jsonb))")
        connection.execute(query, {"token": token, "sealed": json.dumps(sealed)})


def change_password(token: str, old: str, new: str, visit: Visit) -> str:
    """A new password; other sessions end, and this one goes on under the returned token.

    WrongCredentials for the old one, WeakPassword for the new one, TooManyAttempts.
    """
    person = account_of(token).person
    require_strength(new, about=(person.email, person.name_ko, person.name_en or ""))
    if secrets.compare_digest(old.encode(), new.encode()):
        raise WeakPassword("same", "this is the password that you have", hint="choose another")
    confirm_password(token, old, visit)
    fresh = secrets.token_urlsafe(32)
    hashed = hash_password(new)
    with auth_transaction() as connection:
        query = text("SELECT identity.change_password(:token, :hash, :fresh)")
        connection.execute(query, {"token": token, "hash": hashed, "fresh": hash_token(fresh)})
    return fresh


def withdraw(token: str, password: str, visit: Visit) -> None:
    """Leave the platform for good. WrongCredentials, TooManyAttempts; refused (MI502) for a last owner."""
    confirm_password(token, password, visit)
    with auth_transaction() as connection:
        connection.execute(text("SELECT identity.withdraw(:token)"), {"token": token})


def confirm_password(token: str, password: str, visit: Visit) -> None:
    """WrongCredentials unless it is the signed-in person's own password; TooManyAttempts."""
    query = text(
        "SELECT password_hash, ceil(extract(epoch FROM retry_after))::integer AS seconds"
        " FROM identity.begin_confirmation(:token)"
    )
    with steady():
        with auth_transaction() as connection:
            found = connection.execute(query, {"token": token}).mappings().one()
        if found["seconds"] is not None:
            raise TooManyAttempts(found["seconds"])
        is_right, _ = check_password(password, found["password_hash"])
    with auth_transaction() as connection:
        connection.execute(
            text(
                "SELECT identity.end_confirmation(:token, :is_right, CAST(:address AS inet), CAST(:request_id AS uuid))"
            ),
            {
                "token": token,
                "is_right": is_right,
                "address": visit.address,
                "request_id": visit.request_id,
            },
        )
    if not is_right:
        raise WrongCredentials


def normal_phone(written: str) -> str | None:
    """A phone number as E.164, Korean if it names no country; None for nothing, NotAPhone for what is none."""
    plain = re.sub(r"[\s().-]", "", written)
    if not plain:
        return None
    if plain.startswith("0") and not plain.startswith("00"):
        plain = "+82" + plain[1:]
    if not _PHONE.fullmatch(plain):
        raise NotAPhone(f"not a phone number: {written!r}", hint="like 010-1234-5678")
    return plain


def _session_row(token: str) -> Any:
    with auth_transaction() as connection:
        query = text("SELECT * FROM identity.describe_session(:token)")
        return connection.execute(query, {"token": token}).mappings().one()
