"""AU-01, AU-03, AU-05: the pages of an account, from opening it to leaving."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from tests.identity.letter_box import LetterBox
from tests.portal.looks import WIDTHS_AND_LANGUAGES
from tests.portal.people import post
from tests.portal.platform import OWNER, Platform

PASSWORD, OTHER = "네 낱말이 함께 걷는다", "다른 낱말이 천천히 걷는다"
PAGES = ("/register", "/verify-email", "/forgot-password", "/reset-password")
ACCOUNT_PAGES = ("/account", "/account/password", "/account/sessions", "/account/leave")


def _registered(visitor: FlaskClient, email: str) -> LetterBox:
    answer = post(visitor, "/register", {"name": "Park Sora", "email": email, "new_password": PASSWORD})  # fmt: skip
    assert (answer.status_code, answer.location) == (303, "/verify-email?sent=1")
    box = LetterBox()
    box.empty()
    return box


def test_from_opening_an_account_to_leaving(visitor: FlaskClient, platform: Platform) -> None:
    assert platform
    email = "sora@example.kr"
    box = _registered(visitor, email)
    wrong = post(visitor, "/verify-email", {"code": box.code(email), "password": OTHER})
    assert wrong.status_code == 400
    assert "fit together" in wrong.text
    right = post(visitor, "/verify-email", {"code": box.code(email), "password": PASSWORD})
    assert (right.status_code, right.location) == (303, "/account?welcome=1")
    profile = visitor.get("/account?welcome=1").text
    assert "belong to a business yet" in profile
    assert email in profile
    saved = post(visitor, "/account", {"name": "박소라", "name_en": "Sora Park", "phone": "010-9876-5432", "locale": "en"})  # fmt: skip
    assert saved.status_code == 303
    assert "+821098765432" in visitor.get("/account").text
    changed = post(visitor, "/account/password", {"password": PASSWORD, "new_password": OTHER})
    assert (changed.status_code, changed.location) == (303, "/account?password=1")
    assert visitor.get("/account").status_code == 200, "this browser stays signed in"
    refused = post(visitor, "/account/leave", {"password": PASSWORD})
    assert (refused.status_code, "your password" in refused.text) == (401, True)
    left = post(visitor, "/account/leave", {"password": OTHER})
    assert left.location == "/login?left=1"
    assert visitor.get("/account").location.startswith("/login")
    assert post(visitor, "/login", {"email": email, "password": OTHER}).status_code == 401


def test_a_log_in_before_the_address_is_confirmed_leads_to_the_code(
    visitor: FlaskClient, platform: Platform
) -> None:
    assert platform
    email = "early@example.kr"
    _registered(visitor, email)
    answer = post(visitor, "/login", {"email": email, "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/verify-email?sent=1")
    assert visitor.get("/account").status_code == 303


def test_a_forgotten_password_is_replaced(visitor: FlaskClient, platform: Platform) -> None:
    assert platform
    email = "forgetful@example.kr"
    box = _registered(visitor, email)
    post(visitor, "/verify-email", {"code": box.code(email), "password": PASSWORD})
    visitor.delete_cookie("__Host-mg_tenant")
    for address in (email, "nobody@example.kr"):
        answer = post(visitor, "/forgot-password", {"email": address})
        assert (answer.status_code, answer.location) == (303, "/reset-password?sent=1")
    box.empty()
    weak = post(visitor, "/reset-password", {"code": box.code(email), "new_password": "short"})
    assert (weak.status_code, "at least 10" in weak.text) == (400, True)
    answer = post(visitor, "/reset-password", {"code": box.code(email), "new_password": OTHER})
    assert answer.location == "/login?reset=1"
    again = post(visitor, "/reset-password", {"code": box.code(email), "new_password": PASSWORD})
    assert again.status_code == 400
    assert post(visitor, "/login", {"email": email, "password": OTHER}).status_code == 303


def test_devices_are_listed_named_and_signed_out(
    signed_in: Callable[[str], FlaskClient], visitor: FlaskClient
) -> None:
    here, there = signed_in(OWNER), signed_in(OWNER)
    page = here.get("/account/sessions").text
    assert page.count("This device") == 1
    device = page.split('name="device" value="')[1].split('"')[0]
    assert post(here, "/account/devices/name", {"device": device, "label": "Counter"}).status_code == 303  # fmt: skip
    assert "Counter" in here.get("/account/sessions").text
    ended = post(here, "/account/sessions/end", {"session": "others"})
    assert ended.status_code == 303
    assert "ended=" in ended.location
    assert there.get("/settlements").location.startswith("/login")
    assert here.get("/settlements").status_code == 200
    for wrong in ("no-uuid", ""):
        assert post(here, "/account/sessions/end", {"session": wrong}).status_code == 400
    # Somebody else's session and device are none.
    token = page.split('name="session" value="')[1].split('"')[0]
    stranger = visitor
    email = "stranger@example.kr"
    box = _registered(stranger, email)
    post(stranger, "/verify-email", {"code": box.code(email), "password": PASSWORD})
    assert post(stranger, "/account/sessions/end", {"session": token}).location.endswith("ended=0")
    assert post(stranger, "/account/devices/name", {"device": device, "label": "mine"}).status_code == 404  # fmt: skip
    assert "mine" not in here.get("/account/sessions").text


@pytest.mark.parametrize("path", ACCOUNT_PAGES)
def test_the_account_is_there_for_who_is_signed_in_alone(visitor: FlaskClient, path: str) -> None:
    answer = visitor.get(path)
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/login")
    visitor.set_cookie("__Host-mg_tenant", "forged", secure=True, path="/", domain="localhost")
    assert visitor.get(path).status_code == 303


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page of the portal at the width of a phone."""
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844}, locale="ko-KR")  # fmt: skip
    yield context.new_page()
    context.close()


def test_the_mails_link_fills_the_code_in_and_keeps_it_out_of_the_address(page: Page) -> None:
    page.goto("/reset-password#code=7K2M-Q9TX-04CE-WJ5P")
    assert page.input_value("#code") == "7K2M-Q9TX-04CE-WJ5P"
    assert "#" not in page.url
    assert page.evaluate("document.activeElement.id") == "new_password"


@WIDTHS_AND_LANGUAGES
def test_account_pages_are_accessible_and_fit(
    browser: Browser, address: str, signed_in: Callable[[str], FlaskClient], language: str, width: int
) -> None:  # fmt: skip
    client = signed_in(OWNER)
    cookie = client.get_cookie("__Host-mg_tenant")
    assert cookie is not None
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 900}, locale={"ko": "ko-KR", "en": "en-US"}[language]
    )  # fmt: skip
    shown = context.new_page()
    for path in PAGES + ACCOUNT_PAGES:
        if path in ACCOUNT_PAGES:
            context.add_cookies(
                [{"name": "__Host-mg_tenant", "value": cookie.value, "url": address.replace("http:", "https:"), "secure": True}]
            )  # fmt: skip
        shown.goto(path)
        assert shown.url.endswith(path), path
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(shown)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    context.close()
