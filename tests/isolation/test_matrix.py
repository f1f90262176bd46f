"""Every protected table x role x command x context x target: as the manifest promises."""

from __future__ import annotations

import os
from itertools import chain
from uuid import uuid4

import pytest

from app.db import manifest
from tests.isolation.factories import FACTORIES
from tests.isolation.matrix import mistakes
from tests.isolation.promise import cells, promised
from tests.isolation.world import World, mint

TABLES = tuple(FACTORIES)


def test_every_protected_table_has_a_factory(world: World) -> None:
    unprotected = manifest.read().without_row_security()
    rows = world.connection.execute(
        "SELECT c.oid::regclass::text FROM pg_catalog.pg_class AS c"
        " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND c.relnamespace::regnamespace::text = ANY (%s)",
        (list(manifest.read().schemas),),
    ).fetchall()
    assert {str(row[0]) for row in rows} - unprotected == set(TABLES)


def test_nobody_stands_above_row_security(world: World) -> None:
    rows = world.connection.execute(
        "SELECT rolname FROM pg_catalog.pg_roles"
        " WHERE rolname LIKE 'mg\\_%' AND (rolsuper OR rolbypassrls)"
    ).fetchall()
    assert rows == []


@pytest.mark.parametrize("table", TABLES)
def test_table_is_isolated(world: World, table: str) -> None:
    assert list(mistakes(world, cells(table))) == []


@pytest.mark.parametrize("table", TABLES)
def test_dropping_any_policy_is_noticed(world: World, table: str) -> None:
    for policy in _policies(world, table):
        with world.connection.transaction(force_rollback=True):
            world.connection.execute(f'DROP POLICY "{policy}" ON {table}'.encode())
            asked = sorted(cells(table), key=lambda cell: promised(cell) != "reached")
            assert next(mistakes(world, asked), None), f"nobody misses {policy}"


@pytest.mark.full
@pytest.mark.skipif(os.environ.get("MINDGARDEN_TEST_FULL") != "1", reason="make test-all")
@pytest.mark.parametrize("table", TABLES)
def test_dropping_any_policy_is_noticed_in_the_whole_matrix(world: World, table: str) -> None:
    whole = list(chain.from_iterable(cells(each) for each in TABLES))
    for policy in _policies(world, table):
        with world.connection.transaction(force_rollback=True):
            world.connection.execute(f'DROP POLICY "{policy}" ON {table}'.encode())
            found = list(mistakes(world, whole))
            assert found, f"nobody misses {policy}"
            assert all(f"table='{table}'" in mistake for mistake in found), "it concerns others too"


def test_a_member_of_one_branch_sees_its_rows_alone(world: World) -> None:
    sealed = mint(world.connection, world.own.tenant_id, branch_id=world.own.branch_id)
    for table in ("tenancy.branch", "commerce.payment_event"):
        with world.connection.transaction(force_rollback=True):
            for tenant in (world.own, world.other):
                world.connection.execute(
                    "SELECT pg_catalog.set_config('mg.context', %s, true)", (sealed,)
                )
                _another_branch(world, table)
                world.connection.execute("SET LOCAL ROLE mg_app")
                seen = world.connection.execute(
                    f"SELECT DISTINCT branch_id FROM {table} WHERE tenant_id = %s".encode(),
                    (tenant.tenant_id,),
                ).fetchall()
                world.connection.execute("RESET ROLE")
                assert seen == ([(tenant.branch_id,)] if tenant is world.own else [])


def test_a_member_of_one_branch_sees_nothing_of_the_whole_business(world: World) -> None:
    whole = [
        f"{schema}.{table}"
        for schema, table in world.connection.execute(
            "SELECT schemaname, tablename FROM pg_catalog.pg_policies WHERE policyname = tablename || '_app_read'"
            " AND qual LIKE '%branch_id%'"
        ).fetchall()
    ]
    assert {"settlement.statement", "ledger.transfer", "settlement.line", "audit.entry"} <= set(whole)  # fmt: skip
    for branch, sees in ((None, True), (uuid4(), False)):
        sealed = mint(world.connection, world.own.tenant_id, branch_id=branch)
        for table in whole:
            with world.connection.transaction(force_rollback=True):
                world.connection.execute(
                    "SELECT pg_catalog.set_config('mg.context', %s, true)", (sealed,)
                )
                world.connection.execute("SET LOCAL ROLE mg_app")
                row = world.connection.execute(
                    f"SELECT EXISTS (SELECT FROM {table})".encode()
                ).fetchone()
                assert row == (sees,), (table, branch)


def _another_branch(world: World, table: str) -> None:
    row = FACTORIES[table](world.own)
    columns = {**row, **({"branch_id": world.other.branch_id} if "branch_id" in row else {})}
    names = ", ".join(columns)
    marks = ", ".join(["%s"] * len(columns))
    world.connection.execute(
        f"INSERT INTO {table} ({names}) VALUES ({marks})".encode(), list(columns.values())
    )


def _policies(world: World, table: str) -> list[str]:
    schema, name = table.split(".")
    found = [
        str(row[0])
        for row in world.connection.execute(
            "SELECT policyname FROM pg_catalog.pg_policies WHERE schemaname = %s AND tablename = %s"
            " ORDER BY 1",
            (schema, name),
        ).fetchall()
    ]
    assert found, f"{table} has no policy"
    return found
