"""AU-14, SC-03: headquarters' acts and security events stand in a hash chain that shows every change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clone import Clone
from tests.operator import add_operator


@pytest.fixture
def sealed(database: Clone) -> Clone:
    """Some acts and events, sealed by the job's step."""
    with database.connect("mg_migrator") as connection:
        operator = add_operator(connection, "hq@example.kr")
        for is_locked in (True, False):
            connection.execute("SELECT identity.lock_permission('settlement.read_statement', %s, %s)", (is_locked, operator))  # fmt: skip
    with database.connect("mg_batch") as batch:
        row = batch.execute("SELECT * FROM audit.seal_platform_step('{}', '{}')").fetchone()
        assert row is not None
        assert row[0] >= 5
        assert batch.execute("SELECT audit.seal_platform()").fetchone() == (0,)
    return database


def _found(database: Clone) -> list[Any]:
    with database.connect("mg_batch") as batch:
        return batch.execute("SELECT check_name, finding FROM audit.verify_platform()").fetchall()


def test_what_is_said_of_an_event_later_changes_nothing(sealed: Clone) -> None:
    with sealed.connect("mg_migrator") as connection:
        connection.execute(
            "SELECT identity.judge_security_event(e.security_event_id, 'expected', 'x')"
            " FROM identity.list_security_event() AS e"
        )
    assert _found(sealed) == []
    assert sealed.run("verify").returncode == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE identity.security_event SET severity = 'info' WHERE severity = 'high'", "does not seal"),
        ("UPDATE identity.operator_audit_log SET routine = 'nothing'", "does not seal"),
        ("DELETE FROM identity.operator_audit_log", "is gone"),
        ("DELETE FROM audit.platform_link WHERE platform_link_id = 2", "are missing"),
    ],
)  # fmt: skip
def test_every_change_is_found(sealed: Clone, change: str, said: str) -> None:
    """Made past the triggers, as only the server's administrator could."""
    with sealed.superuser() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(change.encode())
    found = _found(sealed)
    assert found
    assert all(check == "platform_chain" for check, _ in found)
    assert any(said in finding for _, finding in found)
    assert sealed.run("verify").returncode == 1
