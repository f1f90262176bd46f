"""AU-04: the pages of an authenticator app and of recovery codes, without a script."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from tests.identity.authenticator_app import AuthenticatorApp
from tests.identity.letter_box import LetterBox
from tests.portal.people import post
from tests.portal.platform import Platform

PASSWORD = "네 낱말이 함께 걷는다"


def register(client: FlaskClient, email: str) -> None:
    """Open and confirm an account, and stay signed in."""
    post(client, "/register", {"name": "Park Sora", "email": email, "new_password": PASSWORD})
    box = LetterBox()
    box.empty()
    answer = post(client, "/verify-email", {"code": box.code(email), "password": PASSWORD})
    assert answer.status_code == 303


def _set_up(client: FlaskClient) -> AuthenticatorApp:
    page = post(client, "/account/security/app", {})
    assert page.status_code == 200
    assert 'src="data:image/svg+xml' in page.text
    found = re.search(r'<code class="code">([A-Z2-7 ]+)</code>', page.text)
    assert found is not None
    app = AuthenticatorApp()
    app.secret = found.group(1).replace(" ", "")
    wrong = post(client, "/account/security/app/confirm", {"code": "000000"})
    assert (wrong.status_code, found.group(1) in wrong.text) == (400, True)
    right = post(client, "/account/security/app/confirm", {"code": app.code()})
    assert (right.status_code, right.location) == (303, "/account/security?changed=1")
    return app


@pytest.fixture
def email(platform: Platform, request: pytest.FixtureRequest) -> str:
    assert platform
    return f"{request.node.name.replace('_', '-')[:40]}@example.kr"


def test_an_app_is_set_up_asked_for_and_removed(visitor: FlaskClient, email: str) -> None:
    register(visitor, email)
    app = _set_up(visitor)
    assert "Now make recovery codes" in visitor.get("/account/security?changed=1").text
    post(visitor, "/logout", {})
    answer = post(visitor, "/login", {"email": email, "password": PASSWORD, "next": "/account/password"})  # fmt: skip
    assert answer.location == "/account/password"
    asked = visitor.get("/account/password")
    assert (asked.status_code, asked.location) == (303, "/second-factor?next=/account/password")
    page = visitor.get(asked.location)
    assert 'autocomplete="one-time-code"' in page.text
    wrong = post(visitor, "/second-factor/code", {"code": "000000", "next": "/account/password"})
    assert (wrong.status_code, "isn’t right" in wrong.text) == (400, True)
    right = post(visitor, "/second-factor/code", {"code": app.code(), "next": "/account/password"})
    assert right.location == "/account/password"
    assert visitor.get("/account/password").status_code == 200
    assert visitor.get("/second-factor").status_code == 303, "nothing is missing any more"
    assert post(visitor, "/account/security/app/remove", {}).location == "/account/security?changed=1"  # fmt: skip
    assert "Set up an app" in visitor.get("/account/security").text


def test_recovery_codes_are_shown_once_and_sign_in(visitor: FlaskClient, email: str) -> None:
    register(visitor, email)
    _set_up(visitor)
    page = post(visitor, "/account/security/codes", {})
    codes = re.findall(r'<code class="code">([0-9A-Z-]{19})</code>', html.unescape(page.text))
    assert len(codes) == 10
    listed = visitor.get("/account/security").text
    assert "10 left" in listed
    assert codes[0] not in listed
    post(visitor, "/logout", {})
    post(visitor, "/login", {"email": email, "password": PASSWORD})
    assert post(visitor, "/second-factor/code", {"code": codes[3]}).status_code == 303
    assert "9 left" in visitor.get("/account/security").text


def test_what_is_delicate_asks_once_more_and_leads_back(
    visitor: FlaskClient, email: str, platform: Platform
) -> None:
    register(visitor, email)
    with platform.clone.superuser() as connection:
        connection.execute("UPDATE identity.auth_session SET first_factor_at = now() - interval '1 hour'")  # fmt: skip
    asked = post(visitor, "/account/security/app", {}, headers={"Referer": "https://localhost/account/security"})  # fmt: skip
    assert asked.location == "/step-up?next=/account/security"
    assert "Password" in visitor.get(asked.location).text
    wrong = post(visitor, "/step-up/password", {"password": "another one", "next": "/account/security"})  # fmt: skip
    assert (wrong.status_code, "isn’t your password" in wrong.text) == (401, True)
    right = post(visitor, "/step-up/password", {"password": PASSWORD, "next": "/account/security"})
    assert right.location == "/account/security"
    _set_up(visitor)


def test_headquarters_sets_one_up_before_anything_else(
    visitor: FlaskClient, email: str, platform: Platform
) -> None:
    register(visitor, email)
    assert platform.clone.run("users", "grant", email, "--operator").returncode == 0
    post(visitor, "/logout", {})
    post(visitor, "/login", {"email": email, "password": PASSWORD})
    for path in ("/account", "/account/sessions", "/settlements"):
        if path != "/account":
            assert visitor.get(path).location == "/account/security", path
    page = visitor.get("/account/security").text
    assert "asks for a second factor" in page
    assert "/account/sessions" not in page
    _set_up(visitor)
    assert visitor.get("/account/sessions").status_code == 200
    last = post(visitor, "/account/security/app/remove", {})
    assert (last.status_code, "Add another one" in last.text) == (409, True)


@pytest.mark.parametrize("path", ["/second-factor", "/step-up", "/account/security", "/account/security/passkey"])  # fmt: skip
def test_they_are_there_for_who_is_signed_in_alone(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(path).location.startswith("/login")
    visitor.set_cookie("__Host-mg_tenant", "forged", secure=True, path="/", domain="localhost")
    assert visitor.get(path).location.startswith("/login")


def test_whoever_belongs_to_no_business_sees_the_account(visitor: FlaskClient, email: str) -> None:
    register(visitor, email)
    answer = visitor.get("/settlements")
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "belong to a business yet" in visitor.get("/account").text
