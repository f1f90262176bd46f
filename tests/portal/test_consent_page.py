"""TN-10: terms are asked for at the right moment, and again when a version changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.portal.looks import WIDTHS_AND_LANGUAGES
from tests.portal.people import post
from tests.portal.platform import ACCOUNTANT, OWNER, Platform

TEXTS = {
    "title_ko": "이용약관", "title_en": "Terms of service", "body_ko": "제1조 (목적) " * 200, "body_en": "Article 1. " * 200,
}  # fmt: skip


@pytest.fixture
def publish(platform: Platform, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Publish a version by the command; all are gone afterwards, since other tests share the platform."""

    def act(document: str, *options: str) -> None:
        file = tmp_path / "terms.json"
        file.write_text(json.dumps(TEXTS), encoding="utf-8")
        done = platform.clone.run("terms", "publish", document, file, *options)
        assert done.returncode == 0, done.stderr

    yield act
    with platform.clone.superuser() as connection:
        connection.execute("DELETE FROM identity.consent")
        connection.execute("DELETE FROM identity.consent_document")


def test_terms_are_asked_before_the_business_and_again_with_a_new_version(
    publish: Callable[..., None], signed_in: Callable[[str], FlaskClient]
) -> None:
    client = signed_in(OWNER)
    assert client.get("/settlements").status_code == 200
    publish("terms_of_service")
    publish("marketing", "--optional")
    asked = client.get("/settlements")
    assert asked.location == "/account/consent?next=/settlements"
    page = client.get(asked.location).text
    assert "Terms of service" in page
    missing = post(
        client, "/account/consent", {"document": ["marketing 1"], "next": "/settlements"}
    )
    assert (missing.status_code, "there is no account" in missing.text) == (400, True)
    given = post(client, "/account/consent", {"document": ["terms_of_service 1", "marketing 1", "junk", "x y"], "next": "/settlements"})  # fmt: skip
    assert given.location == "/settlements"
    assert client.get("/settlements").status_code == 200
    assert post(client, "/account/consent/withdraw", {"document": "marketing"}).status_code == 303
    assert post(client, "/account/consent/withdraw", {"document": "terms_of_service"}).status_code == 409  # fmt: skip
    publish("terms_of_service")
    assert client.get("/settlements").status_code == 303


def test_the_owner_agrees_for_the_business_and_others_go_on(
    publish: Callable[..., None], signed_in: Callable[[str], FlaskClient]
) -> None:
    owner, manager = signed_in(OWNER), signed_in(ACCOUNTANT)
    publish("merchant_terms", "--for", "business")
    assert manager.get("/settlements").status_code == 200
    asked = owner.get("/settlements")
    assert asked.location == "/account/consent?next=/settlements"
    assert "for your business" in owner.get(asked.location).text
    assert "for your business" not in manager.get("/account/consent").text
    given = post(owner, "/account/consent", {"document": ["merchant_terms 1"], "next": "/settlements"})  # fmt: skip
    assert given.location == "/settlements"
    assert owner.get("/settlements").status_code == 200


def test_the_command_says_what_a_version_is_made_of(platform: Platform, tmp_path: Path) -> None:
    file = tmp_path / "terms.json"
    for wrong in (
        "no json",
        "[]",
        '{"title_ko": "x"}',
        '{"title_ko": "x", "body_ko": "y", "more": 1}',
    ):
        file.write_text(wrong)
        done = platform.clone.run("terms", "publish", "terms_of_service", file)
        assert done.returncode == 2, wrong
    assert platform.clone.run("terms", "list").returncode == 0
    assert json.loads(platform.clone.run("terms", "list", "--json").stdout) == {"documents": []}


@WIDTHS_AND_LANGUAGES
def test_the_page_is_accessible_and_fits(
    browser: Browser, address: str, publish: Callable[..., None],
    signed_in: Callable[[str], FlaskClient], language: str, width: int,
) -> None:  # fmt: skip
    publish("terms_of_service")
    publish("marketing", "--optional")
    cookie = signed_in(OWNER).get_cookie("__Host-mg_tenant")
    assert cookie is not None
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 900}, locale={"ko": "ko-KR", "en": "en-US"}[language]
    )  # fmt: skip
    context.add_cookies(
        [{"name": "__Host-mg_tenant", "value": cookie.value, "url": address.replace("http:", "https:"), "secure": True}]
    )  # fmt: skip
    shown = context.new_page()
    shown.goto("/account/consent")
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(shown)
    assert found.violations_count == 0, found.generate_report()
    shown.locator("input[type=checkbox]").first.check()
    shown.locator("button.go").click()
    shown.wait_for_url("**/account/consent?saved=1")
    found = Axe().run(shown)
    assert found.violations_count == 0, found.generate_report()
    context.close()
