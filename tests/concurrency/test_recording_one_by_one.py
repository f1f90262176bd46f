"""The same payment, or refunds of one, recorded over many connections at once."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.clone import Clone

CLIENTS = 8


@pytest.fixture
def tenant(database: Clone) -> str:
    """A tenant's id."""
    with database.connect("mg_batch") as connection:
        connection.execute(
            "SELECT settlement.record_tenant('KRW', 'Asia/Seoul', %s)", (json.dumps({"key": "t"}),)
        )
    with database.superuser() as connection:
        row = connection.execute("SELECT tenant_id::text FROM tenancy.tenant").fetchone()
    assert row is not None
    return str(row[0])


def _pay(database: Clone, tenant: str, ref: str, kind: str, amount: int, original: str) -> str:
    """What became of it: an id, "unchanged", or the code of the refusal."""
    with database.connect("mg_app") as connection, database.superuser() as admin:
        sealed = admin.execute(
            "SELECT core.mint_seal(%s, NULL, uuidv7(), 'TENANT_OWNER', NULL, '1 hour', %s)",
            (tenant, connection.info.backend_pid),
        ).fetchone()
        assert sealed is not None
        connection.execute(psycopg.sql.SQL("SET LOCAL mg.context = {}").format(sealed[0]))
        try:
            row = connection.execute(
                "SELECT payment_event_id, is_unchanged FROM settlement.record_payment(%s, %s,"
                " '2024-01-15 12:00+09', 'KRW', %s, p_original_ref => %s)",
                (ref, kind, amount, original),
            ).fetchone()
        except psycopg.Error as problem:
            return str(problem.sqlstate)
        connection.commit()
    assert row is not None
    return "unchanged" if row[1] else str(row[0])


def _at_once(act: Callable[[int], str]) -> list[str]:
    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(act, range(CLIENTS)))


def _count(database: Clone, table: str) -> int:
    with database.superuser() as connection:
        row: Any = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0])


def test_one_reference_becomes_one_event(database: Clone, tenant: str) -> None:
    """TN-02: eight connections with the same payment: one records it, the others find it unchanged."""
    said = _at_once(lambda _: _pay(database, tenant, "p", "capture", 100, ""))
    assert sorted(answer == "unchanged" for answer in said) == [False] + [True] * (CLIENTS - 1)
    tables = ("payment_ref", "payment_event")
    assert [_count(database, f"commerce.{table}") for table in tables] == [1, 1]
    assert _count(database, "ledger.transfer") == _count(database, "integration.outbox_event") == 1


def test_one_reference_with_eight_contents_keeps_one(database: Clone, tenant: str) -> None:
    said = _at_once(lambda number: _pay(database, tenant, "p", "capture", 100 + number, ""))
    assert said.count("MM510") == CLIENTS - 1
    assert _count(database, "commerce.payment_event") == 1


def test_refunds_at_once_never_return_more_than_the_capture(database: Clone, tenant: str) -> None:
    """SE-07: of eight refunds of a third, three fit."""
    _pay(database, tenant, "p", "capture", 90, "")
    said = _at_once(lambda number: _pay(database, tenant, f"r{number}", "refund", 30, "p"))
    assert said.count("MM511") == CLIENTS - 3
    assert _count(database, "commerce.payment_event") == 4


def test_a_disputed_payment_is_refunded_over_a_connection_of_its_own(
    database: Clone, tenant: str
) -> None:
    assert "-" in _pay(database, tenant, "d", "capture", 1_000, "")
    with database.connect("mg_batch") as connection:
        connection.execute(
            "SELECT settlement.open_chargeback('t', 'd', 'case', '4853', NULL, NULL, '', '2024-01-16+09')"
        )
    # Nothing that another session was allowed before is remembered here.
    assert "-" in _pay(database, tenant, "d1", "refund", 400, "d")
    with database.superuser() as connection:
        held = connection.execute("SELECT held_minor FROM settlement.chargeback_case").fetchone()
    assert held == (600,)
