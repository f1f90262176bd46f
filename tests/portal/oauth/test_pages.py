"""AU-15: a business registers its application, headquarters approves, it works by itself; people end what they allowed."""

from __future__ import annotations

import json
import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.portal.looks import WIDTHS_AND_LANGUAGES
from tests.portal.oauth.conftest import Register, ask, bearer, tokens_for
from tests.portal.people import SignIn, add_person, post, set_up_factor
from tests.portal.platform import ACADEMY, KIOSK, KIOSK_OWNER, PASSWORD, Platform

READ, EXPORT = "settlement.read_statement", "settlement.export_statement"


def _shown(page: str) -> list[str]:
    return re.findall(r'<code class="code">([^<]+)</code>', page)


def _by_itself(owner: FlaskClient, **changes: Any) -> Any:
    form = {"name_ko": "장부 연동", "name_en": "Ledger link", "kind": "itself", "role": "TENANT_MANAGER", "scope": [READ, EXPORT]}  # fmt: skip
    return post(owner, "/applications/new", form | changes)


def test_an_owner_registers_headquarters_approves_and_it_works_by_itself(
    platform: Platform, signed_in: SignIn, visitor: FlaskClient
) -> None:
    owner = signed_in(add_person(platform, "TENANT_OWNER"))
    refused = _by_itself(owner)
    assert (refused.status_code, refused.headers["Location"]) == (303, "/account/security")
    set_up_factor(owner)
    made = _by_itself(owner)
    assert made.status_code == 200, made.text
    client_id, secret = _shown(made.text)

    def ask(with_secret: str, **more: str) -> Any:
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": with_secret}  # fmt: skip
        return visitor.post("/oauth/token", data=form | more)

    assert ask(secret).status_code == 400  # it waits for headquarters
    assert "Waits for headquarters" in owner.get("/applications").text
    assert platform.clone.run("clients", "approve", client_id).returncode == 0
    answer = json.loads(ask(secret).text)
    assert "refresh_token" not in answer
    academy, kiosk = (platform.statements(t)[0]["statement_id"] for t in (ACADEMY, KIOSK))
    headers = bearer(answer["access_token"])
    listed = visitor.get("/settlements/statements.csv", headers=headers)
    assert listed.status_code == 200
    assert visitor.get(f"/settlements/{academy}/report.csv", headers=headers).status_code == 200
    assert visitor.get(f"/settlements/{kiosk}/report.csv", headers=headers).status_code == 404
    narrow = json.loads(ask(secret, scope=READ).text)
    refused = visitor.get("/settlements/statements.csv", headers=bearer(narrow["access_token"]))
    assert refused.status_code == 403
    assert json.loads(ask(secret, scope="identity.read_member").text)["error"] == "invalid_scope"

    changed = post(owner, f"/applications/{client_id}/secret", {})
    _, fresh = _shown(changed.text)
    assert [ask(each).status_code for each in (fresh, secret)] == [200, 200]
    with platform.clone.superuser() as connection:
        connection.execute(
            "UPDATE identity.oauth_client AS c SET old_secret_until = now() WHERE c.oauth_client_id = %s", (client_id,)
        )  # fmt: skip
    assert [ask(each).status_code for each in (fresh, secret)] == [200, 401]
    last = json.loads(ask(fresh).text)["access_token"]
    gone = post(owner, f"/applications/{client_id}/withdraw", {})
    assert gone.headers["Location"] == "/applications?withdrawn=1"
    assert visitor.get("/settlements/statements.csv", headers=bearer(last)).status_code == 401
    assert ask(fresh).status_code == 400
    actions = _audited(platform)
    assert actions >= {"identity.client.registered", "identity.client.secret_changed", "identity.client.withdrawn"}  # fmt: skip


def _audited(platform: Platform) -> set[str]:
    with platform.clone.superuser() as connection:
        rows = connection.execute("SELECT DISTINCT e.action FROM audit.entry AS e").fetchall()
    return {str(row[0]) for row in rows}


def test_a_mistake_in_the_form_says_what_to_do_and_loses_nothing(boss: FlaskClient) -> None:
    for changes in (
        {"name_ko": " "},
        {"kind": "server", "redirect_uris": "http://shop.example/back"},
        {"kind": "server", "redirect_uris": ""},
        {"kind": "server", "redirect_uris": "https://*.shop.example/back"},
        {"role": ""},
        {"scope": ["identity.change_role"]},
        {"scope": ["settlement.settle_period"]},
    ):
        answer = _by_itself(boss, **changes)
        assert answer.status_code == 400, changes
        assert 'role="alert"' in answer.text, changes
        assert 'value="Ledger link"' in answer.text, changes


