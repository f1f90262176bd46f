"""Tables and views as they are, rows included, in schema `bare`: without row security."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[Any]


def make(connection: Connection, views: Iterable[str]) -> list[str]:
    """Copy what the views are made of, and the views; returns the tables, schema included."""
    connection.execute("CREATE SCHEMA bare")
    tables, inner = _parts(connection, list(views))
    for table in tables:
        _copy(connection, table)
    copied = {*tables, *inner}
    for view in inner:
        row = connection.execute("SELECT pg_get_viewdef(%s::regclass)", (view,)).fetchone()
        assert row is not None
        text = bare(str(row[0]), copied)
        name = view.split(".")[1]
        connection.execute(f"CREATE VIEW bare.{name} AS {text}".encode())
    connection.execute("GRANT USAGE ON SCHEMA bare TO mg_app")
    connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA bare TO mg_app")
    return tables


def bare(text: str, copied: Iterable[str]) -> str:
    """The same query on the copies."""
    names = "|".join(re.escape(name) for name in sorted(copied, key=len, reverse=True))
    return re.sub(rf"\b(?:{names})\b(?!\()", lambda found: f"bare.{found[0].split('.')[1]}", text)


def references(connection: Connection, relation: str) -> int:
    """How many protected tables a table or view reads, each counted once."""
    tables, _ = _parts(connection, [relation])
    row = connection.execute(
        "SELECT count(*) FROM pg_class WHERE oid = ANY (%s::regclass[]) AND relrowsecurity",
        (tables,),
    ).fetchone()
    return int(row[0]) if row else 0


def _parts(connection: Connection, relations: list[str]) -> tuple[list[str], list[str]]:
    """Tables behind the relations, and the views, inner ones first."""
    rows = connection.execute(
        "WITH RECURSIVE part AS ("
        "  SELECT c.oid, c.relkind, 0 AS depth FROM pg_class AS c WHERE c.oid = ANY (%s::regclass[])"
        "  UNION SELECT u.oid, u.relkind, p.depth + 1 FROM part AS p"
        "    JOIN pg_rewrite AS r ON r.ev_class = p.oid"
        "    JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid"
        "     AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> p.oid"
        "    JOIN pg_class AS u ON u.oid = d.refobjid AND u.relkind IN ('r', 'p', 'v'))"
        " SELECT oid::regclass::text, relkind::text, max(depth) FROM part GROUP BY 1, 2 ORDER BY 3 DESC, 1",
        (relations,),
    ).fetchall()
    tables = [str(name) for name, kind, _ in rows if kind != "v"]
    return tables, [str(name) for name, kind, _ in rows if kind == "v"]


def _copy(connection: Connection, table: str) -> None:
    name = sql.Identifier("bare", table.split(".")[1])
    row = connection.execute("SELECT pg_get_partkeydef(%s::regclass)", (table,)).fetchone()
    by = sql.SQL(f" PARTITION BY {row[0]}") if row and row[0] else sql.SQL("")
    source = sql.Identifier(*table.split("."))
    connection.execute(
        sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL){}").format(name, source, by)
    )
    for partition, bounds in connection.execute(
        "SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits AS i"
        " JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent = %s::regclass ORDER BY 1",
        (table,),
    ).fetchall():
        connection.execute(
            sql.SQL("CREATE TABLE {} PARTITION OF {} {}").format(
                sql.Identifier("bare", partition), name, sql.SQL(bounds)
            )
        )
    connection.execute(
        sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM {}").format(name, source)
    )
