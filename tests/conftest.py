"""Fixtures for every test: `database` is a fresh deployed clone, `deployed` a shared one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from app.identity import pace
from tests import clone as cloning
from tests import leaks
from tests.clone import Clone

_number = count(1)


# What looks back on a whole run is asked for by name, after it.
collect_ignore = [
    name
    for name in ("test_every_routine_ran.py", "test_nothing_leaked.py")
    if f"tests/{name}" not in sys.argv
]


# Files that last long are begun first: a worker that got one last would work on alone.
_LONG = (
    "tests/property/", "tests/portal/test_crawler.py", "tests/portal/test_browser.py", "tests/verify/", "tests/crash/",
    "tests/db/test_deploy.py", "tests/bench/", "tests/identity/test_accounts.py", "tests/retention/", "tests/portal/oauth/",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files for the workers, which take one after another."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))


@pytest.fixture(autouse=True, scope="session")
def _secrets_noted() -> Iterator[None]:
    with leaks.noting_secrets():
        yield


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what every test wrote, for the look back on the whole run."""
    leaks.keep_output(report)


@pytest.fixture(scope="session")
def server_environment() -> Iterator[dict[str, str]]:
    """The variables that lead to the running test server."""
    for name in ("MINDGARDEN_DATABASE_NAME", "MINDGARDEN_DATABASE_URL", "MINDGARDEN_CREDENTIALS"):
        os.environ.pop(name, None)  # a developer's own platform is none of the tests' business
    with cloning.test_server() as values:
        yield values


@pytest.fixture(scope="session")
def template(server_environment: dict[str, str]) -> str:
    """Name of the deployed template database."""
    return cloning.ensure_template(server_environment)


@pytest.fixture
def database(server_environment: dict[str, str], template: str) -> Iterator[Clone]:
    """A fresh clone for one test; connections and commands of this process lead there."""
    name = f"test_{os.getpid()}_{next(_number)}"
    with cloning.clone(server_environment, template, name) as made:
        yield made


@pytest.fixture(scope="module")
def module_database(server_environment: dict[str, str], template: str) -> Iterator[Clone]:
    """A clone that the tests of one file share; enter it with `enter(module_database)`."""
    name = f"test_{os.getpid()}_{next(_number)}"
    with cloning.clone(server_environment, template, name) as made:
        yield made


@pytest.fixture(scope="session")
def _shared(server_environment: dict[str, str], template: str) -> Iterator[Clone]:
    with cloning.clone(server_environment, template, f"test_{os.getpid()}_shared") as made:
        yield made


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that take the same time whoever exists are looked at elsewhere; here they would only last."""
    monkeypatch.setattr(
        pace, "time", SimpleNamespace(monotonic=time.monotonic, sleep=lambda _: None)
    )


@pytest.fixture
def deployed(_shared: Clone) -> Iterator[Clone]:
    """The shared clone: for tests that only read, or roll back."""
    with cloning.environment(_shared.environment):
        yield _shared


@pytest.fixture
def superuser(database: Clone) -> Iterator[psycopg.Connection[Any]]:
    """The administrator's connection to this test's fresh clone (autocommit)."""
    with database.superuser() as connection:
        yield connection
