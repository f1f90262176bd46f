"""Which routines the suite has executed: each clone's counts are kept before it is dropped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import psycopg

from app.settings import PROJECT_ROOT

# A simple SQL function may be inlined into its caller, and is then not counted by the server.
_ROUTINES = """
SELECT n.nspname || '.' || p.proname,
       l.lanname = 'sql' AND NOT p.prosecdef AND p.proconfig IS NULL
  FROM pg_catalog.pg_proc AS p
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
 WHERE n.nspname = ANY (%s) AND p.prokind <> 'a'  -- aggregates are counted by their step function
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
    """Routines that no test has executed; inlined ones must at least be named by a caller."""
    from app.db import manifest

    record = _record(home, content)
    executed = set(record.read_text().split()) if record.exists() else set()
    missing = []
    for name, is_inlined in connection.execute(_ROUTINES, (list(manifest.read().schemas),)):
        if name not in executed and not (is_inlined and _is_named_elsewhere(name)):
            missing.append(name)
    return missing


def _is_named_elsewhere(name: str) -> bool:
    own = PROJECT_ROOT / "procedures" / name.replace(".", "/")
    folders = [PROJECT_ROOT / folder for folder in ("procedures", "sql", "app", "scheduler")]
    mention = re.compile(rf"\b{re.escape(name)}\b")
    return any(
        mention.search(path.read_text())
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".sql", ".py") and path != own.with_suffix(".sql")
    )
