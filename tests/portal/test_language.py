"""Korean and English, by wish or by choice."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.portal.people import post


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("ko-KR", "ko"), ("en-US,en;q=0.9", "en"), ("vi-VN", "ko"), ("", "ko"),
        ("vi;q=0.9,en;q=0.5,ko;q=0.4", "en"), ("nonsense;;q=x", "ko"),
    ],
)  # fmt: skip
def test_the_browsers_wish(visitor: FlaskClient, wish: str, language: str) -> None:
    page = visitor.get("/login", headers={"Accept-Language": wish}).text
    assert f'<html lang="{language}">' in page
    assert ("로그인" if language == "ko" else "Sign in") in page


def test_a_choice_is_kept_and_leads_back(visitor: FlaskClient) -> None:
    answer = post(visitor, "/language", {"language": "ko", "next": "/login?out=1"})
    assert (answer.status_code, answer.location) == (303, "/login?out=1")
    cookie = answer.headers["Set-Cookie"].lower()
    assert cookie.startswith("__host-mg_language=ko;")
    assert all(part in cookie for part in ("secure", "httponly", "samesite=lax", "path=/"))
    assert '<html lang="ko">' in visitor.get("/login").text


@pytest.mark.parametrize("language", ["xx", "", "../../etc", "KO"])
def test_another_language_is_a_bad_request(visitor: FlaskClient, language: str) -> None:
    assert post(visitor, "/language", {"language": language}).status_code == 400


def test_a_cookie_of_another_language_is_passed_over(visitor: FlaskClient) -> None:
    visitor.set_cookie("__Host-mg_language", "vi", secure=True)
    assert '<html lang="en">' in visitor.get("/login").text


def test_the_way_back_never_leads_to_another_site(visitor: FlaskClient) -> None:
    answer = post(visitor, "/language", {"language": "ko", "next": "//evil.test"})
    assert answer.location == "/settlements"


def test_the_answer_depends_on_the_wish(visitor: FlaskClient) -> None:
    vary = visitor.get("/login").vary
    assert "accept-language" in vary
    assert "cookie" in vary


def test_a_constant_of_a_template_follows_the_language_of_each_visitor(
    visitor: FlaskClient,
) -> None:
    """Jinja works constants out once; the words of whoever came first must not stay."""
    page = visitor.application.jinja_env.from_string("{{ 'waived' | word }}")
    said = []
    for wish in ("ko", "en"):
        with visitor.application.test_request_context(headers={"Accept-Language": wish}):
            said.append(page.render())
    assert said == ["프로모션 면제 수수료", "Fees waived by promotions"]
