"""AU-15: a business's own directory lets its people in, to that business and no further, and takes nobody's account."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, jsonify, request
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from app.integrations import outside
from app.integrations.trouble import Refused, Unsure
from tests.portal.looks import WIDTHS_AND_LANGUAGES
from tests.portal.people import add_person, post
from tests.portal.platform import ACCOUNTANT, KIOSK_OWNER, PASSWORD, Platform

_number = count(1)


@dataclass
class Issuer:
    """A directory on a port of this machine; what it says may be bent."""

    address: str = ""
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "k1"}))
    email: str = "nobody@directory.example"
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    issuer: str | None = None
    signing: Any = None
    asked: dict[str, str] = field(default_factory=dict)

    def id_token(self) -> str:
        """Who it says it is."""
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": "us", "sub": f"sub-{self.email}", "iat": now, "exp": now + 300,
            "nonce": self.asked.get("nonce"), "email": self.email, "email_verified": True, "name": "디렉터리 사람",
        }  # fmt: skip
        claims = {k: v for k, v in (claims | self.claims).items() if v is not None}
        header = {"alg": "ES256", "kid": "k1", **self.header}
        return jwt.encode(header, claims, self.signing or self.key, algorithms=["ES256", "HS256"])


@pytest.fixture
def issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    monkeypatch.setenv("MINDGARDEN_OUTGOING_LOCAL", "true")
    made, app = Issuer(), Flask("issuer")

    @app.get("/.well-known/openid-configuration")
    def about() -> Any:
        here = made.address
        return jsonify(
            issuer=made.issuer or here, authorization_endpoint=f"{here}/authorize", token_endpoint=f"{here}/token",
            jwks_uri=f"{here}/keys",
        )  # fmt: skip

    @app.get("/keys")
    def keys() -> Any:
        return jsonify(keys=[made.key.as_dict(private=False)])

    @app.post("/token")
    def token() -> Any:
        assert request.form["code_verifier"]
        assert request.form["client_secret"] == "a secret of the directory"
        return jsonify(id_token=made.id_token(), access_token="x", token_type="Bearer")

    server = make_server("127.0.0.1", 0, app, threaded=True)
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    thread.join()


def _connect(boss: FlaskClient, directory: Issuer, role: str = "", **changes: str) -> Any:
    form = {
        "sign_in_name": "saebom", "issuer": directory.address, "client_id": "us", "secret": "a secret of the directory",
        "role": role,
    }  # fmt: skip
    return post(boss, "/connections", form | changes)


def _partner(platform: Platform) -> str:
    done = platform.clone.run(
        "clients", "register", "--name", "장부", "--redirect", "https://partner.example/back", "--scope", "openid", "--public",
    )  # fmt: skip
    client_id = done.stdout.split()[-1]
    assert platform.clone.run("clients", "approve", client_id).returncode == 0
    return client_id


def _come_in(visitor: FlaskClient, issuer: Issuer, **changes: str) -> Any:
    begun = visitor.get("/login/business/saebom?next=/settlements/calendar")
    assert begun.status_code == 303, begun.text
    issuer.asked = {k: v[0] for k, v in parse_qs(urlsplit(begun.headers["Location"]).query).items()}
    back = {"code": "c", "state": issuer.asked["state"], **changes}
    return visitor.get(f"/login/business/saebom/back?{urlencode(back)}")


def test_somebody_of_the_business_comes_in_by_its_directory(
    platform: Platform, boss: FlaskClient, visitor: FlaskClient, issuer: Issuer
) -> None:
    assert _connect(boss, issuer).status_code == 303
    issuer.email = add_person(platform, "TENANT_MANAGER")
    assert visitor.get("/login/business?name=Saebom").headers["Location"].startswith("/login/business/saebom")  # fmt: skip
    answer = _come_in(visitor, issuer)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settlements/calendar")
    assert issuer.asked["redirect_uri"] == "http://localhost:8000/login/business/saebom/back"
    assert "새봄수학학원" in visitor.get("/settlements").text or "Saebom Math" in visitor.get("/settlements").text  # fmt: skip
    # The directory's number is what counts from then on, whatever the address.
    issuer.claims = {"email": "renamed@directory.example", "sub": f"sub-{issuer.email}"}
    assert _come_in(visitor, issuer).status_code == 303


def test_such_a_session_reaches_neither_the_account_nor_another_business(
    platform: Platform, boss: FlaskClient, visitor: FlaskClient, issuer: Issuer
) -> None:
    _connect(boss, issuer)
    issuer.email = ACCOUNTANT  # who works in two businesses
    assert _come_in(visitor, issuer).status_code == 303
    tenant = platform.statements("kiosk")[0]["tenant_id"]
    statement = platform.statements("kiosk")[0]["statement_id"]
    assert post(visitor, "/workplace", {"tenant": tenant}).status_code == 403
    assert visitor.get(f"/settlements/{statement}").status_code == 404
    for path, form in (
        ("/account/password", {"password": PASSWORD, "new_password": "네 낱말이 함께 걷는다"}),
        ("/account/leave", {"password": PASSWORD}),
        ("/account", {"name": "남의이름", "locale": "ko"}),
        ("/account/security/app", {}),
        ("/account/sessions/end", {"session": "others"}),
    ):
        assert post(visitor, path, form).status_code == 403, path
    query = f"response_type=code&client_id={_partner(platform)}&redirect_uri=https://partner.example/back&scope=openid"
    for more in ("", "&prompt=consent"):
        asked = visitor.get(
            f"/oauth/authorize?{query}&code_challenge={'x' * 43}&code_challenge_method=S256{more}"
        )
        assert asked.status_code == 403, "a directory would be somebody at every application"
    for path in ("/account/sessions", "/account/security", "/account/applications"):
        assert visitor.get(path).status_code == 403, path
    assert post(visitor, "/logout", {}).status_code == 303
    assert visitor.get("/settlements").status_code == 303


def test_naming_somebodys_address_takes_nobodys_account(
    platform: Platform, boss: FlaskClient, visitor: FlaskClient, issuer: Issuer
) -> None:
    _connect(boss, issuer, role="TENANT_STAFF")
    issuer.email = KIOSK_OWNER  # of another business
    assert _come_in(visitor, issuer).status_code == 403
    issuer.email = add_person(platform, "TENANT_MANAGER")
    issuer.claims = {"email_verified": False}
    assert _come_in(visitor, issuer).status_code == 403
    assert visitor.get("/settlements").status_code == 303


def test_somebody_new_gets_the_role_that_the_business_chose_or_none(
    platform: Platform, boss: FlaskClient, visitor: FlaskClient, issuer: Issuer
) -> None:
    _connect(boss, issuer)
    issuer.email = f"new{next(_number)}@directory.example"
    assert _come_in(visitor, issuer).status_code == 403
    with platform.clone.superuser() as connection:
        connection.execute("UPDATE identity.sso_connection SET retired_at = now()")
    _connect(boss, issuer, role="TENANT_MANAGER")
    assert _come_in(visitor, issuer).status_code == 303
    assert visitor.get("/settlements").status_code == 200
    assert visitor.get("/rules").status_code == 403
    # Who never confirmed an address stays, as long as the directory vouches.
    with platform.clone.superuser() as connection:
        connection.execute("UPDATE identity.auth_user SET created_at = created_at - interval '30 days' WHERE email_verified_at IS NULL")  # fmt: skip
        connection.execute("SET ROLE mg_batch_owner")
        connection.execute("SELECT identity.sweep(now())")
    assert visitor.get("/settlements").status_code == 200


@pytest.mark.parametrize(
    "bent",
    [
        {"claims": {"aud": "somebody-else"}}, {"claims": {"iss": "https://elsewhere.example"}}, {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}}, {"claims": {"exp": 1}}, {"claims": {"sub": None}}, {"claims": {"aud": ["us", "others"]}},
        {"signing": ECKey.generate_key("P-256", {"kid": "k1"})}, {"header": {"alg": "HS256"}, "signing": OctKey.import_key("us" * 20)},
        {"issuer": "https://elsewhere.example"},
    ],
    ids=["audience", "issuer", "nonce", "no nonce", "over", "nobody", "for others too", "another key", "by our secret", "another document"],
)  # fmt: skip
def test_what_the_directory_did_not_sign_for_us_is_refused(
    platform: Platform,
    boss: FlaskClient,
    visitor: FlaskClient,
    issuer: Issuer,
    bent: dict[str, Any],
) -> None:
    _connect(boss, issuer)
    issuer.email = add_person(platform, "TENANT_MANAGER")
    whole = "issuer" not in bent
    assert _come_in(visitor, issuer).status_code == 303  # straight, it lets in
    post(visitor, "/logout", {})
    for name, value in bent.items():
        setattr(issuer, name, value)
    if whole:
        assert _come_in(visitor, issuer).status_code == 502
    else:
        assert visitor.get("/login/business/saebom").status_code == 502
    assert visitor.get("/settlements").status_code == 303


def test_only_the_browser_that_began_may_come_back(
    boss: FlaskClient, visitor: FlaskClient, issuer: Issuer, portal: Flask
) -> None:
    _connect(boss, issuer)
    assert _come_in(visitor, issuer, state="another").status_code == 400
    other = portal.test_client()
    assert other.get("/login/business/saebom/back?code=c&state=s").status_code == 400
    assert visitor.get("/login/business/nobody").status_code == 404
    begun = visitor.get("/login/business/saebom")
    state = parse_qs(urlsplit(begun.headers["Location"]).query)["state"][0]
    denied = visitor.get(f"/login/business/saebom/back?error=access_denied&state={state}")
    assert (denied.status_code, "didn’t let you in" in denied.text) == (403, True)


def test_disconnected_its_sessions_are_over(
    platform: Platform, boss: FlaskClient, visitor: FlaskClient, issuer: Issuer
) -> None:
    _connect(boss, issuer)
    issuer.email = add_person(platform, "TENANT_MANAGER")
    _come_in(visitor, issuer)
    assert visitor.get("/settlements").status_code == 200
    with platform.clone.superuser() as connection:
        row = connection.execute("SELECT sso_connection_id FROM identity.sso_connection WHERE retired_at IS NULL").fetchone()  # fmt: skip
    assert row is not None
    assert post(boss, f"/connections/{row[0]}/end", {}).status_code == 303
    assert visitor.get("/settlements").status_code == 303
    assert visitor.get("/login/business/saebom").status_code == 404
    assert post(boss, f"/connections/{row[0]}/end", {}).status_code == 404


def test_a_mistake_says_what_to_do_and_the_secret_is_sealed(
    platform: Platform, boss: FlaskClient, issuer: Issuer
) -> None:
    for changes in ({"sign_in_name": "x"}, {"sign_in_name": "two words"}, {"issuer": "directory"}, {"client_id": ""}):  # fmt: skip
        answer = _connect(boss, issuer, **changes)
        assert answer.status_code == 400, changes
        assert 'role="alert"' in answer.text
    assert _connect(boss, issuer).status_code == 303
    assert _connect(boss, issuer).status_code == 400  # the name is taken
    assert "saebom" in boss.get("/connections").text
    with platform.clone.superuser() as connection:
        rows = connection.execute("SELECT c::text FROM identity.sso_connection AS c UNION ALL SELECT e::text FROM audit.entry AS e").fetchall()  # fmt: skip
    assert "a secret of the directory" not in str(rows)
    assert b"a secret of the directory".hex() not in str(rows)


def test_headquarters_people_do_not_come_in_by_a_directory(
    platform: Platform, boss: FlaskClient, visitor: FlaskClient, issuer: Issuer
) -> None:
    """An operator who also works in the business is a guest there, with no right of headquarters."""
    _connect(boss, issuer)
    issuer.email = add_person(platform, "TENANT_MANAGER")
    granted = platform.clone.run("users", "grant", issuer.email, "--operator")
    assert granted.returncode == 0, granted.stderr
    assert _come_in(visitor, issuer).status_code == 303
    # Headquarters asks its people for a second factor, which no directory stands for, and a guest can't set one up.
    assert visitor.get("/settlements").headers["Location"] == "/account/security"
    assert visitor.get("/account/security").status_code == 403
    assert post(visitor, "/account/security/app", {}).status_code == 403


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:{port}/", "https://localhost:{port}/", "https://[::1]:{port}/", "https://169.254.169.254/latest/",
        "https://10.0.0.1/", "https://0.0.0.0:{port}/", "https://[::ffff:127.0.0.1]:{port}/", "https://224.0.0.1/",
        "https://no-such-name.invalid/",
    ],
)  # fmt: skip
def test_no_call_goes_into_our_own_network(issuer: Issuer, monkeypatch: pytest.MonkeyPatch, url: str) -> None:  # fmt: skip
    monkeypatch.delenv("MINDGARDEN_OUTGOING_LOCAL")
    begun: list[object] = []
    monkeypatch.setattr(
        "urllib3.util.connection.create_connection", lambda *a, **_: begun.append(a)
    )
    with pytest.raises(Unsure, match="nothing at this address"):
        outside.get(url.format(port=urlsplit(issuer.address).port))
    assert begun == []


def test_only_https_is_called_and_answers_are_cut_short(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert json.dumps(outside.get(f"{issuer.address}/keys"))
    with pytest.raises(Refused):
        outside.get(f"{issuer.address}/nothing")
    monkeypatch.setattr(outside, "_MOST_BYTES", 10)
    with pytest.raises(Refused, match="too long"):
        outside.get(f"{issuer.address}/keys")
    monkeypatch.delenv("MINDGARDEN_OUTGOING_LOCAL")
    with pytest.raises(Refused, match="only https"):
        outside.get(f"{issuer.address}/keys")


@WIDTHS_AND_LANGUAGES
def test_the_pages_are_accessible_and_fit(
    browser: Browser, address: str, boss: FlaskClient, issuer: Issuer, language: str, width: int
) -> None:
    _connect(boss, issuer)
    cookie = boss.get_cookie("__Host-mg_tenant")
    assert cookie is not None
    context = browser.new_context(
        base_url=address.replace("127.0.0.1", "localhost"), viewport={"width": width, "height": 900},
        locale={"ko": "ko-KR", "en": "en-US"}[language],
    )  # fmt: skip
    page = context.new_page()
    for path in ("/login/business", "/login", "/connections"):
        if path == "/connections":
            context.add_cookies([{"name": "__Host-mg_tenant", "value": cookie.value, "domain": "localhost", "path": "/", "secure": True}])  # fmt: skip
        page.goto(path)
        page.wait_for_selector("h1")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    context.close()
