"""Every question of sql/audit can be asked, and a sound database has no finding."""

from __future__ import annotations

import json

import pytest

from app.cli.audit import questions
from app.cli.within import run
from tests.clone import Clone


@pytest.mark.parametrize("name", sorted(questions()))
def test_question_is_answered_without_finding(deployed: Clone, name: str) -> None:
    assert isinstance(json.loads(run(("audit", name, "--json"))), list)


def test_questions_are_listed_with_what_they_ask(deployed: Clone) -> None:
    listed = json.loads(deployed.run("audit", "--json").stdout)
    assert all(entry["asks"].endswith("?") for entry in listed)
    assert deployed.run("audit", "nothing").returncode == 2


def test_open_routine_is_a_finding(database: Clone) -> None:
    with database.superuser() as connection:
        connection.execute("GRANT EXECUTE ON FUNCTION core.tenant_id() TO PUBLIC")
    done = database.run("audit", "routines-open-to-all")
    assert done.returncode == 1
    assert "core.tenant_id()" in done.stdout


_FAR = (
    "INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)"
    " SELECT gen_random_uuid(), '1999-01-01', 'event', gen_random_uuid(), 'sale', 'gateway_receivable', 'unsettled_sales', 1, 'KRW'"
)


def test_row_without_its_months_partition_is_a_finding_and_a_rolled_back_one_is_none(
    database: Clone,
) -> None:
    with database.superuser(autocommit=False) as connection:
        connection.execute("SET session_replication_role = replica")  # no tenant is there
        connection.execute(_FAR)
        connection.execute("ANALYZE ledger.transfer_default")  # its count outlives the roll-back
        connection.rollback()
        counted = connection.execute(
            "SELECT reltuples FROM pg_catalog.pg_class WHERE oid = 'ledger.transfer_default'::regclass"
        ).fetchone()
        assert counted == (1,)
        assert json.loads(run(("audit", "rows-in-default-partitions", "--json"))) == []
        connection.execute("SET session_replication_role = replica")
        connection.execute(_FAR)
        connection.commit()
    done = database.run("audit", "rows-in-default-partitions", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == [{"partition": "ledger.transfer_default", "rows": 1}]


def test_question_on_default_partitions_reads_every_table_that_has_one(deployed: Clone) -> None:
    text = questions()["rows-in-default-partitions"].text
    with deployed.superuser() as connection:
        parents = [
            str(row[0])
            for row in connection.execute(
                "SELECT i.inhparent::regclass::text FROM pg_catalog.pg_inherits AS i"
                " JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid"
                " WHERE pg_catalog.pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT'"
            )
        ]
    assert parents
    assert [name for name in parents if f"'{name}'::regclass" not in text] == []
