"""Which grants and endpoints the token service has, and what Authlib asks our database for them.

Implicit and password grants are left out, and PKCE by S256 is asked of everybody (OAuth 2.1).
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError, InvalidScopeError
from authlib.oauth2.rfc6749.grants import (
    AuthorizationCodeGrant,
    ClientCredentialsGrant,
    RefreshTokenGrant,
)
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oidc.core import OpenIDCode
from flask import Flask, request

from app.oauth.client import Client, find_client
from app.oauth.grant import Grant, authorize, own_grant, use_code, use_refresh_token
from app.oauth.token import (
    GrantOver,
    describe_token,
    id_token,
    issue_tokens,
    issuer,
    revoke_token,
)
from app.tenant.cookie import SESSION_COOKIE
from app.tenant.origin import this_visit

_SECRET: Final = ["client_secret_basic", "client_secret_post"]
_ANYHOW: Final = [*_SECRET, "none"]
_OFFLINE: Final = "offline_access"


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
    """A code for whom the person let in, and tokens for the code."""

    TOKEN_ENDPOINT_AUTH_METHODS = _ANYHOW

    def save_authorization_code(self, code: str, asked: Any) -> None:
        """Write down what the signed-in person allows; only the code's hash gets there."""
        authorize(
            request.cookies.get(SESSION_COOKIE, ""),
            asked.client.client_id,
            scopes=asked.scope.split(),
            redirect_uri=asked.payload.redirect_uri or asked.client.get_default_redirect_uri(),
            code=code,
            code_challenge=asked.payload.data["code_challenge"],
            nonce=asked.payload.data.get("nonce"),
            visit=this_visit(),
        )

    def query_authorization_code(self, code: str, client: Client) -> Grant | None:
        """Look the code up, which uses it: whatever is wrong with the rest of the request, it is gone."""
        return use_code(client.client_id, code, this_visit())

    def delete_authorization_code(self, _code: Grant) -> None:
        """It was used when it was looked up."""

    def authenticate_user(self, code: Grant) -> Grant:
        """Tokens belong to the grant."""
        return code


class RefreshGrant(RefreshTokenGrant):  # type: ignore[misc]  # Authlib has no types
    """Fresh tokens for a refresh token, which works once."""

    TOKEN_ENDPOINT_AUTH_METHODS = _ANYHOW
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Grant | None:
        """Look the token up, which uses it; not for a wish that it can't fulfil, which may be made anew."""
        known = describe_token(refresh_token)
        wished = set((self.request.payload.scope or "").split())
        if known is not None and not wished.issubset(known["scopes"]):
            raise InvalidScopeError
        return use_refresh_token(self.request.client.client_id, refresh_token, this_visit())

    def authenticate_user(self, refresh_token: Grant) -> Grant:
        """Tokens belong to the grant."""
        return refresh_token

    def revoke_old_credential(self, _refresh_token: Grant) -> None:
        """It was used when it was looked up."""


class OwnGrant(ClientCredentialsGrant):  # type: ignore[misc]  # Authlib has no types
    """Tokens by which an application acts for its business by itself."""

    TOKEN_ENDPOINT_AUTH_METHODS = _SECRET

    def validate_requested_scope(self) -> None:
        """What it was registered with, and no more."""
        if self.request.client.get_allowed_scope(self.request.payload.scope) is None:
            raise InvalidScopeError


class Identity(OpenIDCode):  # type: ignore[misc]  # Authlib has no types
    """An ID token beside the access token, for scope openid."""

    def exists_nonce(self, _nonce: str, _asked: Any) -> bool:
        """A nonce is the application's own protection; a code that carries it works once."""
        return False

    def process_token(self, grant: Any, response: Any) -> dict[str, Any]:
        """Say who it is, beside the access token."""
        answer: dict[str, Any] = response[1]
        if "openid" in answer["scope"].split():
            answer["id_token"] = id_token(answer["access_token"], grant.request.authorization_code)
        return answer


class S256(CodeChallenge):  # type: ignore[misc]  # Authlib has no types
    """PKCE by S256 for everybody; a challenge in plain text protects nobody."""

    SUPPORTED_CODE_CHALLENGE_METHOD: ClassVar[list[str]] = ["S256"]

    def __init__(self) -> None:
        super().__init__(required=True)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """A challenge by S256, said so: Authlib would take a missing method for plain."""
        if grant.request.payload.data.get("code_challenge_method") != "S256":
            raise InvalidRequestError(
                "PKCE is needed: give a code_challenge by the method S256.",
                redirect_uri=redirect_uri,
            )
        super().validate_code_challenge(grant, redirect_uri)


class Revocation(RevocationEndpoint):  # type: ignore[misc]  # Authlib has no types
    """Ends tokens of the application that asks (RFC 7009)."""

    CLIENT_AUTH_METHODS = _ANYHOW

    def authenticate_token(self, asked: Any, client: Client) -> None:
        """End it at once; the answer is the same whether there was one."""
        self.check_params(asked, client)
        revoke_token(client.client_id, asked.form["token"], this_visit())


class Introspection(IntrospectionEndpoint):  # type: ignore[misc]  # Authlib has no types
    """Says what a token of the application that asks still allows (RFC 7662)."""

    CLIENT_AUTH_METHODS = _SECRET

    def authenticate_token(self, asked: Any, client: Client) -> Any:
        """A live token of its own; somebody else's is answered like one that is over."""
        self.check_params(asked, client)
        found = describe_token(asked.form["token"])
        return found if found and found["oauth_client_id"] == client.client_id else None

    def create_introspection_payload(self, token: Any) -> dict[str, Any]:
        """Active, and what it allows; or just that it isn't."""
        if not token:
            return {"active": False}
        return {
            "active": True,
            "client_id": str(token["oauth_client_id"]),
            "token_type": "Bearer" if token["kind"] == "access" else "refresh_token",
            "scope": " ".join(token["scopes"]),
            "sub": str(token["user_id"]),
            "iss": issuer(),
            "iat": int(token["created_at"].timestamp()),
            "exp": int(token["expires_at"].timestamp()),
            "tenantId": str(token["tenant_id"]),
            "permissions": list(token["permissions"]),
        }


server: Final = AuthorizationServer()


def register(portal: Flask) -> None:
    """Make the service ready, once for every portal."""
    server.init_app(portal, find_client, _written_already)
    server.register_token_generator("default", _issue)


def _issue(
    grant_type: str, client: Client, user: Grant | None = None, scope: str | None = None, **_: Any
) -> dict[str, Any]:
    scopes = (client.get_allowed_scope(scope) or "").split()
    if user is None:
        grant, with_refresh = own_grant(client.client_id), False
    else:
        grant = user.grant_id
        with_refresh = _OFFLINE in user.scopes and client.check_grant_type("refresh_token")
    if grant_type == "refresh_token" and not with_refresh:
        raise InvalidGrantError
    try:
        return issue_tokens(grant, scopes, this_visit(), with_refresh=with_refresh)
    except GrantOver:
        raise InvalidGrantError from None


def _written_already(_token: dict[str, Any], _asked: Any) -> None:
    """Tokens are in the database before they are signed."""


server.register_grant(CodeGrant, [S256(), Identity()])
server.register_grant(RefreshGrant)
server.register_grant(OwnGrant)
server.register_endpoint(Revocation)
server.register_endpoint(Introspection)
