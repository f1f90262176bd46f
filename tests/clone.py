"""A test server with one deployed template per content of the SQL, and clones of it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from app.db import roles, server
from app.db.connection import connect, connect_admin
from app.db.deploy import migrate
from app.settings import PROJECT_ROOT
from tests import execution, leaks, warm_command

TEST_URL = "MINDGARDEN_TEST_URL"
KEPT_TEMPLATES = 6
LIVE: set[str] = set()  # names of the clones that this session has now
# A test server may lose its data when the machine stops, never when a process is killed.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
FAST |= {"max_connections": "200", "autovacuum_naptime": "5min", "shared_buffers": "256MB"}


@dataclass(frozen=True)
class Clone:
    """One database of the test server; the environment variables that lead there."""

    name: str
    environment: dict[str, str]

    def connect(self, role: str, *, autocommit: bool = False) -> psycopg.Connection[Any]:
        """A connection as one of the platform's roles."""
        return connect(role, autocommit=autocommit, database=self.name)

    def superuser(self, *, autocommit: bool = True) -> psycopg.Connection[Any]:
        """A connection as the server's administrator."""
        return connect_admin(autocommit=autocommit, database=self.name)

    def run(
        self, *arguments: str | Path, timeout: float = 120, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """The command line as a process of its own, at this database."""
        given = {**os.environ, **self.environment, **options.pop("env", {})}
        return warm_command.run([*map(str, arguments)], given, timeout=timeout, **options)


@contextmanager
def environment(values: Mapping[str, str | None]) -> Iterator[None]:
    """Set variables for the duration of a block; None takes one away."""
    before = {name: os.environ.get(name) for name in values}
    _set(values)
    try:
        yield
    finally:
        _set(before)


def _set(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@contextmanager
def test_server() -> Iterator[dict[str, str]]:
    """The server that all test sessions share; the last one to leave stops it."""
    home = PROJECT_ROOT / ".mindgarden" / "test-server"
    home.mkdir(parents=True, exist_ok=True)
    values = {"MINDGARDEN_HOME": str(home)}
    if url := os.environ.get(TEST_URL):
        with environment({**values, "MINDGARDEN_DATABASE_URL": url}):
            yield {**values, "MINDGARDEN_DATABASE_URL": url}
        return
    with open(home / "sessions.lock", "w") as sessions, environment(values):
        fcntl.flock(sessions, fcntl.LOCK_SH)
        server.up(home, extra=FAST)
        try:
            yield values
        finally:
            try:
                fcntl.flock(sessions, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                pass  # another session is still at work
            else:
                server.down(home)


@cache
def content_hash() -> str:
    """Names the template: the same SQL and deployer, the same template."""
    digest = hashlib.sha256()
    folders = [PROJECT_ROOT / name for name in ("migrations", "procedures", "sql", "app/db")]
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    for path in sorted(paths):
        if path.suffix in (".sql", ".toml", ".py"):
            digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def ensure_template(values: dict[str, str]) -> str:
    """Deploy the present SQL into a database that clones are made from, once per content."""
    name = f"template_{content_hash()}"
    with open(Path(values["MINDGARDEN_HOME"]) / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connect_admin(autocommit=True, database="postgres") as admin:
            known = [
                str(row[0])
                for row in admin.execute(
                    "SELECT datname FROM pg_catalog.pg_database WHERE datname LIKE 'template\\_%'"
                    " ORDER BY oid"
                )
            ]
            if name in known:
                return name
            for old in known[: -KEPT_TEMPLATES or None]:
                drop(admin, old)
            building = f"building_{name}"
            drop(admin, building)
            with environment({"MINDGARDEN_DATABASE_NAME": building}):
                migrate(create_roles=True)
            with connect_admin(autocommit=True, database=building) as made:
                execution.keep(made, values["MINDGARDEN_HOME"], content_hash())
            admin.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(building), sql.Identifier(name)
                )
            )
    return name


@contextmanager
def clone(values: dict[str, str], template: str, name: str) -> Iterator[Clone]:
    """A fresh copy of the template, dropped at the end."""
    with connect_admin(autocommit=True, database="postgres") as admin:
        drop(admin, name)
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    roles.secure_database(name)  # rights on a database are not copied
    made = Clone(name, {**values, "MINDGARDEN_DATABASE_NAME": name})
    LIVE.add(name)
    try:
        with environment(made.environment):
            yield made
    finally:
        keep_executed(values, name)
        LIVE.discard(name)
        with connect_admin(autocommit=True, database="postgres") as admin:
            drop(admin, name)


def keep_executed(values: dict[str, str], name: str) -> None:
    """Record which routines were executed in this clone, or in a clone of a clone."""
    with connect_admin(autocommit=True, database=name) as admin:
        leaks.keep_rows(admin)
        execution.keep(admin, values["MINDGARDEN_HOME"], content_hash())


def drop(admin: psycopg.Connection[Any], name: str) -> None:
    """Drop a database and whoever is connected to it."""
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
