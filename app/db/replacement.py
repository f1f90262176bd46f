"""Applies replaceable files in one transaction; what CREATE OR REPLACE refuses is dropped and made anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from app.db.manifest import Manifest
from app.db.replaceable import File, files
from app.failure import BadInput

Connection = psycopg.Connection[Any]

# What CREATE OR REPLACE can't do: another result, parameter names, columns, or kind of routine.
_REFUSED = (
    psycopg.errors.InvalidFunctionDefinition,
    psycopg.errors.InvalidTableDefinition,
    psycopg.errors.WrongObjectType,
)
# A changed routine or table makes these worth doing again: they change only what differs.
_ALWAYS = ("policy", "data", "grant")


def difference(
    connection: Connection, root: Path, manifest: Manifest
) -> tuple[list[File], list[str]]:
    """Files whose checksum differs from what is deployed, and deployed paths without a file."""
    found = files(root, manifest)
    deployed = dict(connection.execute("SELECT path, sha256 FROM migration.replaceable").fetchall())
    changed = [file for file in found if deployed.get(file.path) != file.sha256]
    gone = sorted(set(deployed) - {file.path for file in found})
    return changed, gone


def apply(
    connection: Connection, root: Path, manifest: Manifest, *, is_schema_changed: bool
) -> list[str]:
    """Apply what changed, inside the caller's transaction; return the changed paths."""
    changed, gone = difference(connection, root, manifest)
    if not changed and not gone and not is_schema_changed:
        return []
    connection.execute("SET LOCAL lock_timeout = '4s'")
    connection.execute("SET LOCAL check_function_bodies = off")  # any order; validated at the end
    connection.execute("SET LOCAL plpgsql.extra_errors = 'all'")
    connection.execute("SET LOCAL client_min_messages = 'warning'")
    everything = files(root, manifest)
    paths = {file.path for file in changed}
    todo = [file for file in everything if file.path in paths or file.kind in _ALWAYS]
    if not _try_all(connection, todo):
        # Something had to go: its dependants went with it, so all files are applied again.
        _drop_views(connection, manifest)
        for file in [file for file in changed if file.kind == "routine"]:
            _drop_changed_routine(connection, file)
        for file in everything:
            _run(connection, file)
    _drop_leftover_views(connection, manifest, everything)
    for path in gone:
        _drop_gone(connection, path)
    _require_no_overloads(connection, manifest)
    _validate(connection, manifest)
    _record(connection, changed, gone)
    return sorted(paths | set(gone))


def release_tables(connection: Connection, manifest: Manifest) -> None:
    """Drop what holds on to tables (views, routines over row types), so that a rollback can drop them."""
    _drop_views(connection, manifest)
    for signature, owner in connection.execute(
        "SELECT DISTINCT p.oid::regprocedure::text, p.proowner::regrole::text"
        " FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace"
        " JOIN pg_catalog.pg_depend AS d"
        "   ON d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid"
        " JOIN pg_catalog.pg_type AS t"
        "   ON d.refclassid = 'pg_catalog.pg_type'::regclass AND d.refobjid = t.oid"
        " WHERE t.typrelid <> 0 AND n.nspname = ANY (%s)",
        (list(manifest.schemas),),
    ).fetchall():
        _drop_routine(connection, str(signature), str(owner), cascade=True)
    connection.execute("UPDATE migration.replaceable SET sha256 = ''")


def _try_all(connection: Connection, todo: list[File]) -> bool:
    try:
        with connection.transaction():
            for file in todo:
                before = _signatures(connection, file)
                _run(connection, file)
                if before and not before & _signatures(connection, file, is_single=True):
                    raise psycopg.errors.InvalidFunctionDefinition("the arguments changed")
    except _REFUSED:
        return False
    return True


def _signatures(connection: Connection, file: File, *, is_single: bool = False) -> set[str]:
    """The argument lists of the file's routine; none if there are several and one is wanted."""
    if file.kind != "routine":
        return set()
    rows = connection.execute(
        "SELECT pg_catalog.oidvectortypes(p.proargtypes) FROM pg_catalog.pg_proc AS p"
        " WHERE p.pronamespace = pg_catalog.to_regnamespace(%s) AND p.proname = %s",
        (file.schema, Path(file.path).stem),
    ).fetchall()
    return set() if is_single and len(rows) > 1 else {str(row[0]) for row in rows}


def _run(connection: Connection, file: File) -> None:
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(file.owner)))
    try:
        with connection.cursor() as cursor:
            cursor.execute(file.text.encode())
            # Files set owners by SET ROLE or OWNER TO; the next one starts from the owner again.
            cursor.execute("SET LOCAL ROLE mg_owner")
    except psycopg.Error as problem:
        problem.add_note(f"in {file.path}")
        raise


