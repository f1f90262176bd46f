"""Asks the questions of the matrix in one transaction, each in a savepoint of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

import psycopg
from psycopg import sql

from tests.isolation.factories import FACTORIES, insert
from tests.isolation.promise import Cell, Outcome, kind_of, promised
from tests.isolation.world import World

_OUR_OWN = re.compile(r"[I-Z][A-Z][0-9]{3}")


def mistakes(world: World, cells: Iterable[Cell]) -> Iterator[str]:
    """The cells whose outcome is not the promised one, in words."""
    for (role, context), group in groupby(cells, key=lambda cell: (cell.role, cell.context)):
        with world.connection.transaction(force_rollback=True):
            world.connection.execute(
                "SELECT pg_catalog.set_config('mg.context', %s, true)", (world.contexts[context],)
            )
            world.connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
            for cell in group:
                found, wanted = _outcome(world, cell), promised(cell)
                if found != wanted:
                    yield f"{cell}: {found} instead of {wanted}"


def _outcome(world: World, cell: Cell) -> Outcome:
    try:
        with world.connection.transaction(force_rollback=True):
            return "reached" if _reach(world, cell) else "nothing"
    except psycopg.errors.InsufficientPrivilege:
        return "denied"
    except psycopg.errors.IntegrityError:
        return "reached"  # a constraint refuses: row security had let it through
    except psycopg.Error as problem:
        if _OUR_OWN.fullmatch(problem.sqlstate or ""):
            return "reached"  # a trigger of ours refuses the change
        raise


def _reach(world: World, cell: Cell) -> int:
    tenant = world.own if cell.target == "own" else world.other
    connection = world.connection
    table = sql.Identifier(*cell.table.split("."))
    if cell.command == "insert":
        insert(connection, cell.table, FACTORIES[cell.table](tenant))
        return 1
    is_tenants = kind_of(cell.table) == "tenant"
    where = sql.SQL("WHERE tenant_id = {}").format(tenant.tenant_id) if is_tenants else sql.SQL("")
    if cell.command == "select":
        row = connection.execute(
            sql.SQL("SELECT count(*) FROM {} {}").format(table, where)
        ).fetchone()
        return int(row[0]) if row else 0
    if cell.command == "delete":
        return connection.execute(sql.SQL("DELETE FROM {} {}").format(table, where)).rowcount
    column = sql.Identifier(next(iter(FACTORIES[cell.table](tenant))))
    return connection.execute(
        sql.SQL("UPDATE {} SET {} = {} {}").format(table, column, column, where)
    ).rowcount
