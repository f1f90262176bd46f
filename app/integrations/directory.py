"""Directories that speak OpenID Connect: found by their issuer's address, asked who somebody is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.integrations import outside
from app.integrations.trouble import Refused

# Signatures by a key that only the directory has; one by our own secret would prove nothing.
_ALGORITHMS: Final = ["RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519"]
_WELL_KNOWN: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Vouched:
    """Whom a directory vouches for. The address is left out unless the directory has verified it."""

    subject: str
    name: str | None
    verified_email: str | None


@dataclass(frozen=True)
class Issuer:
    """One issuer, as we are registered there."""

    issuer: str
    client_id: str
    redirect_uri: str
    secret: str | None = field(default=None, repr=False)

    def authorize_url(self, state: str, nonce: str, verifier: str) -> str:
        """Where the browser is sent. Refused or Unsure if the issuer's own document can't be had."""
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid profile email",
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        address = self._about()["authorization_endpoint"]
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def vouch(self, code: str, nonce: str, verifier: str) -> Vouched:
        """Exchange the code and check what comes back. Refused, Unsure."""
        about = self._about()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "client_id": self.client_id,
            "code_verifier": verifier,
        }
        secret = {"client_secret": self.secret} if self.secret else {}
        token = outside.post(about["token_endpoint"], data=form | secret)
        if not isinstance(token, dict) or not isinstance(token.get("id_token"), str):
            raise Refused("token", "there is no ID token")
        claims = self._claims(about, token["id_token"], nonce)
        if "email" not in claims and "userinfo_endpoint" in about and "access_token" in token:
            bearer = {"Authorization": f"Bearer {token['access_token']}"}
            more = outside.get(about["userinfo_endpoint"], headers=bearer)
            # Only about the same person (OpenID Connect Core, 5.3.2).
            if isinstance(more, dict) and more.get("sub") == claims["sub"]:
                claims = {**more, **claims}
        email = claims.get("email") if claims.get("email_verified") in {True, "true"} else None
        name = claims.get("name")
        return Vouched(
            subject=str(claims["sub"]),
            name=str(name) if name else None,
            verified_email=str(email) if email else None,
        )

    def _about(self) -> dict[str, str]:
        about = outside.get(self.issuer.rstrip("/") + _WELL_KNOWN)
        if not isinstance(about, dict) or about.get("issuer") != self.issuer:
            raise Refused("issuer", "the document names another issuer")
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if not all(str(about.get(name, "")).startswith(("https://", "http://")) for name in needed):
            raise Refused("document", "the document leaves addresses out")
        return about

    def _claims(self, about: dict[str, Any], id_token: str, nonce: str) -> dict[str, Any]:
        try:
            keys = KeySet.import_key_set(outside.get(about["jwks_uri"]))
            token = jwt.decode(id_token, keys, algorithms=_ALGORITHMS)
            jwt.JWTClaimsRegistry(
                leeway=60,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.client_id},
                sub={"essential": True},
                exp={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(token.claims)
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as problem:
            raise Refused("id_token", type(problem).__name__) from problem
        audience = token.claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and token.claims.get("azp") != self.client_id:  # fmt: skip
            raise Refused("id_token", "meant for others as well")
        return dict(token.claims)
