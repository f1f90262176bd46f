"""Headquarters' staff: a role that has to be taken, and a context that has to be sealed."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from app.identity import hash_password, log_in
from app.identity.registry import add_person
from tests.clone import Clone
from tests.identity.authenticator_app import AuthenticatorApp

PASSWORD = "a password of ten"
_COUNT = "SELECT count(*) FROM tenancy.tenant"


@pytest.fixture
def token(database: Clone, tenant_id: UUID) -> str:
    """The session of an operator, who is a member of no tenant."""
    assert tenant_id
    with database.connect("mg_migrator") as connection:
        user_id = add_person(
            connection,
            email="hq@example.kr",
            name_ko="본사",
            password_hash=hash_password(PASSWORD),
        )
        connection.execute("SELECT identity.grant_operator(%s, NULL)", (user_id,))
    return AuthenticatorApp().enrol(log_in("hq@example.kr", PASSWORD))


def test_the_process_itself_may_nothing(database: Clone, token: str) -> None:
    with database.connect("mg_ops") as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute(_COUNT)
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("SELECT identity.enter_operator(%s)", (token,))


def test_an_operator_sees_all_tenants_within_a_sealed_context(database: Clone, token: str) -> None:
    with database.connect("mg_ops") as connection:
        connection.execute("SET LOCAL ROLE mg_operator")
        assert connection.execute(_COUNT).fetchone() == (0,)
        row = connection.execute("SELECT identity.enter_operator(%s)", (token,)).fetchone()
        assert row is not None
        connection.execute(sql.SQL("SET LOCAL mg.context = {}").format(sql.Literal(row[0])))
        assert connection.execute(_COUNT).fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("UPDATE tenancy.tenant SET name_ko = 'x'")


def test_a_revoked_operator_stays_outside(database: Clone, token: str) -> None:
    assert database.run("users", "revoke", "hq@example.kr", "--operator").returncode == 0
    with database.connect("mg_ops") as connection:
        connection.execute("SET LOCAL ROLE mg_operator")
        with pytest.raises(psycopg.Error) as refused:
            connection.execute("SELECT identity.enter_operator(%s)", (token,))
    assert refused.value.sqlstate == "MI103"


def test_an_operators_context_opens_no_portal(database: Clone, token: str) -> None:
    with (
        database.connect("mg_app") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT identity.enter_operator(%s)", (token,))
