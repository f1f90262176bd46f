"""pgTAP is plain SQL: found on the server, or fetched as a Debian or npm package, and loaded into schema tap."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from app.db import manifest
from app.settings import PROJECT_ROOT

DEBIAN_PACKAGE = "postgresql-15-pgtap"
NPM_PACKAGE = "@electric-sql/pglite-pgtap@1.3.5"
_KEPT = PROJECT_ROOT / ".mindgarden" / "pgtap" / "pgtap.sql"


class NoPgtap(Exception):
    """pgTAP can't be had on this machine; the text says what to do."""


def load(connection: psycopg.Connection[Any]) -> None:
    """Load pgTAP into schema tap of the connected database."""
    connection.execute("CREATE SCHEMA tap")
    connection.execute("GRANT USAGE ON SCHEMA tap TO PUBLIC")
    available = connection.execute(
        "SELECT 1 FROM pg_catalog.pg_available_extensions WHERE name = 'pgtap'"
    ).fetchone()
    if available:
        connection.execute("CREATE EXTENSION pgtap SCHEMA tap")
        return
    connection.execute("SET search_path = tap, pg_catalog")
    connection.execute("SET client_min_messages = warning")
    connection.execute(_script().encode())
    connection.execute("RESET search_path")


def _script() -> str:
    """pgTAP's own installation script, without psql's commands."""
    _KEPT.parent.mkdir(parents=True, exist_ok=True)
    with open(_KEPT.parent / "fetch.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _KEPT.exists():
            with tempfile.TemporaryDirectory() as folder:
                found = _from_debian(Path(folder)) or _from_npm(Path(folder))
                if found is None:
                    raise NoPgtap(
                        f"pgTAP is missing: apt-get update, so that {DEBIAN_PACKAGE} can be fetched"
                    )
                building = _KEPT.with_suffix(".new")
                shutil.copyfile(found, building)
                building.rename(_KEPT)
    lines = _KEPT.read_text().splitlines()
    return "\n".join(line for line in lines if not line.startswith("\\"))


def _from_debian(folder: Path) -> Path | None:
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        return None
    for attempt in ("as it is", "after an update"):
        if attempt == "after an update":
            if os.geteuid() != 0:
                return None
            _quietly(["apt-get", "update", "-qq"], folder)
        if _quietly(["apt-get", "download", "-qq", DEBIAN_PACKAGE], folder):
            break
    packages = list(folder.glob("*.deb"))
    if not packages or not _quietly(["dpkg", "-x", str(packages[0]), "content"], folder):
        return None
    return _newest(folder)


def _from_npm(folder: Path) -> Path | None:
    if shutil.which("npm") is None or not _quietly(["npm", "pack", NPM_PACKAGE], folder):
        return None
    for archive in [*folder.glob("*.tgz"), *folder.rglob("pgtap*.tar.gz")]:
        with tarfile.open(archive) as content:
            content.extractall(folder, filter="data")
    for archive in folder.rglob("pgtap*.tar.gz"):
        with tarfile.open(archive) as content:
            content.extractall(folder, filter="data")
    return _newest(folder)


def _newest(folder: Path) -> Path | None:
    """pgtap--1.3.3.sql and not the scripts from one version to the next."""
    whole = [path for path in folder.rglob("pgtap--*.sql") if path.stem.count("--") == 1]
    return max(whole, key=lambda path: path.stem, default=None)


def _quietly(command: list[str], folder: Path) -> bool:
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    return done.returncode == 0


def offer_people(connection: psycopg.Connection[Any]) -> None:
    """Let the SQL tests add people: tap.person(e-mail) with fields that nothing could open, tap.operator(e-mail, role)."""
    connection.execute(
        "CREATE FUNCTION tap.email_index(p_email text) RETURNS bytea[] LANGUAGE sql AS"
        " $f$SELECT ARRAY[sha256(convert_to(lower(btrim(p_email)), 'UTF8'))]$f$"
    )
    connection.execute(
        "CREATE FUNCTION tap.person(p_email text, p_password_hash text DEFAULT NULL) RETURNS uuid LANGUAGE sql AS $f$"
        " SELECT identity.add_person(uuidv7(), jsonb_build_object('id', uuidv7(), 'wrapped', '00', 'wrapping_key', 'none'),"
        " jsonb_build_object('email', '00', 'email_mask', lower(btrim(p_email)), 'index_key', 'none', 'name_ko', '00',"
        " 'name_mask', '사람'), tap.email_index(p_email), p_password_hash, 'ko', true, NULL)$f$"
    )
    connection.execute(
        "CREATE FUNCTION tap.operator(p_email text, p_role_code text DEFAULT 'HQ_MASTER') RETURNS uuid LANGUAGE sql AS $f$"
        " SELECT p.user_id FROM (SELECT tap.person(p_email) AS user_id OFFSET 0) AS p,"
        " LATERAL (SELECT identity.grant_operator(p.user_id, NULL, p_role_code) OFFSET 0) AS g (done)$f$"
    )


def offer_manifest(connection: psycopg.Connection[Any]) -> None:
    """Let the SQL tests read sql/manifest.toml: temporary tables manifest_*, and view our_table.

    our_table has every table of our schemas but partitions; its kind is `tenant` unless listed.
    """
    known = manifest.read()
    connection.execute("CREATE TEMP TABLE manifest_table (name text, kind text, role text)")
    connection.execute("CREATE TEMP TABLE manifest_schema (name text, place integer)")
    connection.execute("CREATE TEMP TABLE manifest_edge (name text, uses text)")
    connection.execute("CREATE TEMP TABLE manifest_internal (name text)")
    connection.execute("CREATE TEMP TABLE manifest_secret (name text)")
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO manifest_table VALUES (%s, %s, %s)",
            [
                (name, about["kind"], about.get("role"))
                for name, about in known.global_tables.items()
            ],
        )
        cursor.executemany(
            "INSERT INTO manifest_schema VALUES (%s, %s)",
            [(name, place) for place, name in enumerate(known.schemas)],
        )
        cursor.executemany(
            "INSERT INTO manifest_internal VALUES (%s)", [(name,) for name in known.internal_tables]
        )
        cursor.executemany(
            "INSERT INTO manifest_secret VALUES (%s)", [(name,) for name in known.secret_tables]
        )
        cursor.executemany(
            "INSERT INTO manifest_edge VALUES (%s, %s)",
            [(name, used) for name, uses in known.uses.items() for used in uses],
        )
    connection.execute(
        "CREATE TEMP VIEW our_table AS SELECT c.oid, c.oid::regclass::text AS name, c.relname,"
        " n.nspname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relowner,"
        " coalesce(m.kind, 'tenant') AS kind FROM pg_catalog.pg_class AS c"
        " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
        " JOIN pg_temp.manifest_schema AS s ON s.name = n.nspname"
        " LEFT JOIN pg_temp.manifest_table AS m ON m.name = n.nspname || '.' || c.relname"
        " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition"
    )
