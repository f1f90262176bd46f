"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.portal.people import form_token, post
from tests.portal.platform import OWNER, PASSWORD

SESSION = "__Host-mg_tenant"


def test_whoever_has_no_session_is_sent_to_log_in_and_back(visitor: FlaskClient) -> None:
    answer = visitor.get("/settlements?status=paid")
    assert answer.status_code == 303
    assert answer.location == "/login?next=/settlements?status%3Dpaid"
    asked = {"email": OWNER, "password": PASSWORD, "next": "/settlements?status=paid"}
    answer = post(visitor, "/login", asked)
    assert (answer.status_code, answer.location) == (303, "/settlements?status=paid")
    assert visitor.get(answer.location).status_code == 200


def test_home_leads_to_the_statements(visitor: FlaskClient) -> None:
    assert visitor.get("/").location == "/settlements"


@pytest.mark.parametrize(
    "wish", ["https://evil.test/", "//evil.test", "/\\evil.test", "evil", "/x\r\nSet-Cookie: a=b"]
)
def test_log_in_never_leads_to_another_site(visitor: FlaskClient, wish: str) -> None:
    answer = post(visitor, "/login", {"email": OWNER, "password": PASSWORD, "next": wish})
    assert answer.location == "/settlements"


def test_a_refusal_tells_nothing_about_who_exists(visitor: FlaskClient) -> None:
    def refuse(email: str) -> str:
        answer = post(visitor, "/login", {"email": email, "password": "wrong-password"})
        assert answer.status_code == 401
        assert SESSION not in answer.headers.get("Set-Cookie", "")
        return str(answer.text).replace(email, "")

    assert refuse("books@office.test") == refuse("nobody@nowhere.test")


@pytest.mark.parametrize("fields", [{}, {"email": OWNER}, {"email": "\0", "password": "\0"}])
def test_an_incomplete_form_is_a_refusal(visitor: FlaskClient, fields: dict[str, str]) -> None:
    assert post(visitor, "/login", fields).status_code == 401


def test_the_session_cookie_is_for_this_host_alone(visitor: FlaskClient) -> None:
    answer = post(visitor, "/login", {"email": OWNER, "password": PASSWORD})
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith(SESSION)]
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert parts == {"secure", "httponly", "path=/", "samesite=lax"}


def test_signing_out_ends_the_session_in_the_database(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    client = signed_in(OWNER)
    cookie = client.get_cookie(SESSION)
    assert cookie is not None
    answer = post(client, "/logout", {})
    assert answer.status_code == 303
    assert "You are signed out" in client.get(answer.location).text
    client.set_cookie(SESSION, cookie.value, secure=True)
    answer = client.get("/settlements")
    assert answer.location == "/login?next=/settlements"
    assert f"{SESSION}=;" in answer.headers["Set-Cookie"]


def test_signing_in_again_ends_the_session_before(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    client = signed_in(OWNER)
    before = client.get_cookie(SESSION)
    token = form_token(client.get("/login").text)
    fields = {"form_token": token, "email": OWNER, "password": PASSWORD}
    assert client.post("/login", data=fields).status_code == 303
    after = client.get_cookie(SESSION)
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert client.get("/settlements").status_code == 200
    client.set_cookie(SESSION, before.value, secure=True)
    assert client.get("/settlements").status_code == 303


def test_a_made_up_session_is_no_session(visitor: FlaskClient) -> None:
    for token in ("x" * 43, "", "' OR 1=1 --", "ü"):
        visitor.set_cookie(SESSION, token, secure=True)
        assert visitor.get("/settlements").location == "/login?next=/settlements"
