"""AU-14: the trail shows a business what was done there, is searched and downloaded, and shows nothing of anybody else."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.portal.looks import WIDTHS_AND_LANGUAGES
from tests.portal.people import SignIn, add_person, post
from tests.portal.platform import ACADEMY, KIOSK, Platform


def _read(client: FlaskClient, **asked: str) -> list[list[str]]:
    answer = client.get("/trail.csv", query_string=asked)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))[1:]


def test_acts_and_security_events_stand_in_one_trail(
    platform: Platform, boss: FlaskClient, signed_in: SignIn
) -> None:
    post(boss, "/staff/roles", {"template": "ACADEMY_CLERK"})
    form = {"name_ko": "막음", "effect": "deny", "permission": "settlement.read_statement", "condition": "user.level < 60"}  # fmt: skip
    rule = post(boss, "/rules/new", form).headers["Location"].rsplit("/", 1)[1]
    post(boss, f"/rules/{rule}/switch", {"state": "active"})
    refused = signed_in(add_person(platform, "TENANT_MANAGER")).get("/settlements")
    assert refused.status_code == 403
    rows = _read(boss)
    assert rows[0][0] > rows[-1][0]
    actions = [row[2] for row in rows]
    assert {"identity.role.activated", "identity.policy.drafted", "identity.policy.active", "security.rule_refused", "security.role_given"} <= set(actions)  # fmt: skip
    # A refusal is explained by the number that its page showed.
    number = refused.headers["X-Request-Id"]
    (explained,) = [row for row in _read(boss, word=number) if row[2] == "security.rule_refused"]
    assert explained[3] == number
    assert rule in explained[4]
    # Every act says from which request it came.
    assert all('"request_id"' in row[4] for row in rows if row[2].startswith("identity."))
    # Downloads are in it themselves.
    assert _read(boss)[0][2] == "audit.trail.exported"


def test_it_is_searched_and_paged(boss: FlaskClient) -> None:
    post(boss, "/staff/roles", {"template": "ACADEMY_TEACHER"})
    assert all("role" in "".join(row) for row in _read(boss, word="identity.role"))
    assert _read(boss, word="identity.role")
    # That it was looked for is the one thing that holds the word.
    assert {row[2] for row in _read(boss, word="100%_of nothing")} == {"audit.trail.exported"}
    assert _read(boss, **{"from": "2001-01-01", "to": "2001-01-02"}) == []
    for bad in ("from=never", "before=x", "word=" + "x" * 101):
        assert boss.get(f"/trail?{bad}").status_code == 400, bad
    seen: list[str] = []
    path = "/trail"
    for _ in range(40):
        page = boss.get(path).text
        seen += re.findall(r"<code>([a-z_.]+)</code>", page)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        if not further:
            break
        path = further.group(1).replace("&amp;", "&")
    everything = [row[2] for row in _read(boss)]
    # The download that counts them is one more.
    assert seen == everything[-len(seen) :]
    assert len(everything) - len(seen) <= 5


def test_nobody_else_reads_it_and_it_says_nothing_of_anybody_else(
    platform: Platform, boss: FlaskClient, signed_in: SignIn
) -> None:
    for role in ("TENANT_MANAGER", "TENANT_STAFF"):
        client = signed_in(add_person(platform, role))
        assert [client.get(path).status_code for path in ("/trail", "/trail.csv")] == [403, 403]
    stranger = signed_in(add_person(platform, "TENANT_OWNER", tenant=KIOSK))
    theirs, ours = _read(stranger), _read(boss)
    assert theirs
    assert not {tuple(row) for row in theirs} & {tuple(row) for row in ours}
    for statement in platform.statements(ACADEMY):
        assert str(statement["statement_id"]) not in str(theirs)
    assert "@saebom.example" not in re.sub(r"[\w*]+\*+@saebom\.example", "", str(ours))


def test_what_headquarters_looks_into_is_not_shown(platform: Platform, boss: FlaskClient) -> None:
    with platform.clone.superuser() as connection:
        for action in (
            "settlement.anomaly.opened",
            "ops.hold.placed",
            "settlement.gateway.matched",
        ):
            connection.execute(
                "INSERT INTO audit.entry (tenant_id, action, subject, created_by) SELECT d.tenant_id, %s, 'of headquarters alone', d.tenant_id"
                " FROM tenancy.tenant_directory AS d WHERE d.tenant_key = %s",
                (action, ACADEMY),
            )
    assert not [
        row for row in _read(boss, word="of headquarters alone") if row[2] != "audit.trail.exported"
    ]


@WIDTHS_AND_LANGUAGES
def test_the_page_is_accessible_and_fits(
    browser: Browser, address: str, boss: FlaskClient, language: str, width: int
) -> None:
    cookie: Any = boss.get_cookie("__Host-mg_tenant")
    context = browser.new_context(
        base_url=address.replace("127.0.0.1", "localhost"), viewport={"width": width, "height": 900},
        locale={"ko": "ko-KR", "en": "en-US"}[language],
    )  # fmt: skip
    context.add_cookies([{"name": "__Host-mg_tenant", "value": cookie.value, "domain": "localhost", "path": "/", "secure": True}])  # fmt: skip
    page = context.new_page()
    for path in ("/trail", "/trail?word=nothing-like-it", "/staff"):
        page.goto(path)
        page.wait_for_selector("h1")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    context.close()
