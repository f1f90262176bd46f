"""A person between the database, which holds them sealed, and those who may see them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from app.encryption import (
    DataKey,
    WrappedKey,
    blind_index,
    blind_indexes,
    make_data_key,
    mask_email,
    mask_name,
    open_sealed,
    seal,
    unwrap_data_key,
)
from app.failure import BadInput

_ADDRESS = re.compile(r"[^@\s\0]+@[^@\s\0]+")
_LONGEST_ADDRESS, _LONGEST_NAME = 254, 100


class NotAnEmail(BadInput):
    """What was given as an e-mail address is none."""


class NotAName(BadInput):
    """What was given as a person's name is none."""


@dataclass(frozen=True)
class Person:
    """Somebody in plain text: only for themselves, or for whom the sight was written down."""

    user_id: UUID
    email: str
    name_ko: str
    name_en: str | None
    phone: str | None
    locale: str


@dataclass(frozen=True)
class SealedPerson:
    """What identity.add_person takes: the wrapped key, the sealed fields, the indexes of the e-mail."""

    data_key: dict[str, str]
    fields: dict[str, str | None]
    email_indexes: list[bytes]


def normal_email(email: str) -> str:
    """An address as it is compared; NotAnEmail if it is none."""
    normal = email.strip().lower()
    if not _ADDRESS.fullmatch(normal) or len(normal) > _LONGEST_ADDRESS:
        raise NotAnEmail(f"not an email address: {email!r}", hint="like name@example.kr")
    return normal


def is_email(text: str) -> bool:
    """Whether a text can be an address."""
    try:
        normal_email(text)
    except NotAnEmail:
        return False
    return True


def normal_name(name: str) -> str:
    """A name without blanks around it; NotAName if it is none."""
    normal = name.strip()
    if not normal or not normal.isprintable() or len(normal) > _LONGEST_NAME:
        raise NotAName("a person has a name", hint=f"up to {_LONGEST_NAME} letters")
    return normal


def email_indexes(email: str) -> list[bytes]:
    """By what the database finds an address, under every index key; any text will do."""
    return blind_indexes("email", email.strip().lower())


def seal_person(
    user_id: UUID, key_id: UUID, *, email: str, name_ko: str, name_en: str | None = None
) -> SealedPerson:
    """Seal somebody new under a fresh key; BadInput if e-mail or name are none."""
    email = normal_email(email)
    name_ko, name_en = (
        normal_name(name_ko),
        normal_name(name_en) if name_en and name_en.strip() else None,
    )
    key, kept = make_data_key(key_id)
    index_key, _ = blind_index("email", email)
    fields = {
        "email": sealed_field(email, key, "email", user_id).hex(),
        "email_mask": mask_email(email),
        "index_key": index_key,
        "name_ko": sealed_field(name_ko, key, "name_ko", user_id).hex(),
        "name_en": sealed_field(name_en, key, "name_en", user_id).hex() if name_en else None,
        "name_mask": mask_name(name_ko),
    }
    data_key = {
        "id": str(kept.key_id),
        "wrapped": kept.wrapped.hex(),
        "wrapping_key": kept.wrapping_key,
    }
    return SealedPerson(data_key, fields, email_indexes(email))


def open_person(row: Mapping[str, Any] | RowMapping) -> Person:
    """Open a row of identity.sealed_person; Unreadable or EnvironmentProblem if the keys don't fit."""
    user_id, key = UUID(str(row["user_id"])), person_key(row)

    def opened(field: str) -> str | None:
        sealed = row[f"{field}_sealed"]
        return None if sealed is None else open_sealed(bytes(sealed), key, _place(field, user_id))

    return Person(
        user_id=user_id,
        email=opened("email") or "",
        name_ko=opened("name_ko") or "",
        name_en=opened("name_en"),
        phone=opened("phone"),
        locale=str(row["locale"]),
    )


def person_key(row: Mapping[str, Any] | RowMapping) -> DataKey:
    """The opened data key of a row that has data_key_id, wrapped_key and wrapping_key_id."""
    return unwrap_data_key(
        WrappedKey(
            UUID(str(row["data_key_id"])), bytes(row["wrapped_key"]), str(row["wrapping_key_id"])
        )
    )


def sealed_field(text: str, key: DataKey, field: str, user_id: UUID) -> bytes:
    """A field of identity.auth_user as ciphertext, bound to its column and row."""
    return seal(text, key, _place(field, user_id))


def _place(field: str, user_id: UUID) -> str:
    return f"identity.auth_user.{field}/{user_id}"
