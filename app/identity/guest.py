"""People whom a business's own directory vouches for: their sessions reach that business, and not the account."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Connection, RowMapping, text
from sqlalchemy.exc import DBAPIError

from app.db.context import auth_transaction
from app.encryption import open_sealed, seal
from app.errors import refusal_of
from app.identity.person import is_email, seal_person
from app.identity.platform_key import open_key, platform_key
from app.identity.visit import Visit, hash_token
from app.integrations.directory import Vouched
from app.integrations.trouble import Refused

_LONGEST_SUBJECT = 255  # OpenID Connect Core, 2


class NobodyHere(Exception):
    """The directory vouches for nobody who may come in."""


@dataclass(frozen=True)
class Directory:
    """One that is connected."""

    connection_id: UUID
    kind: str
    issuer: str
    client_id: str | None
    metadata: str | None
    secret: str | None = field(repr=False)


def find_directory(sign_in_name: str) -> Directory | None:
    """The directory that people give by its sign-in name."""
    query = text("SELECT * FROM identity.find_connection(:name)")
    with auth_transaction() as connection:
        row = connection.execute(query, {"name": sign_in_name}).mappings().one_or_none()
    if row is None:
        return None
    sealed = row["secret_sealed"]
    place = _place(sign_in_name.strip().lower())
    return Directory(
        connection_id=row["sso_connection_id"],
        kind=row["kind"],
        issuer=row["issuer"],
        client_id=row["client_id"],
        metadata=row["metadata"],
        secret=open_sealed(bytes(sealed), open_key(row), place) if sealed is not None else None,
    )


def open_guest_session(directory: Directory, vouched: Vouched, visit: Visit, locale: str) -> str:
    """Begin a session for whom the directory vouches; returns its token. NobodyHere, Refused."""
    if not 0 < len(vouched.subject) <= _LONGEST_SUBJECT:
        raise Refused("subject", "no number that anybody could be known by")
    token = secrets.token_urlsafe(32)
    indexes, person = None, None
    with auth_transaction() as connection:
        if (email := vouched.verified_email) is not None and is_email(email):
            user_id, key_id = connection.execute(text("SELECT uuidv7(), uuidv7()")).one()
            name = (vouched.name or "").strip()[:100] or email.partition("@")[0]
            sealed = seal_person(user_id, key_id, email=email, name_ko=name)
            person = {
                "user_id": str(user_id),
                "data_key": sealed.data_key,
                "sealed": sealed.fields,
            }
            indexes = sealed.email_indexes
        query = text(
            "SELECT identity.open_guest_session(:connection, :subject, CAST(:person AS jsonb), :indexes, :locale, :hash,"
            " :portal, :device, :agent, CAST(:address AS inet), :country, CAST(:request_id AS uuid))"
        )
        parameters = {
            "connection": directory.connection_id,
            "subject": vouched.subject,
            "person": json.dumps(person) if person else None,
            "indexes": indexes,
            "locale": locale,
            "hash": hash_token(token),
            "portal": visit.portal,
            "device": visit.device_hash,
            "agent": visit.user_agent,
            "address": visit.address,
            "country": visit.country,
            "request_id": visit.request_id,
        }
        try:
            connection.execute(query, parameters)
        except DBAPIError as problem:
            refusal = refusal_of(problem)
            if refusal is not None and refusal.sqlstate in {"MI117", "MI104"}:
                raise NobodyHere from problem
            raise
    return token


def list_directories(connection: Connection) -> Sequence[RowMapping]:
    """The directories of the visitor's business, as identity.list_connection gives them."""
    return connection.execute(text("SELECT * FROM identity.list_connection()")).mappings().all()


def connect_directory(connection: Connection, wish: dict[str, Any], secret: str | None) -> UUID:
    """Connect a directory of the visitor's business; refused as the database says."""
    sealed: dict[str, str] = {}
    if secret:
        with auth_transaction() as keys:
            driver = keys.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            key = platform_key(driver)
        place = _place(str(wish["sign_in_name"]))
        sealed = {
            "data_key_id": str(key.key_id),
            "secret_sealed": seal(secret, key, place).hex(),
        }
    query = text("SELECT identity.connect_directory(CAST(:wish AS jsonb))")
    return UUID(str(connection.execute(query, {"wish": json.dumps(wish | sealed)}).scalar_one()))


def disconnect_directory(connection: Connection, connection_id: UUID) -> None:
    """Take a directory away; who signed in through it is signed out."""
    connection.execute(
        text("SELECT identity.disconnect_directory(:connection)"), {"connection": connection_id}
    )


def _place(sign_in_name: str) -> str:
    return f"identity.sso_connection.secret/{sign_in_name}"
