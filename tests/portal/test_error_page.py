"""Failures are pages that say what to do, with a number to ask by and nothing of ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app.errors import Refusal, RefusedError
from tests.portal.platform import OWNER

SECRETS = ("Traceback", "SELECT", "sqlalchemy", "psycopg", "/app/", "boom")


def _check(answer: object, status: int) -> None:
    assert answer.status_code == status  # type: ignore[attr-defined]
    page = answer.text  # type: ignore[attr-defined]
    assert answer.headers["X-Request-Id"] in page  # type: ignore[attr-defined]
    assert "<h1>" in page
    assert not [secret for secret in SECRETS if secret in page]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/settlements/nonsense", "/settlements/123", "/%00", "/assets/x"]
)
def test_what_is_not_there(visitor: FlaskClient, path: str) -> None:
    _check(visitor.get(path), 404)


def test_a_method_that_a_page_does_not_have(visitor: FlaskClient) -> None:
    answer = visitor.get("/logout")
    _check(answer, 405)
    assert "POST" in answer.headers["Allow"]


def test_a_form_that_is_too_large(visitor: FlaskClient) -> None:
    _check(visitor.post("/login", data={"email": "x" * 100_000}), 413)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_our_own_failure(
    signed_in: Callable[[str, str], FlaskClient], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("boom: SELECT secret FROM somewhere")

    client = signed_in(OWNER, language)
    monkeypatch.setattr("app.tenant.settlement.list_page.fetch_statements", fail)
    answer = client.get("/settlements")
    _check(answer, 500)
    assert ("다시 시도" if language == "ko" else "Try again") in answer.text


def test_a_database_that_is_away(
    signed_in: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OperationalError("SELECT 1", {}, ConnectionError("boom"))

    client = signed_in(OWNER)
    monkeypatch.setattr("app.tenant.settlement.list_page.fetch_statements", fail)
    _check(client.get("/settlements"), 503)


@pytest.mark.parametrize("status", [400, 403, 404, 409])
def test_a_refusal_of_the_database_says_what_to_do(
    portal: Flask, visitor: FlaskClient, status: int
) -> None:
    def refuse() -> None:
        raise RefusedError(Refusal("MI102", status, "not a member", "대표에게", "Ask the owner."))

    portal.add_url_rule("/refuse", view_func=refuse)  # type: ignore[arg-type]
    answer = visitor.get("/refuse")
    _check(answer, status)
    assert "Ask the owner." in answer.text
