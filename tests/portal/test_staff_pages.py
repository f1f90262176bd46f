"""AU-08, AU-09, AU-12: the pages of staff and roles, from an invitation to a changed role."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.identity.letter_box import LetterBox
from tests.portal.looks import WIDTHS_AND_LANGUAGES
from tests.portal.people import add_person, post, set_up_factor
from tests.portal.platform import ACADEMY, BRANCH_MANAGER, Platform

_number = count(1)
NEW_PASSWORD = "네 낱말이 함께 걷는다"


@pytest.fixture
def owner(platform: Platform, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """An owner who has just shown a second factor."""
    client = signed_in(add_person(platform, "TENANT_OWNER"))
    set_up_factor(client)
    return client


def _row(client: FlaskClient, email_mask: str) -> str:
    """The address of the person whose e-mail looks so."""
    rows = client.get("/staff").text.split("<tr ")
    found = next(
        re.search(r'href="(/staff/[0-9a-f-]{36})"', row) for row in rows if email_mask in row
    )
    assert found is not None
    return found.group(1)


def test_somebody_is_invited_comes_in_and_is_let_go(
    owner: FlaskClient, visitor: FlaskClient, platform: Platform
) -> None:
    assert platform
    email = "invited.person@saebom.example"
    wrong = post(
        owner, "/staff/invite", {"name": "이새별", "email": "no mail", "role": "TENANT_STAFF"}
    )
    assert (wrong.status_code, "name@example.kr" in wrong.text) == (400, True)
    sent = post(owner, "/staff/invite", {"name": "이새별", "email": email, "role": "TENANT_STAFF", "branch": "mapo"})  # fmt: skip
    assert (sent.status_code, sent.location) == (303, "/staff?invited=1")
    assert "Invited" in owner.get("/staff").text
    box = LetterBox()
    box.empty()
    assert "has given you a role" in box.last(email) or "역할을 부여" in box.last(email)
    # Somebody who registers the same address in the meantime takes nothing away.
    post(visitor, "/register", {"name": "Somebody", "email": email, "new_password": NEW_PASSWORD})
    reset = post(
        visitor, "/reset-password", {"code": box.code(email), "new_password": NEW_PASSWORD}
    )
    assert reset.location == "/login?reset=1"
    post(visitor, "/login", {"email": email, "password": NEW_PASSWORD})
    page = visitor.get("/settlements")
    assert page.status_code == 200
    assert "Mapo" in page.text or "마포점" in page.text, (
        "in the branch that was given, and there alone"
    )
    assert visitor.get("/staff").status_code == 403, "a clerk doesn't see the staff"
    assert visitor.get("/settlements/statements.csv").status_code == 403
    address = _row(owner, "in***")
    shown = owner.get(address).text
    assert email not in shown
    assert post(owner, f"{address}/show", {"reason": " "}).status_code == 400
    full = post(owner, f"{address}/show", {"reason": "to send the contract"})
    assert email in full.text
    with platform.clone.superuser() as connection:
        noted = connection.execute(
            "SELECT detail ->> 'reason' FROM audit.entry WHERE action = 'identity.member.shown'"
        ).fetchall()
    assert ("to send the contract",) in noted
    assert post(owner, f"{address}/remove", {}).location == "/staff?removed=1"
    assert visitor.get("/settlements").location == "/account"


def test_roles_are_changed_with_a_recent_second_factor_alone(
    platform: Platform, signed_in: Callable[[str], FlaskClient]
) -> None:
    client = signed_in(add_person(platform, "TENANT_OWNER"))
    assert client.get("/staff").status_code == 200
    refused = post(client, "/staff/roles", {"template": "ACADEMY_STUDENT"})
    assert refused.location == "/account/security"
    set_up_factor(client)
    assert post(client, "/staff/roles", {"template": "ACADEMY_STUDENT"}).status_code == 303
    with platform.clone.superuser() as connection:
        connection.execute("UPDATE identity.auth_session SET second_factor_at = now() - interval '1 hour' WHERE second_factor_at IS NOT NULL")  # fmt: skip
    refused = post(client, "/staff/roles/ACADEMY_STUDENT/retire", {}, headers={"Referer": "https://localhost/staff"})  # fmt: skip
    assert refused.location == "/step-up?next=/staff"


def test_a_role_is_activated_changed_and_used(
    owner: FlaskClient, platform: Platform, signed_in: Callable[[str], FlaskClient]
) -> None:
    added = post(owner, "/staff/roles", {"template": "ACADEMY_TEACHER"})
    assert added.location == "/staff/roles/ACADEMY_TEACHER"
    assert "Teacher" in owner.get(added.location).text
    teacher = signed_in(add_person(platform, "ACADEMY_TEACHER"))
    assert teacher.get("/settlements").status_code == 403
    assert teacher.get("/staff").status_code == 200
    changed = post(owner, "/staff/roles/ACADEMY_TEACHER", {
        "name_ko": "담임", "name_en": "Form teacher", "permission": ["settlement.read_statement"],
    })  # fmt: skip
    assert changed.location == "/staff?saved=1"
    assert "Form teacher" in owner.get("/staff").text
    assert teacher.get("/settlements").status_code == 200
    assert teacher.get("/staff").status_code == 403
    locked = post(owner, "/staff/roles/ACADEMY_TEACHER", {"name_ko": "담임", "permission": ["identity.change_role"]})  # fmt: skip
    assert (locked.status_code, "roles that have it" in locked.text) == (403, True)
    assert post(owner, "/staff/roles/NOBODY", {"name_ko": "x"}).status_code == 404
    assert owner.get("/staff/roles/NOBODY").status_code == 404


def test_who_has_two_roles_works_in_one_at_a_time(
    platform: Platform, signed_in: Callable[[str], FlaskClient]
) -> None:
    email = add_person(platform, "TENANT_MANAGER")
    done = platform.clone.run("users", "grant", email, "--tenant", ACADEMY, "--role", "TENANT_STAFF", "--branch", "mapo")  # fmt: skip
    assert done.returncode == 0, done.stderr
    client = signed_in(email)
    page = client.get("/settlements").text
    place = re.search(r'name="role" value="([^"]+)"', page)
    assert place is not None
    assert client.get("/staff").status_code == 200
    assert post(client, "/role", {"role": place.group(1)}).status_code == 303
    assert client.get("/staff").status_code == 403, "the narrower role is in force"
    assert post(client, "/role", {"role": "TENANT_OWNER"}).status_code == 403, "one that isn't had"
    assert post(client, "/role", {"role": "TENANT_MANAGER no-branch"}).status_code == 400


def test_who_is_limited_to_a_branch_sees_its_people_alone(
    platform: Platform, signed_in: Callable[[str], FlaskClient]
) -> None:
    assert platform
    client = signed_in(BRANCH_MANAGER)
    page = client.get("/staff").text
    assert page.count("All branches") == 0
    assert "ow***" not in page, "the owner is of all branches"
    assert client.get("/staff/00000000-0000-7000-8000-000000000000").status_code == 404


@pytest.mark.parametrize("path", ["/staff", "/staff/invite", "/staff/roles/TENANT_OWNER"])
def test_the_pages_are_there_for_who_is_signed_in_alone(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(path).location.startswith("/login")


@WIDTHS_AND_LANGUAGES
def test_staff_pages_are_accessible_and_fit(
    browser: Browser, address: str, owner: FlaskClient, language: str, width: int
) -> None:
    cookie = owner.get_cookie("__Host-mg_tenant")
    assert cookie is not None
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 900}, locale={"ko": "ko-KR", "en": "en-US"}[language]
    )  # fmt: skip
    context.add_cookies(
        [{"name": "__Host-mg_tenant", "value": cookie.value, "url": address.replace("http:", "https:"), "secure": True}]
    )  # fmt: skip
    shown = context.new_page()
    for path in ("/staff", "/staff/invite", "/staff/roles/TENANT_MANAGER", _row(owner, "pe***")):
        shown.goto(path)
        assert shown.url.endswith(path), path
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(shown)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    context.close()
