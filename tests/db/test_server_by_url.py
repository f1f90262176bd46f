"""A server that exists, reached over TCP with a password: roles only when asked, then all the same."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.db import server
from app.settings import PROJECT_ROOT
from tests import clone as cloning
from tests.clone import Clone
from tests.db.test_server import SMALL, at_home, make_home, remove

PASSWORD = "by-url: ü/@ %"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A second server, on loopback TCP with scram passwords only."""
    home, number = make_home("by-url"), free_port()
    with cloning.environment(at_home(home)):
        address = server.up(home, tcp_port=number, extra=SMALL)
        assert address.is_on_tcp
        with psycopg.connect(
            f"host={address.socket_folder} port={number} user=postgres dbname=postgres",
            autocommit=True,
        ) as admin:
            admin.execute(f"CREATE ROLE chief SUPERUSER LOGIN PASSWORD '{PASSWORD}'".encode())
            admin.execute(b"CREATE ROLE weak LOGIN PASSWORD 'weak'")
            admin.execute(b"CREATE DATABASE platform")
    yield number
    remove(home)


@pytest.fixture
def by_url(port: int, tmp_path: Path) -> Clone:
    """The variables of somebody who has only the URL."""
    from urllib.parse import quote

    url = f"postgresql://chief:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/platform"
    (tmp_path / "home").mkdir()
    return Clone(
        "platform",
        {
            "MINDGARDEN_HOME": str(tmp_path / "home"),
            "MINDGARDEN_DATABASE_URL": url,
            "MINDGARDEN_DATABASE_NAME": "platform",
        },
    )


def test_roles_are_created_only_when_asked_then_a_case_comes_out(by_url: Clone, port: int) -> None:
    refused = by_url.run("migrate")
    assert refused.returncode == 3, refused
    assert "migrate --create-roles" in refused.stderr
    done = by_url.run("migrate", "--create-roles")
    assert done.returncode == 0, done.stderr
    credentials = Path(by_url.environment["MINDGARDEN_HOME"]) / "credentials.json"
    assert credentials.stat().st_mode & 0o777 == 0o600
    assert by_url.run("migrate", "--check").returncode == 0
    case = next((PROJECT_ROOT / "tests" / "cases").glob("*.json"))
    simulated = by_url.run("simulate", case)
    assert simulated.returncode == 0, simulated.stderr
    assert "statements" in simulated.stdout
    password = json.loads(credentials.read_text())["mg_migrator"]
    as_migrator = f"postgresql://mg_migrator:{password}@127.0.0.1:{port}/platform"
    variables = {"MINDGARDEN_DATABASE_URL": as_migrator}
    for arguments in (("migrate",), ("migrate", "--check")):
        done = by_url.run(*arguments, env=variables)
        assert (done.returncode, done.stdout) == (0, "up to date\n"), done.stderr
    credentials.unlink()
    done = by_url.run("migrate", "--create-roles")
    assert done.returncode == 3, "another platform's passwords are not overwritten"
    assert "MINDGARDEN_CREDENTIALS" in done.stderr


def test_wrong_password_and_missing_rights_are_environment_problems(
    by_url: Clone, port: int
) -> None:
    wrong = f"postgresql://chief:wrong@127.0.0.1:{port}/platform"
    done = by_url.run("migrate", env={"MINDGARDEN_DATABASE_URL": wrong})
    assert done.returncode == 3
    assert "password" in done.stderr
    weak = f"postgresql://weak:weak@127.0.0.1:{port}/platform"
    done = by_url.run("migrate", "--create-roles", env={"MINDGARDEN_DATABASE_URL": weak})
    assert done.returncode == 3
    assert "may not create roles" in done.stderr
    nobody = f"postgresql://chief:x@127.0.0.1:{free_port()}/platform"
    done = by_url.run("migrate", env={"MINDGARDEN_DATABASE_URL": nobody})
    assert done.returncode == 3
    assert "what to do: check MINDGARDEN_DATABASE_URL" in done.stderr


def test_starting_and_stopping_is_not_ours_to_do(by_url: Clone) -> None:
    for command in ("up", "down"):
        done = by_url.run("db", command)
        assert done.returncode == 2
        assert "unset it" in done.stderr
