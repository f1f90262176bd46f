"""AU-10: rules narrow what roles may do, hide things from every list, are tried before they are in force, and explained."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.portal.looks import WIDTHS_AND_LANGUAGES
from tests.portal.people import SignIn, add_person, post
from tests.portal.platform import ACADEMY, Platform

READ = "settlement.read_statement"


@pytest.fixture
def staff(platform: Platform, signed_in: SignIn) -> FlaskClient:
    """Somebody who may read settlements and little else."""
    return signed_in(add_person(platform, "TENANT_MANAGER"))


def _draft(boss: FlaskClient, condition: str, *, effect: str = "deny", permissions: tuple[str, ...] = (READ,)) -> str:  # fmt: skip
    form = {"name_ko": "시험 규칙", "name_en": "Trial rule", "effect": effect, "permission": list(permissions), "condition": condition}  # fmt: skip
    answer = post(boss, "/rules/new", form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"].rsplit("/", 1)[1])


def _in_force(boss: FlaskClient, condition: str, **more: Any) -> str:
    rule = _draft(boss, condition, **more)
    assert post(boss, f"/rules/{rule}/switch", {"state": "active"}).status_code == 303
    return rule


def test_a_rule_in_force_refuses_and_says_so(
    platform: Platform, boss: FlaskClient, staff: FlaskClient
) -> None:
    rule = _draft(boss, "user.level < 60")
    assert staff.get("/settlements").status_code == 200  # a draft does nothing
    post(boss, f"/rules/{rule}/switch", {"state": "active"})
    refused = staff.get("/settlements")
    assert refused.status_code == 403
    assert "Trial rule" in refused.text
    assert boss.get("/settlements").status_code == 200
    assert staff.get("/staff").status_code == 200  # it is about something else
    with platform.clone.superuser() as connection:
        noted = connection.execute(
            "SELECT e.detail ->> 'rule' FROM identity.security_event AS e WHERE e.kind = 'rule_refused' AND e.request_id = %s",
            (refused.headers["X-Request-Id"],),
        ).fetchone()
    assert noted == (rule,)
    post(boss, f"/rules/{rule}/switch", {"state": "retired"})
    assert staff.get("/settlements").status_code == 200


def test_deny_wins_and_allow_lets_nobody_else_through(
    boss: FlaskClient, staff: FlaskClient
) -> None:
    _in_force(boss, 'user.role == "TENANT_MANAGER"', effect="allow")
    assert (staff.get("/settlements").status_code, boss.get("/settlements").status_code) == (
        200,
        403,
    )
    _in_force(boss, "true", permissions=(READ,))
    assert staff.get("/settlements").status_code == 403


def test_what_cannot_be_told_counts_against_whoever_asks(
    boss: FlaskClient, staff: FlaskClient
) -> None:
    # The address of the sample is one that it needn't read as a number.
    untold = 'address.ip == "203.0.113.7" || int(address.ip) > 0'
    rule = _in_force(boss, untold)
    assert staff.get("/settlements").status_code == 403
    post(boss, f"/rules/{rule}/switch", {"state": "retired"})
    assert staff.get("/settlements").status_code == 200
    _in_force(boss, untold, effect="allow")
    assert staff.get("/settlements").status_code == 403


def test_an_owner_cannot_shut_out_whoever_may_take_the_rule_back(boss: FlaskClient) -> None:
    rule = _in_force(boss, "true", permissions=())
    assert boss.get("/settlements").status_code == 403
    assert boss.get("/rules").status_code == 200
    assert post(boss, f"/rules/{rule}/switch", {"state": "retired"}).status_code == 303
    assert boss.get("/settlements").status_code == 200


def test_a_rule_about_statements_hides_them_everywhere(
    platform: Platform, boss: FlaskClient, staff: FlaskClient
) -> None:
    august = platform.statement(ACADEMY, "2026-08-31")
    september = platform.statement(ACADEMY, "2026-09-30")
    line = platform.event_id(ACADEMY, "S-001")
    before = _listed(staff)
    assert {august["statement_number"], september["statement_number"]} <= before
    both = ("settlement.read_statement", "settlement.export_statement")
    _in_force(
        boss, 'resource.kind == "statement" && resource.period_end < "2026-09-01"', permissions=both
    )
    gone = {
        s["statement_number"]
        for s in platform.statements(ACADEMY)
        if s["period_end"] < "2026-09-01"
    }
    assert _listed(staff) == before - gone
    page = staff.get("/settlements?status=paid&from=2026-01-01&to=2026-12-31").text
    assert august["statement_number"] not in page
    calendar = staff.get(f"/settlements/calendar?day={august['payout_date']}").text
    assert str(august["statement_id"]) not in calendar
    for path in ("", "/report.csv", "/report.pdf", f"/lines/{line}", "?tab=days"):
        hidden = staff.get(f"/settlements/{august['statement_id']}{path}")
        assert hidden.status_code == 404, path
        shown = staff.get(f"/settlements/{september['statement_id']}{path}")
        assert shown.status_code == 200 or path.startswith("/lines"), path
    assert (
        str(august["statement_id"])
        not in staff.get(f"/settlements/{september['statement_id']}").text
    )


def _listed(client: FlaskClient) -> set[str]:
    text = client.get("/settlements/statements.csv").get_data(as_text=True).lstrip("\ufeff")
    return {row[0] for row in list(csv.reader(io.StringIO(text)))[1:]}


def test_a_rule_about_people_hides_them(boss: FlaskClient, staff: FlaskClient) -> None:
    assert "Owner" in staff.get("/staff").text
    people = r'href="/staff/([0-9a-f-]{36})"'
    before = set(re.findall(people, staff.get("/staff").text))
    _in_force(
        boss,
        'resource.kind == "member" && resource.role == "TENANT_OWNER"',
        permissions=("identity.read_member",),
    )
    after = set(re.findall(people, staff.get("/staff").text))
    assert after < before
    for member in before - after:
        assert staff.get(f"/staff/{member}").status_code == 404


def test_the_bench_says_what_each_rule_comes_to_and_does_nothing(
    boss: FlaskClient, staff: FlaskClient
) -> None:
    _in_force(boss, 'address.country == "US"')
    rule = _draft(boss, "user.level < 60 && (time.hour < 9 || time.hour >= 18)")

    def tried(**case: str) -> str:
        answer = boss.get(
            f"/rules/{rule}", query_string={"try": "1", "role": "TENANT_MANAGER", **case}
        )
        assert answer.status_code == 200
        found = re.search(r'role="status">.*?<b>([^<]+)</b>', answer.text, re.S)
        assert found is not None
        return found.group(1)

    assert tried(moment="2026-11-27T20:00") == "Refused"
    assert tried(moment="2026-11-27T10:00") == "Let through"
    assert tried(moment="2026-11-27T10:00", country="US") == "Refused"
    assert tried(moment="2026-11-27T20:00", permission="identity.read_member") == "Let through"
    assert tried(moment="2026-11-27T20:00", role="TENANT_OWNER") == "Let through"
    assert boss.get(f"/rules/{rule}?try=1&moment=never").status_code == 400
    # A thing is what its kind says of itself: a statement has no role, and what can't be told counts against it.
    rule = _draft(boss, 'resource.role == "TENANT_OWNER"')
    assert tried(kind="member", thing_role="TENANT_STAFF") == "Let through"
    assert tried(kind="member", thing_role="TENANT_OWNER") == "Refused"
    assert tried(kind="statement") == "Refused"
    assert staff.get("/settlements").status_code == 200


def test_a_condition_that_makes_no_sense_is_not_kept(boss: FlaskClient) -> None:
    for condition in (
        "user.",
        "nothing.at.all",
        "user.salary > 3",
        "1 + 1",
        '"yes"',
        "x" * 1001,
        " ",
        "user.level > 'a'",
    ):
        form = {"name_ko": "규칙", "name_en": "Kept name", "effect": "deny", "condition": condition}
        answer = post(boss, "/rules/new", form)
        assert answer.status_code == 400, condition
        assert 'value="Kept name"' in answer.text
    assert (
        post(
            boss, "/rules/new", {"name_ko": " ", "effect": "deny", "condition": "true"}
        ).status_code
        == 400
    )
    assert (
        post(
            boss, "/rules/new", {"name_ko": "x", "effect": "maybe", "condition": "true"}
        ).status_code
        == 400
    )


def test_what_is_in_force_is_not_changed_but_replaced(boss: FlaskClient) -> None:
    rule = _in_force(boss, "user.level < 0")
    assert boss.get(f"/rules/{rule}/change").status_code == 404
    form = {"name_ko": "x", "effect": "deny", "condition": "true"}
    assert post(boss, f"/rules/{rule}/change", form).status_code == 404
    assert "user.level &lt; 0" in boss.get(f"/rules/new?from={rule}").text
    draft = _draft(boss, "user.level < 1")
    assert post(boss, f"/rules/{draft}/change", form).status_code == 303
    assert boss.get(f"/rules/{draft}").status_code == 200


def test_whoever_may_not_change_rules_sees_none(boss: FlaskClient, staff: FlaskClient) -> None:
    rule = _draft(boss, "true")
    for path in ("/rules", "/rules/new", f"/rules/{rule}", f"/rules/{rule}/change"):
        assert staff.get(path).status_code == 403, path
    assert post(staff, f"/rules/{rule}/switch", {"state": "active"}).status_code == 403


def test_headquarters_rules_hold_in_every_business(
    platform: Platform, boss: FlaskClient, staff: FlaskClient
) -> None:
    run = platform.clone.run
    added = run(
        "policies",
        "add",
        "--name",
        "해외 차단",
        "--name-en",
        "Abroad",
        "--condition",
        'user.role == "TENANT_MANAGER"',
    )
    assert added.returncode == 0, added.stderr
    rule = added.stdout.split()[-1]
    assert staff.get("/settlements").status_code == 200
    assert run("policies", "switch-on", rule).returncode == 0
    assert "Abroad" in staff.get("/settlements").text
    assert "Abroad" in boss.get("/rules").text
    assert post(boss, f"/rules/{rule}/switch", {"state": "retired"}).status_code == 404
    assert rule in run("policies", "list").stdout
    assert run("policies", "retire", rule).returncode == 0
    assert staff.get("/settlements").status_code == 200
    assert run("policies", "retire", rule).returncode == 2
    bad = run("policies", "add", "--name", "x", "--condition", "nothing.there")
    assert (bad.returncode, "can't be read" in bad.stderr) == (2, True)


@WIDTHS_AND_LANGUAGES
def test_rule_pages_are_accessible_and_fit(
    browser: Browser, address: str, boss: FlaskClient, language: str, width: int
) -> None:
    rule = _draft(boss, 'resource.kind == "statement" && time.hour < 9')
    cookie = boss.get_cookie("__Host-mg_tenant")
    assert cookie is not None
    context = browser.new_context(
        base_url=address.replace("127.0.0.1", "localhost"), viewport={"width": width, "height": 900},
        locale={"ko": "ko-KR", "en": "en-US"}[language],
    )  # fmt: skip
    context.add_cookies([{"name": "__Host-mg_tenant", "value": cookie.value, "domain": "localhost", "path": "/", "secure": True}])  # fmt: skip
    page = context.new_page()
    for path in ("/rules", "/rules/new", f"/rules/{rule}", f"/rules/{rule}?try=1"):
        page.goto(path)
        page.wait_for_selector("h1")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    context.close()
