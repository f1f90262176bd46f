"""The numbered half of a deployment: yoyo over migrations/, as mg_owner with row security off."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from app.db.connection import sqlalchemy_url
from app.failure import BadInput

SCHEMA = "migration"
# A statement that row security would silence has to fail instead: hence row_security = off.
SESSION = "-c role=mg_owner -c row_security=off -c lock_timeout=4s"


@contextmanager
def _backend() -> Iterator[Any]:
    from urllib.parse import quote

    from yoyo import get_backend

    url = f"{sqlalchemy_url('mg_migrator')}&schema={SCHEMA}&options={quote(SESSION, safe='')}"
    with warnings.catch_warnings():
        # yoyo warns about transactions that it nests itself
        warnings.simplefilter("ignore")
        backend = get_backend(url)
        try:
            yield backend
        finally:
            backend.connection.close()  # yoyo never does


def _read(folder: Path) -> Any:
    from yoyo import read_migrations

    return read_migrations(str(folder))


def pending(folder: Path) -> list[str]:
    """Migrations that are not applied yet, in order."""
    with _backend() as backend:
        return [migration.id for migration in backend.to_apply(_read(folder))]


def applied() -> list[str]:
    """Migrations that are applied, oldest first."""
    with _backend() as backend:
        backend.ensure_internal_schema_updated()
        found = backend.execute(
            "SELECT migration_id FROM _yoyo_migration ORDER BY migration_id"
        ).fetchall()
    return [row[0] for row in found]


def apply_pending(folder: Path) -> list[str]:
    """Apply each pending migration, each in its own transaction; return their ids."""
    done: list[str] = []
    with _backend() as backend:
        for migration in backend.to_apply(_read(folder)):
            try:
                backend.apply_one(migration)
            except psycopg.Error as problem:
                problem.add_note(f"in migration {migration.id}")
                raise
            done.append(migration.id)
    return done


def roll_back_last(folder: Path) -> str:
    """Roll the newest applied migration back; return its id."""
    with _backend() as backend:
        known = backend.to_rollback(_read(folder))
        if not known:
            raise BadInput("no migration is applied, so there is nothing to roll back")
        last = known[0]
        is_sql = not (folder / f"{last.id}.py").exists()
        if is_sql and not (folder / f"{last.id}.rollback.sql").exists():
            raise BadInput(f"migration {last.id} has no rollback file")
        backend.rollback_one(last)
        return str(last.id)
