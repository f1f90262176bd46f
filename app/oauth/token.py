"""Access and refresh tokens: made, checked, described, ended.

An access token is a signed statement (RFC 9068) whose `jti` is the secret that the database knows by its
hash: the signature keeps strangers away from the database, and the database says whether it still holds.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from time import time
from typing import Any, Final
from uuid import UUID

from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact
from sqlalchemy import RowMapping, text
from sqlalchemy.exc import DBAPIError

from app.db.context import auth_transaction
from app.errors import refusal_of
from app.identity.person import open_person
from app.identity.visit import Visit, hash_token
from app.oauth.grant import Grant
from app.oauth.signing_key import ALGORITHM, public_key, signing_key
from app.settings import settings

ACCESS_LIFE: Final = timedelta(minutes=10)
REFRESH_LIFE: Final = timedelta(days=30)
_TYPE: Final = "at+jwt"


class BadToken(Exception):
    """An access token that isn't ours, was altered, is over, or is meant for somebody else."""


class GrantOver(Exception):
    """What the tokens would stand for has ended."""


@dataclass(frozen=True)
class Calls:
    """How many calls an application has in a minute, and is left with; `resets_in` seconds."""

    limit: int
    left: int
    resets_in: int


def issuer() -> str:
    """Who signs: where people reach the platform."""
    return settings().public_url.rstrip("/")


def issue_tokens(
    grant_id: UUID, scopes: list[str], visit: Visit, *, with_refresh: bool
) -> dict[str, Any]:
    """Tokens of a live grant, as the token endpoint answers (RFC 6749, 5.1).

    GrantOver if it ended, or the role that it rests on did.
    """
    secret, refresh_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    put = text(
        "SELECT identity.put_tokens(:grant, :scopes, :access, :life, :refresh, :refresh_life,"
        " CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    parameters = {
        "grant": grant_id,
        "scopes": scopes,
        "access": hash_token(secret),
        "life": ACCESS_LIFE,
        "refresh": hash_token(refresh_token) if with_refresh else None,
        "refresh_life": REFRESH_LIFE,
        "address": visit.address,
        "request_id": visit.request_id,
    }
    with auth_transaction() as connection:
        try:
            connection.execute(put, parameters)
        except DBAPIError as problem:
            refusal = refusal_of(problem)
            if refusal is not None and refusal.sqlstate == "MI114":
                raise GrantOver from problem
            raise
        found = connection.execute(_DESCRIBE, {"hash": hash_token(secret)}).mappings()
        described = found.one_or_none()
        if described is None:  # the role was taken away since; nothing of this is kept
            raise GrantOver
    answer = {
        "token_type": "Bearer",
        "access_token": _sign(described, secret),
        "expires_in": int(ACCESS_LIFE.total_seconds()),
        "scope": " ".join(scopes),
    }
    return answer | ({"refresh_token": refresh_token} if with_refresh else {})


def secret_of(access_token: str) -> str:
    """The secret part of an access token of ours, meant for us; BadToken for anything else."""
    try:
        # The header is looked at only for the number of the key: which algorithm is right, we say.
        key = public_key(str(extract_compact(access_token.encode()).headers().get("kid")))
        if key is None:
            raise BadToken
        token = jwt.decode(access_token, key, algorithms=[ALGORITHM])
        if token.header.get("typ") != _TYPE:
            raise BadToken
        jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": issuer()},
            aud={"essential": True, "value": issuer()},
            exp={"essential": True},
            jti={"essential": True},
        ).validate(token.claims)
    except (JoseError, ValueError):
        raise BadToken from None
    return str(token.claims["jti"])


def describe_token(token: str) -> RowMapping | None:
    """What a live access or refresh token lets whom do, as identity.describe_token gives it."""
    try:
        secret = secret_of(token) if token.count(".") == 2 else token
    except BadToken:
        return None
    with auth_transaction() as connection:
        return connection.execute(_DESCRIBE, {"hash": hash_token(secret)}).mappings().one_or_none()


def revoke_token(client_id: UUID, token: str, visit: Visit) -> bool:
    """End an application's token; False if it is none of its."""
    try:
        secret = secret_of(token) if token.count(".") == 2 else token
    except BadToken:
        return False
    query = text(
        "SELECT identity.revoke_token(:client, :hash, CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    parameters = {
        "client": client_id,
        "hash": hash_token(secret),
        "address": visit.address,
        "request_id": visit.request_id,
    }
    with auth_transaction() as connection:
        return bool(connection.execute(query, parameters).scalar_one())


def count_call(secret: str) -> Calls:
    """Count a call by an access token; BadToken if it no longer holds."""
    query = text("SELECT * FROM identity.count_call(:hash)")
    with auth_transaction() as connection:
        row = connection.execute(query, {"hash": hash_token(secret)}).one_or_none()
    if row is None:
        raise BadToken
    return Calls(limit=row.call_limit, left=max(row.calls_left, -1), resets_in=row.resets_in)


def person_claims(secret: str) -> dict[str, Any] | None:
    """Who a token stands for, as far as its scopes say (OpenID Connect Core, 5.1); None without scope openid."""
    query = text("SELECT * FROM identity.describe_token_person(:hash)")
    with auth_transaction() as connection:
        row = connection.execute(query, {"hash": hash_token(secret)}).mappings().one_or_none()
    if row is None:
        return None
    person, scopes = open_person(row), row["scopes"]
    claims: dict[str, Any] = {"sub": str(person.user_id)}
    if "profile" in scopes:
        claims |= {"name": person.name_ko, "locale": person.locale}
    if "email" in scopes:
        claims |= {"email": person.email, "email_verified": True}
    return claims


def id_token(access_token: str, grant: Grant) -> str:
    """Who the person is, signed for the application (OpenID Connect Core, 2)."""
    key, now = signing_key(), int(time())
    half = create_half_hash(access_token, ALGORITHM)
    assert half is not None
    claims = {
        "iss": issuer(),
        "aud": str(grant.client_id),
        "iat": now,
        "exp": now + int(ACCESS_LIFE.total_seconds()),
        "auth_time": grant.get_auth_time(),
        "at_hash": half.decode(),
        **({"nonce": grant.nonce} if grant.nonce else {}),
        **(person_claims(secret_of(access_token)) or {}),
    }
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key)


def _sign(described: RowMapping, secret: str) -> str:
    key = signing_key()
    branch = described["branch_id"]
    claims = {
        "iss": issuer(),
        "aud": issuer(),
        "sub": str(described["user_id"]),
        "client_id": str(described["oauth_client_id"]),
        "iat": int(described["created_at"].timestamp()),
        "exp": int(described["expires_at"].timestamp()),
        "jti": secret,
        "scope": " ".join(described["scopes"]),
        "tenantId": str(described["tenant_id"]),
        "branchId": str(branch) if branch else None,
        "role": list(described["roles"]),
        "active_role": described["role_code"],
        "permissions": list(described["permissions"]),
    }
    return jwt.encode({"alg": ALGORITHM, "typ": _TYPE, "kid": key.kid}, claims, key)


_DESCRIBE: Final = text("SELECT * FROM identity.describe_token(:hash)")
