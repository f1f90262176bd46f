"""People of the portal's platform, taken on for one test, and what they send."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from typing import Any

from flask.testing import FlaskClient

from tests.identity.authenticator_app import AuthenticatorApp
from tests.portal.platform import ACADEMY, PASSWORD, Platform

SignIn = Callable[..., FlaskClient]
_number = count(1)
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')


def form_token(page: str) -> str:
    """The token in a page's form."""
    found = _TOKEN.search(page)
    assert found is not None
    return found.group(1)


def post(client: FlaskClient, path: str, fields: dict[str, Any], **options: Any) -> Any:
    """Send a form as a page of ours would: with its token."""
    token = form_token(client.get("/login").text)
    return client.post(path, data={"form_token": token, **fields}, **options)


def add_person(platform: Platform, role: str, *more: str, tenant: str = ACADEMY) -> str:
    """Somebody new with a role; returns the e-mail address."""
    email = f"person{next(_number)}@saebom.example"
    done = platform.clone.run(
        "users", "add", email, "--name", "새사람", "--tenant", tenant, "--role", role, *more, input=f"{PASSWORD}\n",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return email


def set_up_factor(client: FlaskClient) -> None:
    """Let the signed-in person set up an authenticator app, which counts as shown just now."""
    page = post(client, "/account/security/app", {})
    found = re.search(r'<code class="code">([A-Z2-7 ]+)</code>', page.text)
    assert found is not None
    app = AuthenticatorApp()
    app.secret = found.group(1).replace(" ", "")
    assert post(client, "/account/security/app/confirm", {"code": app.code()}).status_code == 303
