"""Applications: what the token service knows of one, and how businesses and headquarters register them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from authlib.oauth2.rfc6749 import ClientMixin, list_to_scope, scope_to_list
from sqlalchemy import Connection, RowMapping, text

from app.db.context import auth_transaction
from app.identity.visit import hash_token


@dataclass(frozen=True)
class Client(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """An approved application, in the words that Authlib asks in (RFC 6749, 2)."""

    client_id: UUID
    name_ko: str
    name_en: str | None
    is_confidential: bool
    redirect_uris: tuple[str, ...]
    grant_types: frozenset[str]
    scopes: frozenset[str]
    secret_hashes: tuple[bytes, ...]

    def get_client_id(self) -> str:
        """Its public number."""
        return str(self.client_id)

    def get_default_redirect_uri(self) -> str | None:
        """The one address to go back to, if there is just one."""
        return self.redirect_uris[0] if len(self.redirect_uris) == 1 else None

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """What it asks for, without a wish everything; None if it was not registered with that."""
        wished = scope_to_list(scope) if scope else sorted(self.scopes)
        return str(list_to_scope(wished)) if self.scopes.issuperset(wished) else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """To the letter (RFC 9700, 2.1)."""
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """By its hash; while one is replaced, both work."""
        shown = hash_token(client_secret)
        return any(secrets.compare_digest(shown, known) for known in self.secret_hashes)

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        """Whoever has a secret shows it; whoever can't keep one has none."""
        return (method == "none") is not self.is_confidential

    def check_response_type(self, response_type: str) -> bool:
        """Codes alone (OAuth 2.1)."""
        return response_type == "code" and "authorization_code" in self.grant_types

    def check_grant_type(self, grant_type: str) -> bool:
        """As registered."""
        return grant_type in self.grant_types


def find_client(client_id: str | None) -> Client | None:
    """An approved application by its number."""
    try:
        number = UUID(client_id or "")
    except ValueError:
        return None
    query = text("SELECT * FROM identity.find_client(:client)")
    with auth_transaction() as connection:
        row = connection.execute(query, {"client": number}).mappings().one_or_none()
    if row is None:
        return None
    return Client(
        client_id=row["oauth_client_id"],
        name_ko=row["name_ko"],
        name_en=row["name_en"],
        is_confidential=row["is_confidential"],
        redirect_uris=tuple(row["redirect_uris"]),
        grant_types=frozenset(row["grant_types"]),
        scopes=frozenset(row["scopes"]),
        secret_hashes=tuple(bytes(known) for known in row["secret_hashes"]),
    )


def new_secret() -> str:
    """A secret of 256 bits, shown once."""
    return secrets.token_urlsafe(32)


def register_client(connection: Connection, wish: dict[str, Any], secret: str | None) -> UUID:
    """Register an application of the visitor's business, which waits for headquarters; refused as the database says."""
    query = text("SELECT identity.register_client(CAST(:wish AS jsonb), :hash)")
    hashed = hash_token(secret) if secret else None
    return UUID(
        str(connection.execute(query, {"wish": json.dumps(wish), "hash": hashed}).scalar_one())
    )


def list_clients(connection: Connection) -> Sequence[RowMapping]:
    """The applications of the visitor's business, as identity.list_client gives them."""
    return connection.execute(text("SELECT * FROM identity.list_client()")).mappings().all()


def rotate_secret(connection: Connection, client_id: UUID) -> str:
    """Another secret, shown once; the one before works for another day."""
    secret = new_secret()
    query = text("SELECT identity.rotate_client_secret(:client, :hash)")
    connection.execute(query, {"client": client_id, "hash": hash_token(secret)})
    return secret


def withdraw_client(connection: Connection, client_id: UUID) -> None:
    """Take an application out of use, and end everything that it was let do."""
    connection.execute(text("SELECT identity.withdraw_client(:client)"), {"client": client_id})


def list_scopes() -> Sequence[RowMapping]:
    """What applications may ask for: scope, name_ko, name_en."""
    with auth_transaction() as connection:
        return connection.execute(text("SELECT * FROM identity.list_app_scope()")).mappings().all()
