"""Brings a database to the state that the folders describe: migrations, then what is replaceable."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from app.db import checksum, holiday, manifest, migration, replacement, roles
from app.db.connection import connect, connect_admin
from app.encryption import ensure_keyring
from app.failure import EnvironmentProblem, Finding
from app.settings import PROJECT_ROOT, settings

_LOCK = "mindgarden deploy"
_TRIES = 5


@dataclass
class Deployment:
    """What a deployment did, or with --check would do."""

    migrations: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    holidays: int = 0
    is_new: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing to do."""
        return not (self.migrations or self.replaced or self.holidays or self.is_new)


def migrate(root: Path = PROJECT_ROOT, *, create_roles: bool = False) -> Deployment:
    """Apply migrations, then changed routines, views, policies and grants; safe to repeat."""
    done = Deployment(is_new=_prepare(create_roles))
    folder = root / "migrations"
    checksum.require_unchanged(folder)
    with _deploy_lock():
        _prepare_schema()
        _require_same_history(folder)
        for attempt in range(1, _TRIES + 1):
            try:
                done.migrations += migration.apply_pending(folder)
                break
            except psycopg.errors.LockNotAvailable:
                if attempt == _TRIES:
                    raise
                time.sleep(attempt)
        _remember_history(folder)
        done.replaced = _replace(root, is_schema_changed=bool(done.migrations))
        done.holidays = holiday.fill()
    return done


def check(root: Path = PROJECT_ROOT) -> Deployment:
    """What migrate would do, changing nothing."""
    folder = root / "migrations"
    checksum.require_unchanged(folder)
    if not _has_history():
        return Deployment(
            migrations=sorted(
                path.stem for path in checksum.files(folder) if ".rollback." not in path.name
            ),
            is_new=True,
        )
    _require_same_history(folder)
    with _as_owner() as connection:
        known = manifest.read(root)
        changed, gone = replacement.difference(connection, root, known)
        _require_forced(connection, known)
    return Deployment(
        migrations=migration.pending(folder),
        replaced=sorted({file.path for file in changed} | set(gone)),
    )


def roll_back(root: Path = PROJECT_ROOT) -> str:
    """Roll the newest migration back; the next migrate lays views and routines anew."""
    with _deploy_lock():
        known = manifest.read(root)
        with _as_owner() as connection:
            replacement.release_tables(connection, known)
        last = migration.roll_back_last(root / "migrations")
        with _as_owner() as connection:
            connection.execute("DELETE FROM migration.checksum WHERE migration_id = %s", (last,))
    return last


def _prepare(create_roles: bool) -> bool:
    """Roles and database; on somebody else's server only when asked."""
    is_ours = settings().database_url is None
    if is_ours or create_roles:
        if not roles.is_administrator():
            raise EnvironmentProblem(
                "the user of MINDGARDEN_DATABASE_URL may not create roles",
                hint="name an administrator (superuser, or CREATEROLE and CREATEDB)",
            )
        roles.create_roles()
        ensure_keyring()
        is_new = _create_database()
        roles.secure_database(settings().database_name)
        return is_new
    missing = roles.missing_roles()
    if missing:
        raise EnvironmentProblem(
            f"the server lacks the roles {', '.join(missing)}",
            hint="as an administrator run: mindgarden migrate --create-roles",
        )
    return False


def create_empty() -> bool:
    """Roles and an empty database to restore into; False if the database is there already."""
    roles.create_roles()
    return _create_database()


def finish_restored() -> None:
    """Rights on a database are not in its dump."""
    roles.secure_database(settings().database_name)


def _create_database() -> bool:
    name = settings().database_name
    with connect_admin(database="postgres", autocommit=True) as connection:
        if connection.execute(
            "SELECT 1 FROM pg_catalog.pg_database WHERE datname = %s", (name,)
        ).fetchone():
            return False
        try:
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"
                    " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
                ).format(sql.Identifier(name))
            )
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return False  # another deployer at the same moment
        except psycopg.errors.InsufficientPrivilege as refused:
            raise EnvironmentProblem(
                f"creating database {name} was refused", hint="create it, or grant CREATEDB"
            ) from refused
    return True


