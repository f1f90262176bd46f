"""AU-04: passkeys in a real browser with a virtual authenticator; and every page of second factors looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.identity.authenticator_app import AuthenticatorApp
from tests.portal.looks import WIDTHS_AND_LANGUAGES
from tests.portal.people import post
from tests.portal.platform import Platform
from tests.portal.test_second_factor_pages import PASSWORD, register


@pytest.fixture
def host(address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The portal by a name: passkeys belong to names, not to numbers."""
    named = address.replace("127.0.0.1", "localhost")
    monkeypatch.setenv("MINDGARDEN_PUBLIC_URL", named)
    return named


@pytest.fixture
def page(browser: Browser, host: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=host, viewport={"width": 390, "height": 844}, locale="en-US"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def authenticator(page: Page) -> tuple[CDPSession, str]:
    """A platform authenticator whose person always puts the finger on it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                     "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )  # fmt: skip
    return session, made["authenticatorId"]


def _log_in(page: Page, email: str) -> None:
    page.goto("/login")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Sign in with e-mail").click()


def _make_passkey(page: Page, label: str) -> None:
    page.goto("/account/security/passkey")
    page.fill("#label", label)
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/account/security?changed=1")


def test_a_passkey_is_made_confirms_and_signs_in_without_a_password(
    page: Page, authenticator: tuple[CDPSession, str], visitor: FlaskClient, platform: Platform
) -> None:
    email = "passkey@example.kr"
    register(visitor, email)
    _log_in(page, email)
    page.wait_for_url("**/account")
    _make_passkey(page, "My phone")
    assert page.get_by_text("My phone").is_visible()
    session, authenticator_id = authenticator
    made = session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator_id})
    assert [c["rpId"] for c in made["credentials"]] == ["localhost"]

    # As second factor.
    page.context.clear_cookies()
    _log_in(page, email)
    page.wait_for_url("**/second-factor?**")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/account")

    # As the only thing that is shown.
    page.context.clear_cookies()
    page.goto("/login")
    page.get_by_role("link", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/account")
    with platform.clone.superuser() as connection:
        row = connection.execute(
            "SELECT s.method, s.awaits, s.second_factor_at IS NOT NULL FROM identity.auth_session AS s"
            " ORDER BY s.auth_session_id DESC LIMIT 1"
        ).fetchone()
    assert row == ("passkey", None, True)

    # Taken away again.
    page.goto("/account/security")
    page.get_by_role("button", name="Remove My phone").click()
    page.wait_for_url("**/account/security?changed=1")
    page.context.clear_cookies()
    page.goto("/login/passkey")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("didn’t work")


def test_an_answer_works_once_and_only_as_it_was_signed(
    page: Page, authenticator: tuple[CDPSession, str], visitor: FlaskClient, platform: Platform
) -> None:
    assert authenticator
    email = "replayed@example.kr"
    register(visitor, email)
    _log_in(page, email)
    page.wait_for_url("**/account")
    _make_passkey(page, "")
    page.context.clear_cookies()
    page.goto("/login/passkey")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)  # fmt: skip
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/account")
    credential = parse_qs(sent[0])["credential"][0]
    again = post(visitor, "/login/passkey", {"credential": credential})
    assert (again.status_code, "didn’t work" in again.text) == (400, True)
    changed = json.loads(credential)
    changed["response"]["signature"] = changed["response"]["signature"][::-1]
    for wrong in ("", "{}", "[]", "null", '{"response": {}}', '{"response": {"clientDataJSON": 7}}',
                  "x" * 30_000, json.dumps(changed)):  # fmt: skip
        assert post(visitor, "/login/passkey", {"credential": wrong}).status_code == 400, wrong[:40]


def test_a_person_who_cancels_is_told_and_can_try_again(
    page: Page, visitor: FlaskClient, platform: Platform
) -> None:
    assert platform
    assert visitor
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")  # a browser without any authenticator
    page.goto("/login/passkey")
    page.evaluate("void (navigator.credentials.get = () => Promise.reject(new DOMException()))")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("[data-passkey-note]")).to_be_visible()
    assert page.get_by_role("button", name="Use a passkey").is_enabled()


def test_without_scripts_the_page_says_what_is_missing(browser: Browser, host: str) -> None:
    context = browser.new_context(base_url=host, java_script_enabled=False, locale="en-US")
    shown = context.new_page()
    shown.goto("/login/passkey")
    assert shown.get_by_text("Passkeys need a browser").is_visible()
    assert not shown.get_by_role("button", name="Use a passkey").is_visible()
    context.close()


@WIDTHS_AND_LANGUAGES
def test_pages_of_second_factors_are_accessible_and_fit(
    browser: Browser, host: str, visitor: FlaskClient, language: str, width: int
) -> None:
    email = f"looks-{language}-{width}@example.kr"
    register(visitor, email)
    context = browser.new_context(
        base_url=host, viewport={"width": width, "height": 900}, locale={"ko": "ko-KR", "en": "en-US"}[language]
    )  # fmt: skip
    shown = context.new_page()
    session = context.new_cdp_session(shown)
    session.send("WebAuthn.enable")

    def check(name: str) -> None:
        shown.wait_for_selector("h1")
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, name
        found = Axe().run(shown)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"

    shown.goto("/login/passkey")
    check("passkey log-in")
    shown.goto("/login")
    shown.fill("#email", email)
    shown.fill("#password", PASSWORD)
    shown.locator("button.go").click()
    shown.wait_for_url("**/account")
    for path in ("/account/security", "/account/security/passkey", "/step-up"):
        shown.goto(path)
        check(path)
    shown.goto("/account/security")
    shown.locator("form[action='/account/security/app'] button").click()
    shown.locator("details summary").click()
    check("app")
    app = AuthenticatorApp()
    app.secret = shown.locator("code.code").inner_text().replace(" ", "")
    shown.fill("#code", app.code())
    shown.locator("button.go").click()
    shown.wait_for_url("**/account/security?changed=1")
    check("changed")
    with shown.expect_navigation():
        shown.locator("form[action='/account/security/codes'] button").click()
    check("recovery codes")
    context.clear_cookies()
    shown.goto("/login")
    shown.fill("#email", email)
    shown.fill("#password", PASSWORD)
    shown.locator("button.go").click()
    shown.wait_for_url("**/second-factor?**")
    check("second factor")
    context.close()
