"""A person's way through the portal in a real browser: phone and desk, Korean and English,
with the script and without."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.portal.looks import FULL
from tests.portal.platform import ACADEMY, BRANCH_MANAGER, OWNER, PASSWORD, Platform

WIDTHS = {1280: 900, 390: 844}
WORDS = {
    "ko": {"email": "이메일", "password": "비밀번호", "enter": "이메일로 로그인", "out": "로그아웃",
           "account": "내 계정", "gone": "로그아웃했어요", "other": "English", "menu": "내려받기"},
    "en": {"email": "E-mail", "password": "Password", "enter": "Sign in with e-mail",
           "out": "Sign out", "account": "My account", "gone": "You are signed out",
           "other": "한국어", "menu": "Download"},
}  # fmt: skip
# What a page must not do: stick out at the side.
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open a browser window as somebody would have it, and collect what the console says."""
    contexts = []

    def open_window(
        language: str = "ko", width: int = 1280, *, script: bool = True, scheme: str = "light"
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": WIDTHS.get(width, 900)},
            locale={"ko": "ko-KR", "en": "en-US"}[language],
            timezone_id="Asia/Seoul",
            java_script_enabled=script,
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_window
    for context in contexts:
        context.close()


@contextmanager
def quiet(page: Page) -> Iterator[None]:
    """Require that nothing is refused by the content policy and no script fails meanwhile."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield
    assert [text for text in said if "401" not in text] == []


def log_in(page: Page, address: str, language: str, email: str = OWNER) -> None:
    """Sign in by the form, as a person does."""
    words = WORDS[language]
    page.goto(address)
    page.get_by_label(words["email"]).fill(email)
    page.get_by_label(words["password"]).fill(PASSWORD)
    page.get_by_role("button", name=words["enter"]).click()
    page.wait_for_url("**/settlements")


def _all_paths(platform: Platform) -> list[str]:
    here = f"/settlements/{platform.statement(ACADEMY, '2026-09-30')['statement_id']}"
    paid = f"/settlements/{platform.statement(ACADEMY, '2026-08-31')['statement_id']}"
    tabs = ("lines", "days", "methods", "branches", "tax", "adjustments", "rules", "history")
    return [
        "/settlements",
        "/settlements?status=paid&from=2026-01-01&to=2026-12-31",
        "/settlements?from=2020-01-01&to=2020-01-02",
        "/settlements/calendar?day=2026-09-29",
        paid,
        *(f"{here}?tab={tab}" for tab in tabs),
        f"{here}?ref=nowhere",
        f"{here}/lines/{platform.event_id(ACADEMY, 'R-001')}",
        "/nowhere",
        "/settlements?from=nonsense",
    ]


@pytest.mark.parametrize(
    ("language", "width", "script"),
    [
        ("ko", 1280, False),
        ("en", 390, False),
        ("ko", 390, True),
        ("en", 1280, True),
        pytest.param("ko", 1280, True, marks=FULL),
        pytest.param("en", 390, True, marks=FULL),
        pytest.param("ko", 390, False, marks=FULL),
        pytest.param("en", 1280, False, marks=FULL),
    ],
)
def test_the_way_from_the_door_to_a_file_and_out(
    open_page: Open, address: str, platform: Platform, language: str, width: int, script: bool
) -> None:
    words = WORDS[language]
    page = open_page(language, width, script=script)
    with quiet(page):
        log_in(page, address, language)
        statement = platform.statement(ACADEMY, "2026-09-30")
        page.locator("tbody a", has_text="2026").first.click()
        page.wait_for_url(f"**/settlements/{statement['statement_id']}")
        expect(page.locator(".wf .pay .num:not(.pct)")).to_contain_text(
            f"{statement['payout_minor']:,}"
        )

        page.locator("tbody a.ask").first.click()
        page.wait_for_url(re.compile("/lines/"))
        expect(page.locator(".formula").first).to_be_visible()
        page.locator(".crumb").click()

        if width < 768:
            page.locator("summary", has_text=words["menu"]).click()
        links = page.locator("a:visible", has_text="CSV")
        with page.expect_download() as download:
            links.first.click()
        assert download.value.suggested_filename.endswith(".csv")
        assert download.value.path().stat().st_size > 0

        page.locator("summary", has_text=words["account"]).click()
        page.get_by_role("button", name=words["out"]).click()
        page.wait_for_url("**/login?out=1")
        expect(page.get_by_text(words["gone"])).to_be_visible()
        page.goto(f"{address}/settlements")
        assert "/login" in page.url


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_language_is_switched_in_place(open_page: Open, address: str, script: bool) -> None:
    page = open_page("ko", script=script)
    log_in(page, address, "ko")
    page.goto(f"{address}/settlements?status=paid")
    page.locator("summary", has_text=WORDS["ko"]["account"]).click()
    page.get_by_role("button", name=WORDS["ko"]["other"]).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/settlements?status=paid")
    expect(page.locator("h1")).to_have_text("Settlements")


def test_filters_work_without_the_script(open_page: Open, address: str) -> None:
    page = open_page("ko", script=False)
    log_in(page, address, "ko")
    page.locator("summary", has_text="상태").click()
    page.get_by_label("지급 완료").check()
    page.get_by_role("button", name="적용").locator("visible=true").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="초기화").click()
    expect(page.locator("tbody tr")).to_have_count(2)


def test_the_session_cookie_works_on_the_loopback(open_page: Open, address: str) -> None:
    page = open_page()
    log_in(page, address, "ko")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    session = cookies["__Host-mg_tenant"]
    assert (session["secure"], session["httpOnly"], session["sameSite"]) == (True, True, "Lax")


def test_a_menu_closes_on_escape_and_gives_the_focus_back(open_page: Open, address: str) -> None:
    page = open_page()
    log_in(page, address, "ko")
    summary = page.locator("summary", has_text="내 계정")
    summary.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("details.menu.push")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [
        ("ko", 1280, "light"),
        ("en", 390, "dark"),
        pytest.param("ko", 390, "light", marks=FULL),
        pytest.param("en", 1280, "light", marks=FULL),
        pytest.param("ko", 1280, "dark", marks=FULL),
    ],
)
def test_every_page_is_accessible_and_fits(
    open_page: Open, address: str, platform: Platform, language: str, width: int, scheme: str
) -> None:
    page = open_page(language, width, scheme=scheme)
    axe = Axe()
    found: list[str] = []

    def look(path: str) -> None:
        result = axe.run(page)
        found.extend(f"{path}: {violation['id']}" for violation in result.response["violations"])
        if (overhang := page.evaluate(OVERHANG)) > 0:
            found.append(f"{path}: sticks out by {overhang} px")

    page.goto(f"{address}/login")
    look("/login")
    page.get_by_label(WORDS[language]["email"]).fill(OWNER)
    page.get_by_label(WORDS[language]["password"]).fill("a-wrong-password")
    page.get_by_role("button", name=WORDS[language]["enter"]).click()
    look("/login refused")
    log_in(page, address, language)
    for path in _all_paths(platform):
        page.goto(f"{address}{path}")
        look(path)
    page.goto(f"{address}/settlements")
    for summary in page.locator("summary:visible").all():
        summary.click()
        look("/settlements with an open menu")
        page.keyboard.press("Escape")
    page.context.clear_cookies()
    log_in(page, address, language, BRANCH_MANAGER)
    look("/settlements of a branch")
    page.goto(f"{address}{_all_paths(platform)[4]}")
    look("a statement's part of a branch")
    assert found == []


@pytest.mark.parametrize(
    "width", [320, pytest.param(768, marks=FULL), pytest.param(1024, marks=FULL)]
)
def test_pages_fit_at_the_widths_between(
    open_page: Open, address: str, platform: Platform, width: int
) -> None:
    page = open_page("en", width)
    log_in(page, address, "en")
    for path in _all_paths(platform):
        page.goto(f"{address}{path}")
        assert page.evaluate(OVERHANG) <= 0, path
