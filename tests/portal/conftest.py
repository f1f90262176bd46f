"""A settled platform, visitors to its portal, and a browser."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from app.tenant import create_app
from tests import clone as cloning
from tests.portal.people import SignIn, add_person, post, set_up_factor
from tests.portal.platform import PASSWORD, Platform, build


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


@pytest.fixture
def visitor(portal: Flask) -> FlaskClient:
    """Somebody who isn't signed in, with a browser in English over https."""
    client = portal.test_client()
    client.environ_base["wsgi.url_scheme"] = "https"
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.environ_base["HTTP_ORIGIN"] = "https://localhost"
    return client


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
def boss(platform: Platform, signed_in: SignIn) -> Iterator[FlaskClient]:
    """Another owner of the academy, with a second factor shown lately; whatever such a one set up is gone afterwards."""
    client = signed_in(add_person(platform, "TENANT_OWNER"))
    set_up_factor(client)
    yield client
    with platform.clone.superuser() as connection:
        connection.execute("DELETE FROM identity.policy_rules")
        connection.execute(
            "UPDATE identity.sso_connection SET retired_at = coalesce(retired_at, now())"
        )


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