def _drop_views(connection: Connection, manifest: Manifest) -> None:
    views = connection.execute(
        "SELECT n.nspname, c.relname FROM pg_catalog.pg_class AS c"
        " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'v' AND n.nspname = ANY (%s) ORDER BY c.oid DESC",
        (list(manifest.schemas),),
    ).fetchall()
    connection.execute("SET LOCAL ROLE mg_owner")
    for schema, name in views:
        connection.execute(
            sql.SQL("DROP VIEW IF EXISTS {} CASCADE").format(sql.Identifier(schema, name))
        )


def _drop_changed_routine(connection: Connection, file: File) -> None:
    rows = connection.execute(
        "SELECT p.oid, p.oid::regprocedure::text, p.proowner::regrole::text"
        " FROM pg_catalog.pg_proc AS p"
        " WHERE p.pronamespace = pg_catalog.to_regnamespace(%s) AND p.proname = %s",
        (file.schema, Path(file.path).stem),
    ).fetchall()
    for oid, signature, owner in rows:
        held = connection.execute(
            "SELECT pg_catalog.pg_describe_object(classid, objid, objsubid)"
            " FROM pg_catalog.pg_depend WHERE refclassid = 'pg_catalog.pg_proc'::regclass"
            " AND refobjid = %s AND deptype = 'n' AND classid IN"
            " ('pg_catalog.pg_attrdef'::regclass, 'pg_catalog.pg_constraint'::regclass)",
            (oid,),
        ).fetchone()
        if held:
            raise BadInput(
                f"{file.path} changes the signature of {signature}, which {held[0]} uses",
                hint="change that table in a migration first",
            )
        _drop_routine(connection, str(signature), str(owner), cascade=True)


def _drop_routine(connection: Connection, signature: str, owner: str, *, cascade: bool) -> None:
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(owner)))
    connection.execute(f"DROP ROUTINE {signature} {'CASCADE' if cascade else ''}".encode())
    connection.execute("SET LOCAL ROLE mg_owner")


def _drop_gone(connection: Connection, path: str) -> None:
    """A routine whose file was removed goes as well; other kinds have no object of their own."""
    parts = Path(path).parts
    if parts[0] != "procedures":
        return
    for signature, owner in connection.execute(
        "SELECT p.oid::regprocedure::text, p.proowner::regrole::text FROM pg_catalog.pg_proc AS p"
        " WHERE p.pronamespace = pg_catalog.to_regnamespace(%s) AND p.proname = %s",
        (parts[1], Path(path).stem),
    ).fetchall():
        _drop_routine(connection, str(signature), str(owner), cascade=False)


def _drop_leftover_views(connection: Connection, manifest: Manifest, known: list[File]) -> None:
    wanted = {view for file in known for view in file.views}
    for schema, name in connection.execute(
        "SELECT n.nspname, c.relname FROM pg_catalog.pg_class AS c"
        " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'v' AND n.nspname = ANY (%s) ORDER BY c.oid DESC",
        (list(manifest.schemas),),
    ).fetchall():
        if f"{schema}.{name}" not in wanted:
            connection.execute(sql.SQL("DROP VIEW {}").format(sql.Identifier(schema, name)))


def _require_no_overloads(connection: Connection, manifest: Manifest) -> None:
    twice = connection.execute(
        "SELECT p.pronamespace::regnamespace || '.' || p.proname FROM pg_catalog.pg_proc AS p"
        " JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace WHERE n.nspname = ANY (%s)"
        " AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = p.oid"
        " AND d.classid = 'pg_catalog.pg_proc'::regclass AND d.deptype = 'e')"
        " GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 1",
        (list(manifest.schemas),),
    ).fetchone()
    if twice:
        raise BadInput(
            f"two routines are named {twice[0]}", hint="one name is one routine: rename one of them"
        )


def _validate(connection: Connection, manifest: Manifest) -> None:
    """Bodies are checked once everything is there, which any order of files allows."""
    connection.execute("SET LOCAL check_function_bodies = on")
    routines = connection.execute(
        "SELECT p.oid, p.oid::regprocedure::text, l.lanname, p.proowner::regrole::text"
        " FROM pg_catalog.pg_proc AS p"
        " JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang"
        " JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace"
        " WHERE n.nspname = ANY (%s) AND l.lanname IN ('sql', 'plpgsql') ORDER BY p.proowner, 2",
        (list(manifest.schemas),),
    ).fetchall()
    role = None
    for oid, signature, language, owner in routines:
        if owner != role:
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(str(owner))))
            role = owner
        validator = "plpgsql_validator" if language == "plpgsql" else "fmgr_sql_validator"
        try:
            connection.execute(f"SELECT pg_catalog.{validator}(%s)".encode(), (oid,))
        except psycopg.Error as problem:
            problem.add_note(f"in the body of {signature}")
            raise
    connection.execute("SET LOCAL ROLE mg_owner")


def _record(connection: Connection, changed: list[File], gone: list[str]) -> None:
    connection.execute("DELETE FROM migration.replaceable WHERE path = ANY (%s)", (gone,))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO migration.replaceable (path, sha256) VALUES (%s, %s)"
            " ON CONFLICT (path) DO UPDATE SET sha256 = excluded.sha256, applied_at = now()",
            [(file.path, file.sha256) for file in changed],
        )
