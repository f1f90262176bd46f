"""AU-06, AU-07, AU-15: an application is let in, acts within role and scopes, and is kept out again."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.portal.oauth.conftest import (
    BACK,
    Register,
    ask,
    bearer,
    code_of,
    decide,
    exchange,
    tokens_for,
)
from tests.portal.people import SignIn, add_person
from tests.portal.platform import ACADEMY, KIOSK, Platform


def _report(platform: Platform, tenant: str = ACADEMY) -> str:
    statement = platform.statements(tenant)[0]["statement_id"]
    return f"/settlements/{statement}/report.json"


def _error(answer: Any) -> str:
    return str(json.loads(answer.text)["error"])


def _events(platform: Platform, kind: str) -> int:
    with platform.clone.superuser() as connection:
        row = connection.execute(
            "SELECT count(*) FROM identity.security_event AS e WHERE e.kind = %s", (kind,)
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_token_does_what_role_and_scopes_both_allow(
    platform: Platform, owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    tokens = tokens_for(owner, register())
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 600
    report = visitor.get(_report(platform), headers=bearer(tokens["access_token"]))
    assert report.status_code == 200
    assert report.headers["RateLimit"].startswith('"application";r=599;t=')
    assert visitor.get(_report(platform, KIOSK), headers=bearer(tokens["access_token"])).status_code == 404  # fmt: skip
    narrow = tokens_for(owner, register(scopes=("openid",)), scope="openid")
    refused = visitor.get(_report(platform), headers=bearer(narrow["access_token"]))
    assert (refused.status_code, _error(refused)) == (403, "insufficient_scope")
    assert 'scope="settlement.export_statement"' in refused.headers["WWW-Authenticate"]


def test_without_a_token_or_with_a_bad_one_nobody_comes_in(
    platform: Platform, visitor: FlaskClient
) -> None:
    assert visitor.get(_report(platform)).headers["Location"].startswith("/login")
    refused = visitor.get(_report(platform), headers=bearer("nonsense"))
    assert (refused.status_code, _error(refused)) == (401, "invalid_token")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer ")


def test_a_token_opens_files_and_never_pages(
    owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    tokens = tokens_for(owner, register())
    for page in ("/settlements", "/staff", "/account", "/applications"):
        answer = visitor.get(page, headers=bearer(tokens["access_token"]))
        assert answer.headers["Location"].startswith("/login"), page


def test_the_application_learns_who_it_is_as_far_as_it_may(
    owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    application = register()
    whole = tokens_for(owner, application)
    said = json.loads(visitor.get("/oauth/userinfo", headers=bearer(whole["access_token"])).text)
    assert (said["name"], said["email"]) == ("윤새봄", "owner@academy.test")
    little = tokens_for(owner, application, scope="openid")
    said = json.loads(visitor.get("/oauth/userinfo", headers=bearer(little["access_token"])).text)
    assert set(said) == {"sub"}
    nobody = tokens_for(owner, application, scope="settlement.read_statement")
    refused = visitor.get("/oauth/userinfo", headers=bearer(nobody["access_token"]))
    assert (refused.status_code, _error(refused)) == (403, "insufficient_scope")
    assert "id_token" not in nobody


def test_who_says_no_gives_nothing(owner: FlaskClient, register: Register) -> None:
    answer = decide(owner, ask(register()), "deny")
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query["error"] == ["access_denied"]
    assert "code" not in query


def test_whoever_said_yes_is_not_asked_again_until_it_asks_for_more(
    owner: FlaskClient, register: Register
) -> None:
    application = register()
    tokens_for(owner, application, scope="openid profile")
    headers = {"Sec-Fetch-Site": "cross-site"}
    again = owner.get(ask(application, scope="openid").url, headers=headers)
    assert again.headers["Location"].startswith(f"{BACK}?code=")
    assert owner.get(ask(application, scope="openid email").url, headers=headers).status_code == 200
    wished = owner.get(ask(application, scope="openid", prompt="consent").url, headers=headers)
    assert wished.status_code == 200
    silent = owner.get(ask(application, scope="openid email", prompt="none").url, headers=headers)
    assert "error=consent_required" in silent.headers["Location"]


def test_who_is_not_signed_in_signs_in_and_comes_back(
    visitor: FlaskClient, register: Register
) -> None:
    asking = ask(register())
    answer = visitor.get(asking.url)
    assert answer.headers["Location"].startswith("/login?next=/oauth/authorize")
    silent = visitor.get(asking.url + "&prompt=none")
    assert "error=login_required" in silent.headers["Location"]
    assert f"state={asking.state}" in silent.headers["Location"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scope": "openid identity.change_role"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
    ids=str,
)
def test_a_request_that_is_not_allowed_is_told_to_the_application(
    owner: FlaskClient, register: Register, change: dict[str, str | None], error: str
) -> None:
    asking = ask(register(), **change)
    answer = owner.get(asking.url)
    assert answer.status_code == 303
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answer.headers["Location"].startswith(BACK)
    assert (query["error"], query["state"]) == ([error], [asking.state])


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "https://partner.example/back/"},
        {"redirect_uri": "https://partner.example.evil.example/back"},
        {"redirect_uri": "http://partner.example/back"},
        {"redirect_uri": "https://partner.example/back?x=1"},
        {"client_id": "00000000-0000-4000-8000-000000000000"},
        {"client_id": "nobody"},
        {"client_id": None},
    ],
    ids=str,
)
def test_nobody_is_sent_to_an_address_that_was_not_registered(
    owner: FlaskClient, register: Register, change: dict[str, str | None]
) -> None:
    answer = owner.get(ask(register(), **change).url)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_a_code_works_once_and_the_second_time_ends_what_the_first_gave(
    platform: Platform, owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    application = register()
    asking, before = ask(application), _events(platform, "token_reused")
    code = code_of(decide(owner, asking))
    first = json.loads(exchange(visitor, application, code, asking.verifier).text)
    assert visitor.get(_report(platform), headers=bearer(first["access_token"])).status_code == 200
    again = exchange(visitor, application, code, asking.verifier)
    assert (again.status_code, _error(again)) == (400, "invalid_grant")
    assert visitor.get(_report(platform), headers=bearer(first["access_token"])).status_code == 401
    assert _events(platform, "token_reused") == before + 1


def test_a_code_is_worth_nothing_to_another_application_or_without_its_verifier(
    owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    application, thief = register(), register()
    asking = ask(application)
    code = code_of(decide(owner, asking))
    stolen = exchange(visitor, thief, code, asking.verifier)
    assert (stolen.status_code, _error(stolen)) == (400, "invalid_grant")
    # It was not the thief's, so that it still works; with a wrong verifier it is gone.
    for verifier, error in (("x" * 43, "invalid_grant"), (asking.verifier, "invalid_grant")):
        wrong = exchange(visitor, application, code, verifier)
        assert (wrong.status_code, _error(wrong)) == (400, error)
    asking = ask(application)
    code = code_of(decide(owner, asking))
    none = exchange(visitor, application, code, None)
    assert (none.status_code, _error(none)) == (400, "invalid_request")
    asking = ask(application)
    code = code_of(decide(owner, asking))
    elsewhere = exchange(visitor, application, code, asking.verifier, redirect_uri=BACK + "/x")
    assert (elsewhere.status_code, _error(elsewhere)) == (400, "invalid_grant")


def test_a_client_without_its_secret_gets_nothing(
    owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    application = register()
    asking = ask(application)
    code = code_of(decide(owner, asking))
    for changed in ({"client_secret": "wrong"}, {"client_secret": ""}):
        refused = exchange(visitor, application, code, asking.verifier, **changed)
        assert (refused.status_code, _error(refused)) == (401, "invalid_client")


def test_a_public_application_needs_no_secret_but_its_verifier(
    owner: FlaskClient, register: Register
) -> None:
    application = register(public=True, back="kr.example.app:/back")
    assert application.secret is None
    assert tokens_for(owner, application)["access_token"]


def test_refresh_tokens_rotate_and_one_used_twice_ends_the_whole_family(
    platform: Platform, owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    application, before = register(), _events(platform, "token_reused")
    tokens = tokens_for(owner, application)

    def refresh(token: str, **more: str) -> Any:
        form = {"grant_type": "refresh_token", "refresh_token": token, **more}
        return visitor.post("/oauth/token", data=form | application.credentials)

    second = json.loads(refresh(tokens["refresh_token"], scope="openid").text)
    assert second["scope"] == "openid"
    assert visitor.get(_report(platform), headers=bearer(second["access_token"])).status_code == 403
    # A wish that it can't fulfil costs nothing: it isn't used by that.
    too_much = refresh(second["refresh_token"], scope="openid identity.read_member")
    assert (too_much.status_code, _error(too_much)) == (400, "invalid_scope")
    third = json.loads(refresh(second["refresh_token"]).text)
    assert visitor.get(_report(platform), headers=bearer(third["access_token"])).status_code == 200
    stolen = refresh(tokens["refresh_token"])
    assert (stolen.status_code, _error(stolen)) == (400, "invalid_grant")
    assert _error(refresh(third["refresh_token"])) == "invalid_grant"
    assert visitor.get(_report(platform), headers=bearer(third["access_token"])).status_code == 401
    assert _events(platform, "token_reused") == before + 1


def test_without_offline_access_there_is_no_refresh_token(
    owner: FlaskClient, register: Register
) -> None:
    assert "refresh_token" not in tokens_for(owner, register(), scope="openid")


def test_a_revoked_token_is_over_at_once(
    platform: Platform, owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    application, other = register(), register()
    tokens = tokens_for(owner, application)

    def revoke(by: dict[str, str], token: str) -> int:
        return visitor.post("/oauth/revoke", data={"token": token} | by).status_code

    def works() -> bool:
        answer = visitor.get(_report(platform), headers=bearer(tokens["access_token"]))
        return bool(answer.status_code == 200)

    assert revoke(other.credentials, tokens["access_token"]) == 200
    assert works()  # somebody else's token is none of its business
    assert revoke(application.credentials, tokens["access_token"]) == 200
    assert not works()
    tokens = tokens_for(owner, application)
    assert revoke(application.credentials, tokens["refresh_token"]) == 200
    assert not works()
    assert revoke(application.credentials, "nonsense") == 200


def test_introspection_tells_an_application_of_its_own_tokens_alone(
    owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    application, other = register(), register()
    tokens = tokens_for(owner, application)

    def look(by: dict[str, str], token: str) -> dict[str, Any]:
        answer = visitor.post("/oauth/introspect", data={"token": token} | by)
        return dict(json.loads(answer.text))

    said = look(application.credentials, tokens["access_token"])
    assert said["active"] is True
    assert said["permissions"] == ["settlement.export_statement", "settlement.read_statement"]
    assert look(application.credentials, tokens["refresh_token"])["active"] is True
    assert look(other.credentials, tokens["access_token"]) == {"active": False}
    assert look(application.credentials, "nonsense") == {"active": False}
    nobody = visitor.post("/oauth/introspect", data={"token": tokens["access_token"]})
    assert nobody.status_code == 401


def test_too_many_calls_are_told_when_to_come_back(
    platform: Platform, owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    application = register()
    done = platform.clone.run(
        "clients", "approve", application.client_id, "--calls-per-minute", "3"
    )
    assert done.returncode == 0, done.stderr
    tokens = tokens_for(owner, application)
    answers = [
        visitor.get("/oauth/userinfo", headers=bearer(tokens["access_token"])) for _ in range(8)
    ]
    # A minute may end in between.
    assert 3 <= [answer.status_code for answer in answers].count(200) <= 6
    late = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(late.headers["Retry-After"]) <= 60
    assert late.headers["RateLimit"].startswith('"application";r=0;t=')


def test_suspending_an_application_ends_its_tokens_and_keeps_new_ones_away(
    platform: Platform, owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    application = register()
    tokens = tokens_for(owner, application)
    done = platform.clone.run("clients", "suspend", application.client_id, "--reason", "too noisy")
    assert done.returncode == 0, done.stderr
    assert visitor.get(_report(platform), headers=bearer(tokens["access_token"])).status_code == 401
    assert owner.get(ask(application).url).status_code == 400
    assert platform.clone.run("clients", "approve", application.client_id).returncode == 0
    assert visitor.get(_report(platform), headers=bearer(tokens["access_token"])).status_code == 401
    assert tokens_for(owner, application)["access_token"]


def test_who_lost_the_role_gets_no_more_tokens(
    platform: Platform, signed_in: SignIn, visitor: FlaskClient, register: Register
) -> None:
    email = add_person(platform, "TENANT_MANAGER")
    application = register()
    tokens = tokens_for(signed_in(email), application)
    taken = platform.clone.run("users", "revoke", email, "--tenant", ACADEMY)
    assert taken.returncode == 0, taken.stderr
    assert visitor.get(_report(platform), headers=bearer(tokens["access_token"])).status_code == 401
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    refused = visitor.post("/oauth/token", data=form | application.credentials)
    assert (refused.status_code, _error(refused)) == (400, "invalid_grant")


def test_every_token_that_is_given_is_written_down(
    platform: Platform, owner: FlaskClient, register: Register
) -> None:
    before = _events(platform, "token_issued")
    tokens_for(owner, register())
    assert _events(platform, "token_issued") == before + 1
