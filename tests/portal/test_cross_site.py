"""No other site's page can act in a signed-in person's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.portal.people import form_token
from tests.portal.platform import KIOSK_OWNER, OWNER

FORMS = ("/login", "/logout", "/language")


def _send(client: FlaskClient, path: str, token: str, **headers: str) -> int:
    client.environ_base.pop("HTTP_ORIGIN", None)
    fields = {"form_token": token, "language": "ko"}
    return client.post(path, data=fields, headers=headers).status_code


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://localhost"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": "https://localhost.evil.test"},
    ],
)
def test_a_form_from_elsewhere_is_refused(
    visitor: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    token = form_token(visitor.get("/login").text)
    assert _send(visitor, path, token, **headers) == 403


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "https://localhost"}]
)
def test_a_form_from_here_is_taken(visitor: FlaskClient, headers: dict[str, str]) -> None:
    token = form_token(visitor.get("/login").text)
    assert _send(visitor, "/language", token, **headers) == 303


@pytest.mark.parametrize("token", ["", "0" * 64, "ü"])
def test_a_form_without_its_token_is_refused(visitor: FlaskClient, token: str) -> None:
    visitor.get("/login")
    assert _send(visitor, "/language", token, Origin="https://localhost") == 403


def test_a_token_of_another_session_is_refused(signed_in: Callable[[str], FlaskClient]) -> None:
    mine, theirs = signed_in(OWNER), signed_in(KIOSK_OWNER)
    token = form_token(theirs.get("/settlements").text)
    assert _send(mine, "/logout", token, Origin="https://localhost") == 403
    assert mine.get("/settlements").status_code == 200


def test_the_refusal_is_a_page(visitor: FlaskClient) -> None:
    answer = visitor.post("/logout")
    assert answer.status_code == 403
    assert answer.headers["X-Request-Id"] in answer.text
