"""Applications at the portal's platform, and people who let them in."""

from __future__ import annotations

import json
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.portal.people import form_token
from tests.portal.platform import OWNER, Platform

BACK = "https://partner.example/back"
SCOPES = ("openid", "profile", "email", "offline_access", "settlement.read_statement", "settlement.export_statement")  # fmt: skip


@dataclass(frozen=True)
class Application:
    """A registered and approved application, at its client's end."""

    client_id: str
    secret: str | None = field(repr=False)
    back: str = BACK

    @property
    def credentials(self) -> dict[str, str]:
        """What it shows of itself in a form."""
        shown = {"client_id": self.client_id}
        return shown | ({"client_secret": self.secret} if self.secret else {})


@dataclass(frozen=True)
class Asking:
    """One try to be let in: the address to send somebody to, and what only the application knows."""

    url: str
    verifier: str
    state: str


Register = Callable[..., Application]


@pytest.fixture
def register(platform: Platform) -> Register:
    """Register and approve an application of a partner by the commands."""

    def do(*, public: bool = False, back: str = BACK, scopes: tuple[str, ...] = SCOPES) -> Application:  # fmt: skip
        words = [part for scope in scopes for part in ("--scope", scope)]
        done = platform.clone.run(
            "clients", "register", "--name", "장부 앱", "--name-en", "Ledger app", "--redirect", back, *words,
            *(["--public"] if public else []),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        client_id = re.search(r"client id\s+(\S+)", done.stdout)
        secret = re.search(r"client secret\s+(\S+)", done.stdout)
        assert client_id is not None
        approved = platform.clone.run("clients", "approve", client_id.group(1))
        assert approved.returncode == 0, approved.stderr
        return Application(client_id.group(1), secret.group(1) if secret else None, back)

    return do


@pytest.fixture
def owner(signed_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The academy's owner, signed in."""
    return signed_in(OWNER)


def ask(application: Application, **changes: str | None) -> Asking:
    """The request that an application begins with; a change to None leaves a parameter out."""
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(8)
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query: dict[str, str | None] = {
        "response_type": "code",
        "client_id": application.client_id,
        "redirect_uri": application.back,
        "scope": " ".join(SCOPES),
        "state": state,
        "nonce": "n-1",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **changes,
    }
    said = {name: value for name, value in query.items() if value is not None}
    return Asking(f"/oauth/authorize?{urlencode(said)}", verifier, state)


def decide(person: FlaskClient, asking: Asking, decision: str = "allow") -> Any:
    """Open the page and press one of its buttons."""
    page = person.get(asking.url)
    assert page.status_code == 200, page.text
    return person.post(asking.url, data={"form_token": form_token(page.text), "decision": decision})


def code_of(answer: Any) -> str:
    """The code that a redirect carries."""
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def exchange(
    client: FlaskClient, application: Application, code: str, verifier: str | None, **changes: str
) -> Any:
    """Turn a code into tokens."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": application.back}
    form |= {"code_verifier": verifier} if verifier else {}
    return client.post("/oauth/token", data=form | application.credentials | changes)


def tokens_for(person: FlaskClient, application: Application, **changes: str | None) -> dict[str, Any]:  # fmt: skip
    """The whole way: asked, allowed, exchanged."""
    asking = ask(application, **changes)
    answer = exchange(person, application, code_of(decide(person, asking)), asking.verifier)
    assert answer.status_code == 200, answer.text
    return dict(json.loads(answer.text))


def bearer(access_token: str) -> dict[str, str]:
    """The header by which an application shows a token."""
    return {"Authorization": f"Bearer {access_token}"}