def test_another_business_neither_sees_nor_touches_it(
    platform: Platform, boss: FlaskClient, signed_in: SignIn
) -> None:
    client_id = _shown(_by_itself(boss).text)[0]
    stranger = signed_in(add_person(platform, "TENANT_OWNER", tenant=KIOSK))
    set_up_factor(stranger)
    assert client_id not in stranger.get("/applications").text
    assert stranger.get(f"/applications/{client_id}").status_code == 404
    for what in ("secret", "withdraw"):
        assert post(stranger, f"/applications/{client_id}/{what}", {}).status_code == 404
    assert "Waits for headquarters" in boss.get(f"/applications/{client_id}").text


def test_a_business_application_is_for_its_own_people_unless_it_says_so(
    platform: Platform, boss: FlaskClient, signed_in: SignIn
) -> None:
    form = {
        "kind": "server",
        "redirect_uris": "https://partner.example/back",
        "scope": ["openid"],
        "role": "",
    }
    client_id = _shown(_by_itself(boss, **form).text)[0]
    assert platform.clone.run("clients", "approve", client_id).returncode == 0
    query = (
        f"/oauth/authorize?response_type=code&client_id={client_id}&redirect_uri=https://partner.example/back"
        f"&scope=openid&code_challenge={'x' * 43}&code_challenge_method=S256"
    )
    assert boss.get(query).status_code == 200
    assert signed_in(KIOSK_OWNER).get(query).status_code == 404


def test_people_see_what_acts_for_them_and_end_it(
    owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    application = register()
    token = tokens_for(owner, application)["access_token"]
    assert "Ledger app" in owner.get("/account/applications").text
    ended = post(owner, "/account/applications/end", {"application": application.client_id})
    assert ended.status_code == 303
    assert application.client_id not in owner.get("/account/applications").text
    assert visitor.get("/oauth/userinfo", headers=bearer(token)).status_code == 401


def test_a_browser_goes_the_whole_way_to_the_application(
    browser: Browser, address: str, platform: Platform, register: Register
) -> None:
    """Chromium counts redirects after a form as its target: the policy has to let this one through."""
    application, person = register(), add_person(platform, "TENANT_OWNER")
    host = address.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=host, locale="en-US")
    context.route("https://partner.example/**", lambda route: route.fulfill(body="arrived"))
    page = context.new_page()
    query = (
        f"/oauth/authorize?response_type=code&client_id={application.client_id}&redirect_uri={application.back}"
        f"&scope=openid+profile&state=s&code_challenge={'x' * 43}&code_challenge_method=S256"
    )
    page.goto(query)
    page.fill("#email", person)
    page.fill("#password", PASSWORD)
    page.locator("button.go").click()
    page.get_by_role("button", name="Allow", exact=True).click()
    page.wait_for_url("https://partner.example/back?*")
    assert page.locator("body").inner_text() == "arrived"
    # Once more from the log-in form: allowed before, so that the way leads on by itself.
    context.clear_cookies()
    page.goto(query)
    page.fill("#email", person)
    page.fill("#password", PASSWORD)
    page.locator("button.go").click()
    page.wait_for_url("https://partner.example/back?*")
    context.close()


@WIDTHS_AND_LANGUAGES
def test_application_pages_are_accessible_and_fit(
    browser: Browser, address: str, boss: FlaskClient, register: Register, language: str, width: int
) -> None:
    application = register()
    tokens_for(boss, application)
    client_id = _shown(_by_itself(boss).text)[0]
    cookie = boss.get_cookie("__Host-mg_tenant")
    assert cookie is not None
    context = browser.new_context(
        base_url=address.replace("127.0.0.1", "localhost"), viewport={"width": width, "height": 900},
        locale={"ko": "ko-KR", "en": "en-US"}[language],
    )  # fmt: skip
    context.add_cookies([{"name": "__Host-mg_tenant", "value": cookie.value, "domain": "localhost", "path": "/", "secure": True}])  # fmt: skip
    page = context.new_page()
    for path in (
        "/applications", "/applications/new", f"/applications/{client_id}", "/account/applications",
        ask(application, prompt="consent").url,
    ):  # fmt: skip
        page.goto(path)
        page.wait_for_selector("h1")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    context.close()