@contextmanager
def _deploy_lock() -> Iterator[None]:
    """One deployer at a time; a second one waits, then finds nothing to do."""
    with connect("mg_migrator", autocommit=True) as connection:
        connection.execute(
            "SELECT pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended(%s, 0))", (_LOCK,)
        )
        yield


@contextmanager
def _as_owner() -> Iterator[psycopg.Connection[Any]]:
    with connect("mg_migrator") as connection:
        connection.execute("SET LOCAL ROLE mg_owner")
        yield connection


def _prepare_schema() -> None:
    with connect("mg_migrator") as connection:
        for owner in manifest.OWNERS:
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(owner)))
            connection.execute("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON ROUTINES FROM PUBLIC")
        connection.execute("SET LOCAL ROLE mg_owner")
        connection.execute("SET LOCAL client_min_messages = 'warning'")
        connection.execute("CREATE SCHEMA IF NOT EXISTS migration")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migration.replaceable ("
            " path text PRIMARY KEY, sha256 text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT now())"
        )
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migration.checksum ("
            " migration_id text PRIMARY KEY, sha256 text NOT NULL)"
        )
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migration.source ("
            " name text PRIMARY KEY, release text NOT NULL)"
        )


def _has_history() -> bool:
    if settings().database_url is None:  # elsewhere the URL's database has to be there
        with connect_admin(database="postgres") as connection:
            if not connection.execute(
                "SELECT 1 FROM pg_catalog.pg_database WHERE datname = %s",
                (settings().database_name,),
            ).fetchone():
                return False
    with connect("mg_migrator") as connection:
        row = connection.execute(
            "SELECT 1 FROM pg_catalog.pg_tables"
            " WHERE schemaname = 'migration' AND tablename = 'checksum'"
        ).fetchone()
    return row is not None


def _require_same_history(folder: Path) -> None:
    """An applied migration whose text is another now: the database is not what the files say."""
    with _as_owner() as connection:
        applied = connection.execute("SELECT migration_id, sha256 FROM migration.checksum")
        for name, sha256 in applied.fetchall():
            path = checksum.file_of(folder, name)
            if path is not None and checksum.of(path) != sha256:
                raise Finding(
                    f"migration {name} was applied with another text than the file has now",
                    hint="restore the file; a change is a new migration",
                )


def _remember_history(folder: Path) -> None:
    with _as_owner() as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO migration.checksum (migration_id, sha256) VALUES (%s, %s)"
            " ON CONFLICT (migration_id) DO NOTHING",
            [
                (name, checksum.of(path))
                for name in migration.applied()
                if (path := checksum.file_of(folder, name)) is not None
            ],
        )


def _replace(root: Path, *, is_schema_changed: bool) -> list[str]:
    known = manifest.read(root)
    for attempt in range(1, _TRIES + 1):
        try:
            with _as_owner() as connection:
                done = replacement.apply(
                    connection, root, known, is_schema_changed=is_schema_changed
                )
                _require_forced(connection, known)
                return done
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            if attempt == _TRIES:
                raise
            time.sleep(attempt)
    raise AssertionError("unreachable")


def _require_forced(connection: psycopg.Connection[Any], known: manifest.Manifest) -> None:
    """Every table is bound by row security, its owner included, unless the manifest says why not."""
    rows = connection.execute(
        "SELECT c.oid::regclass::text FROM pg_catalog.pg_class AS c"
        " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY (%s)"
        " AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1",
        (list(known.schemas),),
    ).fetchall()
    unbound = [str(row[0]) for row in rows if row[0] not in known.without_row_security()]
    if unbound:
        raise Finding(
            f"row security is not forced on {', '.join(unbound)}",
            hint="call core.protect_table in sql/<schema>/policies.sql, or give the reason in "
            "sql/manifest.toml",
        )
