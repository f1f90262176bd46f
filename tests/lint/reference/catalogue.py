"""Pages about the database, read from its catalogue."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import psycopg

from app.db import manifest

Connection = psycopg.Connection[Any]

_TABLES = """
SELECT n.nspname, c.relname, c.relkind = 'v', coalesce(obj_description(c.oid, 'pg_class'), ''),
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
       (SELECT string_agg(p.polname || ' (' || (SELECT string_agg(r::regrole::text, ', ') FROM unnest(p.polroles) AS r)
               || ')', ', ' ORDER BY p.polname) FROM pg_policy AS p WHERE p.polrelid = c.oid),
       (SELECT array_agg(pg_get_constraintdef(k.oid) ORDER BY k.contype DESC, k.conname)
          FROM pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'x') AND k.conparentid = 0),
       (SELECT array_agg(ARRAY[a.attname::text, format_type(a.atttypid, a.atttypmod),
               CASE WHEN a.attnotnull THEN '' ELSE 'yes' END,
               coalesce(pg_get_expr(d.adbin, d.adrelid), ''), coalesce(col_description(c.oid, a.attnum), '')]
               ORDER BY a.attnum)
          FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition AND n.nspname = ANY (%s)
 ORDER BY array_position(%s, n.nspname::text), c.relkind = 'v', c.relname
"""

_ROUTINES = """
SELECT n.nspname, p.proname, pg_get_function_arguments(p.oid),
       coalesce(pg_get_function_result(p.oid), 'procedure'), p.proowner::regrole::text, p.prosecdef,
       coalesce(obj_description(p.oid, 'pg_proc'), ''),
       (SELECT string_agg(a.grantee::regrole::text, ', ' ORDER BY a.grantee::regrole::text)
          FROM aclexplode(p.proacl) AS a WHERE a.grantee <> p.proowner AND a.grantee <> 0)
  FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
 WHERE n.nspname = ANY (%s)
   AND NOT EXISTS (SELECT 1 FROM pg_depend AS d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
 ORDER BY array_position(%s, n.nspname::text), p.proname
"""

_ROLES = """
SELECT r.rolname, r.rolcanlogin, coalesce(shobj_description(r.oid, 'pg_authid'), ''),
       (SELECT string_agg(m.roleid::regrole::text, ', ' ORDER BY m.roleid::regrole::text)
          FROM pg_auth_members AS m WHERE m.member = r.oid),
       (SELECT string_agg(c, ', ' ORDER BY c) FROM pg_db_role_setting AS s, unnest(s.setconfig) AS c
         WHERE s.setrole = r.oid AND s.setdatabase = 0)
  FROM pg_roles AS r WHERE r.rolname LIKE 'mg\\_%' ORDER BY 1
"""


def _cell(text: object) -> str:
    return str(text or "").replace("|", "\\|").replace("\n", " ")


def _row(*cells: object) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _head(*names: str) -> list[str]:
    return [_row(*names), _row(*("---" for _ in names))]


def tables(connection: Connection) -> str:
    """Every table and view with its columns, keys and policies."""
    schemas = list(manifest.read().schemas)
    lines = ["# Tables and views", ""]
    rows = connection.execute(_TABLES, (schemas, schemas)).fetchall()
    for schema, members in groupby(rows, key=lambda row: row[0]):
        lines += [f"## {schema}", ""]
        for _, name, is_view, comment, partition, policies, keys, columns in members:
            lines += [f"### {schema}.{name}", "", comment, ""]
            if partition:
                lines += [f"Partitioned by {partition}.", ""]
            lines += _head("column", "type", "null", "default", "meaning")
            lines += [_row(f"`{c[0]}`", *c[1:]) for c in columns]
            lines.append("")
            if keys:
                lines += [*(f"- `{key}`" for key in keys), ""]
            if not is_view:
                lines += [f"Policies: {policies or 'none'}.", ""]
    return "\n".join(lines)


def routines(connection: Connection) -> str:
    """Every routine with who owns it and who may call it."""
    schemas = list(manifest.read().schemas)
    lines = ["# Routines", "", "A routine runs as its caller unless it says: as its owner.", ""]
    rows = connection.execute(_ROUTINES, (schemas, schemas)).fetchall()
    for schema, members in groupby(rows, key=lambda row: row[0]):
        lines += [f"## {schema}", ""]
        for _, name, arguments, result, owner, is_definer, comment, callers in members:
            runs = f"as its owner {owner}" if is_definer else f"as its caller (owner {owner})"
            lines += [f"### {schema}.{name}", "", comment, ""]
            lines += [f"- `({arguments})` → `{result}`", f"- runs {runs}"]
            lines += [f"- callers: {callers or 'routines of the same owner'}", ""]
    return "\n".join(lines)


def roles(connection: Connection) -> str:
    """The roles of the server."""
    lines = ["# Roles", ""]
    lines += _head("role", "login", "is", "may become", "settings")
    for name, login, purpose, becomes, configured in connection.execute(_ROLES).fetchall():
        lines.append(_row(f"`{name}`", "yes" if login else "no", purpose, becomes, configured))
    return "\n".join(lines) + "\n"


def errors(connection: Connection) -> str:
    """The registry of error codes."""
    lines = ["# Error codes", "", "SQLSTATE, HTTP status, and what to do.", ""]
    lines += _head("code", "HTTP", "message", "무엇을 할까", "what to do")
    lines += [
        _row(f"`{row[0]}`", *row[1:])
        for row in connection.execute(
            "SELECT error_code, http_status, message, hint_ko, hint_en"
            ' FROM core.error_code ORDER BY error_code COLLATE "C"'
        ).fetchall()
    ]
    return "\n".join(lines) + "\n"
