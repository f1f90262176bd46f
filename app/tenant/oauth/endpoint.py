"""What applications call: tokens, their end, what they allow, who somebody is, and where all that is."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, jsonify, request

from app.oauth.client import list_scopes
from app.oauth.signing_key import ALGORITHM, published_keys
from app.oauth.token import issuer, person_claims
from app.tenant.oauth.bearer import bearer_token, count_this_call, unauthorized
from app.tenant.oauth.server import server

# No cookie is read here: there is nothing that another site's page could do in somebody's name.
blueprint = Blueprint("oauth", __name__)
_CLIENT_AUTH: Final = ["client_secret_basic", "client_secret_post", "none"]


@blueprint.after_request
def _open_to_browsers(answer: Response) -> Response:
    """Applications may be pages in a browser (RFC 9700, 2.1.1); no answer here depends on a cookie."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    return answer


@blueprint.post("/oauth/token")
def token() -> Response:
    """Tokens for a code, for a refresh token, or for the application itself."""
    return _plain(server.create_token_response())


@blueprint.post("/oauth/revoke")
def revoke() -> Response:
    """End a token."""
    return _plain(server.create_endpoint_response("revocation"))


@blueprint.post("/oauth/introspect")
def introspect() -> Response:
    """Say what a token allows."""
    return _plain(server.create_endpoint_response("introspection"))


@blueprint.route("/oauth/userinfo", methods=["GET", "POST"])
def userinfo() -> Response:
    """Say who the person is, as far as the token's scopes go."""
    claims = person_claims(count_this_call(bearer_token() or ""))
    if claims is None:
        return unauthorized("insufficient_scope", status=403, scope="openid")
    return jsonify(claims)


@blueprint.get("/oauth/keys")
def keys() -> Response:
    """The keys that check our signatures."""
    answer = jsonify({"keys": published_keys()})
    answer.headers["Cache-Control"] = "public, max-age=600"
    return answer


@blueprint.get("/.well-known/openid-configuration")
@blueprint.get("/.well-known/oauth-authorization-server")
def discovery() -> Response:
    """Where everything is, and what is done here (RFC 8414)."""
    here = issuer()
    about: dict[str, Any] = {
        "issuer": here,
        "authorization_endpoint": f"{here}/oauth/authorize",
        "token_endpoint": f"{here}/oauth/token",
        "revocation_endpoint": f"{here}/oauth/revoke",
        "introspection_endpoint": f"{here}/oauth/introspect",
        "userinfo_endpoint": f"{here}/oauth/userinfo",
        "jwks_uri": f"{here}/oauth/keys",
        "scopes_supported": [row["scope"] for row in list_scopes()],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "token_endpoint_auth_methods_supported": _CLIENT_AUTH,
        "revocation_endpoint_auth_methods_supported": _CLIENT_AUTH,
        "introspection_endpoint_auth_methods_supported": _CLIENT_AUTH[:2],
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "claims_supported": ["sub", "name", "locale", "email", "email_verified"],
        "prompt_values_supported": ["none", "login", "consent"],
    }
    answer = jsonify(about)
    answer.headers["Cache-Control"] = "public, max-age=600"
    return answer


def _plain(answer: Any) -> Response:
    assert isinstance(answer, Response)
    if answer.status_code == 401 and "WWW-Authenticate" not in answer.headers:
        answer.headers["WWW-Authenticate"] = 'Basic realm="mindgarden"'
    if request.method == "POST":
        answer.headers["Cache-Control"] = "no-store"
    return answer
