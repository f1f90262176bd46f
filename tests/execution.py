"""Which routines the suite has executed: each clone's counts are kept before it is dropped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import psycopg

from app.settings import PROJECT_ROOT

# The server doesn't count a simple SQL function that is inlined into its caller, nor an aggregate's step, nor
# a routine that always raises.
_ROUTINES = """
SELECT n.nspname || '.' || p.proname, n.nspname || '.' || coalesce(a.name, p.proname),
       l.lanname = 'sql' AND NOT p.prosecdef AND p.proconfig IS NULL OR a.name IS NOT NULL OR p.prosrc ~ '^\\s*BEGIN\\s+RAISE EXCEPTION'
  FROM pg_catalog.pg_proc AS p
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
  LEFT JOIN LATERAL (SELECT s.proname AS name
                       FROM pg_catalog.pg_aggregate AS g
                       JOIN pg_catalog.pg_proc AS s ON s.oid = g.aggfnoid
                      WHERE g.aggtransfn = p.oid) AS a ON true
 WHERE n.nspname = ANY (%s) AND p.prokind <> 'a'
   AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS d
                    WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
 ORDER BY 1
"""


def _record(home: str, content: str) -> Path:
    return Path(home) / f"executed-{content}"


def keep(connection: psycopg.Connection[Any], home: str, content: str) -> None:
    """Add what was executed in this database to the record of this content; ends other sessions."""
    connection.execute(  # a session passes its counts on when it ends, else only every ten seconds
        "SELECT pg_catalog.pg_terminate_backend(pid, 2000) FROM pg_catalog.pg_stat_activity"
        " WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()"
    )
    found = connection.execute(
        "SELECT schemaname || '.' || funcname FROM pg_catalog.pg_stat_user_functions WHERE calls > 0"
    ).fetchall()
    if found:
        with _record(home, content).open("a") as record:
            record.write("".join(f"{row[0]}\n" for row in found))


def never_executed(connection: psycopg.Connection[Any], home: str, content: str) -> list[str]:
    """Routines that no test has executed; those not counted must at least be named by a caller or a test."""
    from app.db import manifest

    record = _record(home, content)
    executed = set(record.read_text().split()) if record.exists() else set()
    missing = []
    for name, called_as, is_uncounted in connection.execute(
        _ROUTINES, (list(manifest.read().schemas),)
    ):
        if name not in executed and not (is_uncounted and _is_named_elsewhere(called_as, name)):
            missing.append(name)
    return missing


def _is_named_elsewhere(called_as: str, name: str) -> bool:
    own = PROJECT_ROOT / "procedures" / name.replace(".", "/")
    folders = [
        PROJECT_ROOT / folder
        for folder in ("procedures", "sql", "app", "scheduler", "tests", "pgtap-tests")
    ]
    mention = re.compile(rf"\b{re.escape(called_as)}\b")
    return any(
        mention.search(path.read_text())
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".sql", ".py") and path != own.with_suffix(".sql")
    )
