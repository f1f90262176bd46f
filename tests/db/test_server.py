"""The embedded server: side by side, after a crash, after a reboot, in awkward folders."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db import binaries, server
from app.db.connection import connect_admin
from app.failure import EnvironmentProblem
from app.settings import PROJECT_ROOT
from tests import clone as cloning

# Killed servers keep what was committed: no asynchronous commits here.
SMALL = {**cloning.FAST, "shared_buffers": "16MB", "synchronous_commit": "on"}


def make_home(name: str) -> Path:
    home = PROJECT_ROOT / ".mindgarden" / f"test-{name}-{os.getpid()}"
    shutil.rmtree(home, ignore_errors=True)
    return home


def at_home(home: Path) -> dict[str, str | None]:
    """The variables of the embedded server in this folder, whatever server the other tests use."""
    away = {"MINDGARDEN_DATABASE_URL": None, "MINDGARDEN_DATABASE_NAME": None}
    return {"MINDGARDEN_HOME": str(home), **away}


def remove(home: Path) -> None:
    server.down(home, mode="immediate")
    shutil.rmtree(server.data_folder(home), ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of its own, without a server yet."""
    made = make_home("own")
    with cloning.environment(at_home(made)):
        yield made
    remove(made)


def mindgarden(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("mindgarden")), *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def answer(statement: str) -> str:
    done = mindgarden("db", "psql", "--", "-Atqc", statement, MINDGARDEN_DATABASE_NAME="postgres")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_psql_takes_a_database_of_the_users_choice(home: Path) -> None:
    """The arguments of psql change only what they name: the server and the administrator stay."""
    server.up(home, extra=SMALL)
    statement = (
        "SELECT current_database(), (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
    )
    done = mindgarden("db", "psql", "--", "-d", "template1", "-Atqc", statement)
    assert (done.returncode, done.stdout.strip()) == (0, "template1|t"), done.stderr


def test_killed_server_comes_back_with_its_data(home: Path) -> None:
    first = server.up(home, extra=SMALL)
    answer("CREATE TABLE public.kept AS SELECT 42 AS a")
    os.kill(first.process_id, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while server.running(home) is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    down = mindgarden("db", "status")
    assert down.returncode == 1
    assert "mindgarden db up" in down.stderr
    up = mindgarden("db", "up")
    assert up.returncode == 0, up.stderr
    assert answer("SELECT a FROM public.kept") == "42"


def test_stale_process_file_that_names_another_process_is_no_obstacle(home: Path) -> None:
    """After a reboot the number in postmaster.pid may be anybody's."""
    server.up(home, extra=SMALL)
    data = server.data_folder(home)
    content = (data / "postmaster.pid").read_text()
    server.down(home)
    account = binaries.server_account()
    sleeper = subprocess.Popen(["sleep", "60"], user=account.pw_uid if binaries.is_root() else None)
    try:
        lines = content.splitlines()
        (data / "postmaster.pid").write_text("\n".join([str(sleeper.pid), *lines[1:]]) + "\n")
        assert server.running(home) is None
        assert server.up(home, extra=SMALL).process_id != sleeper.pid
    finally:
        sleeper.kill()
        sleeper.wait()


def test_two_homes_stand_side_by_side(home: Path) -> None:
    other = make_home("other")
    try:
        first, second = server.up(home, extra=SMALL), server.up(other, extra=SMALL)
        assert first.socket_folder != second.socket_folder
        answer("CREATE TABLE public.here ()")
        with cloning.environment(at_home(other)):
            assert answer("SELECT to_regclass('public.here') IS NULL") == "t"
            assert server.up(other) == second, "up again changes nothing"
    finally:
        remove(other)


def test_server_listens_on_no_port_and_runs_unprivileged(home: Path) -> None:
    address = server.up(home, extra=SMALL)
    assert not address.is_on_tcp
    assert address.socket_folder.stat().st_mode & 0o077 == 0
    assert Path(f"/proc/{address.process_id}").stat().st_uid != 0
    assert answer("SHOW listen_addresses") == ""
    assert answer("SHOW shared_preload_libraries") == "pg_stat_statements"


def test_folder_with_a_long_path_or_closed_to_others_works(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for home in (tmp_path / ("long" * 30), closed / "home"):
        with cloning.environment(at_home(home)):
            try:
                address = server.up(home, extra=SMALL)
                assert len(str(address.socket_folder)) < 90
                with connect_admin(database="postgres") as connection:
                    assert connection.execute("SELECT 1").fetchone() == (1,)
            finally:
                remove(home)


def test_deleted_home_begins_anew(tmp_path: Path) -> None:
    """Root keeps the cluster of a closed folder elsewhere; it must not come back with the folder."""
    tmp_path.chmod(0o700)
    home = tmp_path / "home"
    with cloning.environment(at_home(home)):
        try:
            server.up(home, extra=SMALL)
            answer("CREATE TABLE public.old ()")
            shutil.rmtree(home)
            server.up(home, extra=SMALL)
            assert answer("SELECT to_regclass('public.old') IS NULL") == "t"
        finally:
            remove(home)


def test_commands_without_a_server_say_what_to_do(home: Path) -> None:
    for arguments in (("migrate", "--check"), ("db", "psql", "--", "-c", "SELECT 1")):
        done = mindgarden(*arguments)
        assert done.returncode == 3, done
        assert "what to do: run: mindgarden db up" in done.stderr
    assert mindgarden("db", "down").stdout == "it was not running\n"


def test_two_commands_at_once_make_one_platform(home: Path) -> None:
    commands = [
        subprocess.Popen(
            [str(Path(sys.executable).with_name("mindgarden")), "migrate"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    results = [(*command.communicate(timeout=120), command.returncode) for command in commands]
    assert [code for *_, code in results] == [0, 0], results
    assert sorted("migrate  0001" in output for output, *_ in results) == [False, True]


def test_cluster_of_another_version_is_refused(home: Path) -> None:
    server.up(home, extra=SMALL)
    server.down(home)
    version = server.data_folder(home) / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(EnvironmentProblem, match="PostgreSQL 17, not 18"):
        server.up(home)
    version.write_text("18\n")
