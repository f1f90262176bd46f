"""The fixtures themselves: clones are deployed, separate, and bound to the roles' rights."""

from __future__ import annotations

import psycopg
import pytest

from tests.clone import Clone


def test_clone_is_deployed_and_reached_by_every_role(database: Clone) -> None:
    for role in ("mg_app", "mg_auth", "mg_batch", "mg_ops", "mg_auditor", "mg_migrator"):
        with database.connect(role) as connection:
            row = connection.execute("SELECT current_user, current_database()").fetchone()
            assert row == (role, database.name)


def test_command_line_reaches_the_clone(database: Clone) -> None:
    done = database.run("migrate", "--check")
    assert (done.returncode, done.stdout) == (0, "up to date\n"), done.stderr


def test_runtime_roles_may_not_create_anything(database: Clone) -> None:
    for role in ("mg_app", "mg_auth", "mg_batch", "mg_ops"):
        for statement in (
            "CREATE TABLE public.x ()",
            "CREATE SCHEMA x",
            "CREATE TEMP TABLE x ()",
            "CREATE TABLE core.x ()",
        ):
            with (
                database.connect(role) as connection,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                connection.execute(statement.encode())
