"""AU-02: signing in by Kakao and Naver over their published HTTP contracts, whatever goes wrong there."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from app.simulators.social_login import (
    TRIAL_CLIENT_ID,
    TRIAL_CLIENT_SECRET,
    SocialSimulator,
    create_app,
)
from tests.identity.letter_box import LetterBox
from tests.portal.people import post
from tests.portal.platform import OWNER, PASSWORD, Platform
from tests.portal.test_second_factor_pages import register


@dataclass
class Service:
    """The simulator, and a browser that says yes there."""

    simulator: SocialSimulator

    def come_back(self, client: FlaskClient, start: str) -> str:
        """Go to the service and return the address that it sends the browser back to."""
        sent = client.get(start)
        assert sent.status_code == 303, sent.text
        answer = requests.get(sent.location, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        place = urlsplit(answer.headers["Location"])
        assert (place.hostname, place.path.count("/callback")) == ("localhost", 1)
        return f"{place.path}?{place.query}"


@pytest.fixture
def service(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    assert platform
    simulator = SocialSimulator()
    server = make_server("127.0.0.1", 0, create_app(simulator=simulator), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    for name in ("KAKAO", "NAVER"):
        monkeypatch.setenv(f"MINDGARDEN_{name}_CLIENT_ID", TRIAL_CLIENT_ID)
        monkeypatch.setenv(f"MINDGARDEN_{name}_CLIENT_SECRET", TRIAL_CLIENT_SECRET)
        for what in ("AUTH", "API"):
            monkeypatch.setenv(f"MINDGARDEN_{name}_{what}_URL", f"http://127.0.0.1:{server.server_port}")  # fmt: skip
    yield Service(simulator)
    server.shutdown()
    thread.join()


def _person(service: Service, number: int, email: str, *, is_verified: bool = True) -> None:
    service.simulator.person = {
        "id": number, "name": "홍길동", "email": email, "is_email_verified": is_verified,
    }  # fmt: skip


def test_a_verified_address_opens_an_account_and_the_next_time_finds_it(
    service: Service, visitor: FlaskClient
) -> None:
    _person(service, 1001, "new-kakao@example.kr")
    back = service.come_back(visitor, "/login/kakao?next=/account/password")
    answer = visitor.get(back)
    assert (answer.status_code, answer.location) == (303, "/account/password")
    assert "new-kakao@example.kr" in visitor.get("/account").text
    post(visitor, "/logout", {})
    assert visitor.get(service.come_back(visitor, "/login/kakao")).status_code == 303
    assert "Kakao" in visitor.get("/account/security").text
    only = post(visitor, "/account/security/unlink", {"provider": "kakao"})
    assert (only.status_code, "Set a password first" in only.text) == (409, True)


def test_an_account_that_has_confirmed_the_same_address_is_linked_and_told(
    service: Service, visitor: FlaskClient
) -> None:
    email = "both-sides@example.kr"
    register(visitor, email)
    post(visitor, "/logout", {})
    _person(service, 1002, email)
    assert visitor.get(service.come_back(visitor, "/login/kakao")).status_code == 303
    assert email in visitor.get("/account").text
    box = LetterBox()
    box.empty()
    assert "Kakao" in box.last(email)
    assert post(visitor, "/account/security/unlink", {"provider": "kakao"}).status_code == 303
    assert post(visitor, "/account/security/unlink", {"provider": "kakao"}).status_code == 404


def test_an_address_that_is_not_verified_links_nothing(
    service: Service, visitor: FlaskClient
) -> None:
    """Else whoever writes another's address at the service would get that account."""
    _person(service, 1003, OWNER, is_verified=False)
    answer = visitor.get(service.come_back(visitor, "/login/kakao"))
    assert (answer.status_code, "No account is linked" in answer.text) == (403, True)
    _person(service, 1003, OWNER)
    answer = visitor.get(service.come_back(visitor, "/login/naver"))
    assert answer.status_code == 403, "Naver doesn't say whether it is verified"
    assert visitor.get("/account").status_code == 303


