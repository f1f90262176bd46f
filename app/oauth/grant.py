"""What people let applications do: begun with a code, ended by anybody whom it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, list_to_scope
from sqlalchemy import RowMapping, TextClause, text

from app.db.context import auth_transaction
from app.identity.visit import Visit, hash_token


@dataclass(frozen=True)
class Grant(AuthorizationCodeMixin):  # type: ignore[misc]  # Authlib has no types
    """What a code or a refresh token stands for, in the words that Authlib asks in.

    For Authlib it is the user as well: tokens belong to the grant, and through it to the person.
    """

    grant_id: UUID
    user_id: UUID
    client_id: UUID
    scopes: tuple[str, ...]
    redirect_uri: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str = "S256"
    nonce: str | None = None
    signed_in_at: datetime | None = None

    def get_redirect_uri(self) -> str | None:
        """Where its code was sent."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """Its scopes, parted by blanks."""
        return str(list_to_scope(self.scopes))

    def get_auth_time(self) -> int | None:
        """When the person proved who they are, in seconds since 1970."""
        return int(self.signed_in_at.timestamp()) if self.signed_in_at else None

    def check_client(self, client: object) -> bool:
        """Whether it was given to this application; the database looked it up by both."""
        return bool(getattr(client, "client_id", None) == self.client_id)


def authorize(
    token: str,
    client_id: UUID,
    *,
    scopes: list[str],
    redirect_uri: str,
    code: str,
    code_challenge: str,
    nonce: str | None,
    visit: Visit,
) -> None:
    """Let an application act for the signed-in person, in the role in force; `code` turns into tokens."""
    query = text(
        "SELECT identity.authorize_client(:token, :client, :scopes, :redirect_uri, :challenge, :nonce, :code,"
        " CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    parameters = {
        "token": token,
        "client": client_id,
        "scopes": scopes,
        "redirect_uri": redirect_uri,
        "challenge": code_challenge,
        "nonce": nonce,
        "code": hash_token(code),
        "address": visit.address,
        "request_id": visit.request_id,
    }
    with auth_transaction() as connection:
        connection.execute(query, parameters)


def is_authorized(token: str, client_id: UUID, scopes: list[str]) -> bool:
    """Whether the signed-in person, as they work now, let it do all this before. Refused (MI408) if they may not use it."""
    query = text("SELECT identity.is_client_authorized(:token, :client, :scopes)")
    parameters = {"token": token, "client": client_id, "scopes": scopes}
    with auth_transaction() as connection:
        return bool(connection.execute(query, parameters).scalar_one())


def use_code(client_id: UUID, code: str, visit: Visit) -> Grant | None:
    """What a code stands for, once; None ever after, and its grant ends."""
    query = text(
        "SELECT * FROM identity.use_code(:client, :hash, CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    return _use(query, client_id, code, visit)


def use_refresh_token(client_id: UUID, refresh_token: str, visit: Visit) -> Grant | None:
    """What a refresh token stands for, once; None ever after, and its grant ends."""
    query = text(
        "SELECT * FROM identity.use_refresh_token(:client, :hash, CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    return _use(query, client_id, refresh_token, visit)


def own_grant(client_id: UUID) -> UUID:
    """The grant by which an application acts by itself. Refused (MI408) if it may not."""
    with auth_transaction() as connection:
        query = text("SELECT identity.open_own_grant(:client)")
        return UUID(str(connection.execute(query, {"client": client_id}).scalar_one()))


def list_authorized(token: str) -> Sequence[RowMapping]:
    """The applications that the signed-in person lets act for them, as identity.list_grant gives them."""
    with auth_transaction() as connection:
        query = text("SELECT * FROM identity.list_grant(:token)")
        return connection.execute(query, {"token": token}).mappings().all()


def end_authorization(token: str, client_id: UUID, visit: Visit) -> bool:
    """Let an application no longer act for the signed-in person; False if it didn't."""
    query = text(
        "SELECT identity.end_grants(:token, :client, CAST(:address AS inet), CAST(:request_id AS uuid)) > 0"
    )
    parameters = {
        "token": token,
        "client": client_id,
        "address": visit.address,
        "request_id": visit.request_id,
    }
    with auth_transaction() as connection:
        return bool(connection.execute(query, parameters).scalar_one())


def _use(query: TextClause, client_id: UUID, secret: str, visit: Visit) -> Grant | None:
    parameters = {
        "client": client_id,
        "hash": hash_token(secret),
        "address": visit.address,
        "request_id": visit.request_id,
    }
    with auth_transaction() as connection:
        row = connection.execute(query, parameters).mappings().one_or_none()
    if row is None:
        return None
    return Grant(
        grant_id=row["oauth_grant_id"],
        user_id=row["user_id"],
        client_id=client_id,
        scopes=tuple(row["scopes"]),
        redirect_uri=row.get("redirect_uri"),
        code_challenge=row.get("code_challenge"),
        nonce=row.get("nonce"),
        signed_in_at=row.get("signed_in_at"),
    )
