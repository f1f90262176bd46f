"""A settled platform, visitors to its portal, and a browser."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from app.tenant import create_app
from tests import clone as cloning
from tests.portal.platform import PASSWORD, Platform, build

_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')


@pytest.fixture(scope="session")
def _platform(
    server_environment: dict[str, str], template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    name = f"test_{os.getpid()}_portal"
    with cloning.clone(server_environment, template, name) as made:
        yield build(made, tmp_path_factory.mktemp("portal"))


@pytest.fixture
def platform(_platform: Platform) -> Iterator[Platform]:
    """The settled platform; connections of this process lead there."""
    with cloning.environment(_platform.clone.environment):
        # All tests share one network address: what one of them tried slows the next one down.
        with _platform.clone.superuser() as connection:
            connection.execute("DELETE FROM identity.login_throttle")
        yield _platform


@pytest.fixture
def portal(platform: Platform) -> Flask:
    """The application."""
    made = create_app()
    made.testing = False  # failures become pages, as for a visitor
    return made


@pytest.fixture(autouse=True)
def _hurry(hurried: None) -> None:
    """No page here is about how long an answer lasts."""


def form_token(page: str) -> str:
    """The token in a page's form."""
    found = _TOKEN.search(page)
    assert found is not None
    return found.group(1)


@pytest.fixture
def visitor(portal: Flask) -> FlaskClient:
    """Somebody who isn't signed in, with a browser in English over https."""
    client = portal.test_client()
    client.environ_base["wsgi.url_scheme"] = "https"
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.environ_base["HTTP_ORIGIN"] = "https://localhost"
    return client


def post(client: FlaskClient, path: str, fields: dict[str, Any], **options: Any) -> Any:
    """Send a form as a page of ours would: with its token."""
    token = form_token(client.get("/login").text)
    return client.post(path, data={"form_token": token, **fields}, **options)


@pytest.fixture
def signed_in(portal: Flask) -> Callable[[str], FlaskClient]:
    """Sign somebody in by the form."""

    def sign_in(email: str, language: str = "en") -> FlaskClient:
        client = portal.test_client()
        client.environ_base["wsgi.url_scheme"] = "https"
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        client.environ_base["HTTP_ORIGIN"] = "https://localhost"
        answer = post(client, "/login", {"email": email, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    return sign_in


@pytest.fixture
def address(portal: Flask) -> Iterator[str]:
    """The portal on a port of this machine, for a browser."""
    server = make_server("127.0.0.1", 0, portal, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()