def test_what_somebody_registered_with_another_s_address_is_gone(
    service: Service, visitor: FlaskClient
) -> None:
    """An account that never confirmed the address gets nothing by the owner's log-in."""
    email = "taken-before@example.kr"
    post(visitor, "/register", {"name": "Thief", "email": email, "new_password": PASSWORD})
    _person(service, 1004, email)
    assert visitor.get(service.come_back(visitor, "/login/kakao")).status_code == 303
    post(visitor, "/logout", {})
    assert post(visitor, "/login", {"email": email, "password": PASSWORD}).status_code == 401


def test_a_log_in_is_linked_by_who_is_signed_in_and_then_opens_the_account(
    service: Service, visitor: FlaskClient, platform: Platform
) -> None:
    email = "links-naver@example.kr"
    register(visitor, email)
    _person(service, 1005, "something-else@naver.example")
    linked = visitor.get(service.come_back(visitor, "/account/security/link/naver"))
    assert linked.location == "/account/security?changed=1"
    assert re.search(r"linked .*2026", visitor.get("/account/security").text)
    post(visitor, "/logout", {})
    assert visitor.get(service.come_back(visitor, "/login/naver")).location == "/settlements"
    assert email in visitor.get("/account").text
    again = visitor.get(service.come_back(visitor, "/account/security/link/naver"))
    assert (again.status_code, "Unlink it there first" in again.text) == (409, True)
    with platform.clone.superuser() as connection:
        connection.execute("UPDATE identity.auth_session SET first_factor_at = now() - interval '1 hour'")  # fmt: skip
    assert visitor.get("/account/security/link/kakao").location.startswith("/step-up")


@pytest.mark.parametrize(
    ("failure", "status"),
    [("denied", 400), ("bad_code", 502), ("500", 502), ("truncated", 502), ("bad_token", 502)],
)
@pytest.mark.parametrize("provider", ["kakao", "naver"])
def test_whatever_goes_wrong_there_is_said_and_nobody_is_let_in(
    service: Service, visitor: FlaskClient, provider: str, failure: str, status: int
) -> None:
    _person(service, 1006, "fails@example.kr")
    service.simulator.failures.append(failure)
    answer = visitor.get(service.come_back(visitor, f"/login/{provider}"))
    assert (answer.status_code, "didn’t let you in" in answer.text) == (status, True)
    assert visitor.get("/account").status_code == 303


def test_a_log_in_that_another_began_is_refused(service: Service, visitor: FlaskClient, portal: object) -> None:  # fmt: skip
    """Neither a stolen address nor a foreign one that is pushed on somebody works."""
    _person(service, 1007, "pushed@example.kr")
    back = service.come_back(visitor, "/login/kakao")
    victim = visitor.application.test_client()
    victim.environ_base.update(visitor.environ_base)
    assert victim.get(back).status_code == 400
    wrong = re.sub(r"state=[^&]+", "state=another", back)
    assert visitor.get(wrong).status_code == 400
    assert visitor.get(back.replace("kakao", "naver")).status_code == 400
    assert visitor.get(back).status_code == 303
    assert visitor.get(back).status_code == 400, "once"


def test_the_browser_is_sent_with_pkce_and_without_a_secret(
    service: Service, visitor: FlaskClient
) -> None:
    assert service
    sent = urlsplit(visitor.get("/login/kakao?next=https://elsewhere.example").location)
    asked = parse_qs(sent.query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://localhost:8000/login/kakao/callback"]
    assert TRIAL_CLIENT_SECRET not in sent.query
    assert "elsewhere" not in sent.query


def test_services_that_are_not_configured_are_not_there(visitor: FlaskClient) -> None:
    page = visitor.get("/login").text
    assert "Kakao" not in page
    assert visitor.get("/login/kakao").status_code == 404
    assert visitor.get("/login/other").status_code == 404
