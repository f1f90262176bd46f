"""A live seal is no use to whom it wasn't made for, and nobody can read one off another session."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.clone import Clone
from tests.isolation.factories import Tenant, insert
from tests.isolation.world import mint

_SEEN = "SELECT count(*) FROM tenancy.tenant"


@pytest.fixture(params=["backend", "cluster"])
def scope(request: pytest.FixtureRequest, database: Clone) -> str:
    """Both scopes in which a seal may hold, as the database sets them."""
    with database.superuser() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET mg.seal_scope = {}").format(
                sql.Identifier(database.name), sql.Literal(request.param)
            )
        )
    return str(request.param)


@pytest.fixture
def tenant(database: Clone) -> Tenant:
    made = Tenant("theft")
    with database.superuser() as connection:
        insert(
            connection,
            "tenancy.tenant_directory",
            {"tenant_key": made.key, "tenant_id": made.tenant_id},
        )
        insert(
            connection,
            "tenancy.tenant",
            {
                "tenant_id": made.tenant_id, "tenant_key": made.key, "name_ko": "가게",
                "currency": "KRW", "time_zone": "Asia/Seoul", "created_by": made.user_id,
            },
        )  # fmt: skip
    return made


@contextmanager
def victim(database: Clone, tenant: Tenant) -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """A session of mg_app in the middle of its transaction, and its live seal."""
    with database.superuser(autocommit=False) as connection:
        sealed = mint(connection, tenant.tenant_id)
        connection.execute("SET SESSION AUTHORIZATION mg_app")
        _inject(connection, sealed)
        yield connection, sealed
        connection.rollback()


def _inject(connection: psycopg.Connection[Any], context: str) -> None:
    connection.execute(sql.SQL("SET LOCAL mg.context = {}").format(sql.Literal(context)))


def _count(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute(_SEEN).fetchone()
    assert row is not None
    return int(row[0])


def test_the_victim_itself_sees_its_tenant(database: Clone, tenant: Tenant, scope: str) -> None:
    with victim(database, tenant) as (connection, _):
        assert _count(connection) == 1


def test_a_stolen_seal_opens_nothing(database: Clone, tenant: Tenant) -> None:
    with victim(database, tenant) as (_, sealed), database.connect("mg_app") as thief:
        _inject(thief, sealed)
        assert _count(thief) == 0


def test_a_seal_ends_with_its_backend(database: Clone, tenant: Tenant) -> None:
    """The pid may come back; the start can't."""
    with victim(database, tenant) as (_, sealed):
        pass
    with database.connect("mg_app") as thief:
        _inject(thief, sealed)
        assert _count(thief) == 0


def test_a_session_cannot_widen_the_scope(database: Clone, tenant: Tenant) -> None:
    with database.superuser(autocommit=False) as connection:
        connection.execute("SET mg.seal_scope = 'cluster'")
        assert "|cluster|" not in mint(connection, tenant.tenant_id)
        connection.rollback()


def test_a_cluster_seal_lives_a_minute_at_most(database: Clone, tenant: Tenant) -> None:
    with database.superuser() as connection:
        connection.execute(f"ALTER DATABASE {database.name} SET mg.seal_scope = 'cluster'".encode())
        sealed = mint(connection, tenant.tenant_id, lifetime="1 day")
        row = connection.execute(
            "SELECT %s::bigint - extract(epoch FROM now())", (sealed.split("|")[6],)
        ).fetchone()
    assert row is not None
    assert 0 < row[0] <= 60


@pytest.mark.parametrize(
    "context",
    [
        "x",
        "' OR true --",
        "|" * 9,
        "00000000-0000-7000-8000-000000000001",
        "|" * 100,
        "\u2028|" * 10,
    ],
)
def test_an_injected_context_sees_nothing(database: Clone, tenant: Tenant, context: str) -> None:
    with database.connect("mg_app") as thief:
        _inject(thief, context)
        assert _count(thief) == 0


# Whatever could show another session's statement or settings, in any catalogue.
_SPIES = (
    "SELECT query FROM pg_catalog.pg_stat_activity",
    "SELECT query FROM pg_catalog.pg_stat_get_activity(NULL)",
    "SELECT pg_catalog.pg_stat_get_backend_activity(b) FROM pg_catalog.pg_stat_get_backend_idset() AS b",
    "SELECT query FROM extension.pg_stat_statements",
    "SELECT query FROM extension.pg_stat_statements(true)",
    "SELECT statement FROM pg_catalog.pg_prepared_statements",
    "SELECT statement FROM pg_catalog.pg_cursors",
    "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'mg.context'",
    "SELECT pg_catalog.pg_read_file('postgresql.conf')",
    "SELECT pg_catalog.pg_ls_logdir()",
    "SELECT pg_catalog.pg_current_logfile()",
)
_ROLES = ("mg_app", "mg_auth", "mg_batch", "mg_ops", "mg_auditor")


@pytest.mark.parametrize("role", _ROLES)
def test_no_role_reads_a_live_seal(database: Clone, tenant: Tenant, scope: str, role: str) -> None:
    assert scope
    with (
        victim(database, tenant) as (connection, sealed),
        database.connect(role, autocommit=True) as spy,
    ):
        running = threading.Thread(
            target=connection.execute,
            args=(f"SELECT pg_catalog.pg_sleep(0.5), '{sealed}'".encode(),),
        )
        running.start()
        try:
            with database.superuser() as administrator:  # it is there to be seen
                assert sealed in _everything(administrator, _SPIES[0])
            for question in _SPIES:
                assert sealed not in _everything(spy, question), question
        finally:
            running.join()


def test_no_catalogue_view_shows_statements(database: Clone, tenant: Tenant, scope: str) -> None:
    """Every view that mg_app may read, searched for the seal itself."""
    assert scope
    with (
        victim(database, tenant) as (connection, sealed),
        database.connect("mg_app", autocommit=True) as spy,
    ):
        views = spy.execute(
            "SELECT c.oid::regclass::text FROM pg_catalog.pg_class AS c"
            " WHERE c.relkind IN ('v', 'r') AND has_table_privilege(c.oid, 'SELECT')"
            " AND c.relnamespace::regnamespace::text IN ('pg_catalog', 'extension', 'information_schema')"
            " AND c.relname ~ '^(pg_stat|pg_prepared|pg_cursors|pg_settings|pg_file|pg_locks|pg_backend)'"
        ).fetchall()
        assert len(views) > 20
        connection.execute(f"SELECT '{sealed}'".encode())  # stays as the session's last statement
        for (view,) in views:
            assert sealed not in _everything(spy, f"SELECT v::text FROM {view} AS v"), view


def _everything(spy: psycopg.Connection[Any], question: str) -> str:
    try:
        return "\n".join(str(row) for row in spy.execute(question.encode()).fetchall())
    except psycopg.errors.InsufficientPrivilege:
        return ""
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedFunction):
        return ""
    except (psycopg.errors.InvalidSchemaName, psycopg.errors.ObjectNotInPrerequisiteState):
        return ""
