"""AU-15: clients that others wrote get in by the discovery document alone, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
import requests
from authlib.integrations.flask_client import OAuth
from flask import Flask, jsonify
from flask.testing import FlaskClient
from requests_oauthlib import OAuth2Session

from tests.portal.oauth.conftest import SCOPES, Application, Asking, Register, decide
from tests.portal.platform import OWNER

CALLBACK = "http://localhost/back"


@pytest.fixture
def issuer(address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The platform on a port of this machine, under its own name."""
    monkeypatch.setenv("MINDGARDEN_PUBLIC_URL", address)
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    return address


@pytest.fixture
def person(issuer: str, signed_in: Callable[..., FlaskClient]) -> FlaskClient:
    """Somebody with a browser."""
    assert issuer
    return signed_in(OWNER)


def _allow(person: FlaskClient, url: str) -> str:
    """Follow an application's link and allow what it asks for; returns where the browser goes."""
    parts = urlsplit(url)
    answer = decide(person, Asking(f"{parts.path}?{parts.query}", "", ""))
    return str(answer.headers["Location"])


def _partner(application: Application, issuer: str) -> FlaskClient:
    """A web application that signs people in by Authlib's client."""
    partner = Flask("partner")
    partner.secret_key = "a key for the test's own cookies"
    service = OAuth(partner).register(
        "mindgarden",
        client_id=application.client_id,
        client_secret=application.secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": " ".join(SCOPES), "code_challenge_method": "S256"},
    )
    partner.add_url_rule("/begin", "begin", lambda: service.authorize_redirect(CALLBACK))
    partner.add_url_rule("/back", "back", lambda: jsonify(service.authorize_access_token()))
    return partner.test_client()


def test_authlib_signs_a_person_in(issuer: str, person: FlaskClient, register: Register) -> None:
    partner = _partner(register(back=CALLBACK), issuer)
    begun = partner.get("/begin")
    back = _allow(person, begun.headers["Location"])
    token = json.loads(partner.get(back.removeprefix("http://localhost")).text)
    # Authlib has checked signature, issuer, audience, nonce and at_hash of the ID token.
    assert token["userinfo"]["email"] == OWNER
    assert token["refresh_token"]


def test_oauthlib_and_pyjwt_sign_a_person_in_refresh_and_revoke(
    issuer: str, person: FlaskClient, register: Register
) -> None:
    application = register(back=CALLBACK)
    about: dict[str, Any] = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=10).json()  # fmt: skip
    session = OAuth2Session(
        application.client_id, redirect_uri=CALLBACK, scope=list(SCOPES), pkce="S256"
    )
    url, _ = session.authorization_url(about["authorization_endpoint"], nonce="once")
    token = session.fetch_token(
        about["token_endpoint"],
        authorization_response=_allow(person, url),
        client_secret=application.secret,
    )
    keys = jwt.PyJWKClient(about["jwks_uri"])
    claims = jwt.decode(
        token["id_token"], keys.get_signing_key_from_jwt(token["id_token"]), algorithms=["ES256"],
        audience=application.client_id, issuer=about["issuer"], options={"require": ["exp", "iat", "sub", "auth_time"]},
    )  # fmt: skip
    assert (claims["nonce"], claims["name"]) == ("once", "윤새봄")
    access = jwt.decode(
        token["access_token"], keys.get_signing_key_from_jwt(token["access_token"]), algorithms=["ES256"],
        audience=about["issuer"], issuer=about["issuer"],
    )  # fmt: skip
    assert (access["active_role"], access["role"]) == ("TENANT_OWNER", ["TENANT_OWNER"])
    assert access["permissions"] == ["settlement.export_statement", "settlement.read_statement"]
    assert (access["tenantId"], access["branchId"]) != (None, "")
    assert access["sub"] == claims["sub"]
    assert session.get(about["userinfo_endpoint"]).json()["email"] == OWNER
    basic = (application.client_id, application.secret)
    fresh = session.refresh_token(about["token_endpoint"], auth=basic)
    assert fresh["refresh_token"] != token["refresh_token"]
    gone = requests.post(
        about["revocation_endpoint"], {"token": fresh["refresh_token"]}, auth=basic, timeout=10
    )
    assert gone.status_code == 200
    assert session.get(about["userinfo_endpoint"]).status_code == 401


def test_a_page_in_a_browser_may_call(issuer: str) -> None:
    asked = requests.options(f"{issuer}/oauth/userinfo", timeout=10)
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked.headers
