"""What the settlement benches stand on: databases of their own, made platforms, runs by workers."""

from __future__ import annotations

import os
import platform as host
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from app.db import connection as database

MONTH = "2026-09-01"
LAST_DAY = "2026-09-30"
AS_OF = "2026-10-02T00:00:00Z"


def machine() -> str:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {host.machine()}, {host.system()} {host.release()}"


@contextmanager
def fresh_database(name: str, template: str | None = None) -> Iterator[None]:
    """A database that is dropped at the end."""
    identifier = sql.Identifier(name)
    with database.connect_admin(autocommit=True, database="postgres") as connection:
        source = (
            sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        )
        connection.execute(sql.SQL("CREATE DATABASE {}{}").format(identifier, source))
    try:
        if template:
            from app.db.roles import secure_database

            secure_database(name)
        yield
    finally:
        with database.connect_admin(autocommit=True, database="postgres") as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier)
            )


@contextmanager
def named(name: str) -> Iterator[None]:
    """Commands inside go to the database of this name."""
    before = os.environ.get("MINDGARDEN_DATABASE_NAME")
    os.environ["MINDGARDEN_DATABASE_NAME"] = name
    try:
        yield
    finally:
        if before is None:
            del os.environ["MINDGARDEN_DATABASE_NAME"]
        else:
            os.environ["MINDGARDEN_DATABASE_NAME"] = before


def make_platform(tenants: int, events: int, *, days: int = 30, cycle: str = "monthly") -> None:
    """Tenants with contracts, and their events on the first `days` days of the month."""
    with database.connect("mg_batch", autocommit=True) as connection:
        connection.execute("SELECT settlement.ensure_partition(ARRAY[%s::date])", (MONTH,))
    text = (Path(__file__).parent / "platform.sql").read_text()
    with database.connect_admin() as connection:
        connection.execute(
            "SELECT set_config('bench.tenants', %s, false), set_config('bench.events', %s, false),"
            " set_config('bench.days', %s, false), set_config('bench.cycle', %s, false)",
            (str(tenants), str(events), str(days), cycle),
        )
        connection.execute(text)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE) commerce.payment_event")


def settle_through(workers: int, last_day: str = LAST_DAY, as_of: str = AS_OF) -> None:
    """A settlement run through a day, as the scheduler's workers do it."""
    from scheduler.worker import work_in_threads

    with database.connect("mg_batch", autocommit=True) as connection:
        run_id = one(
            connection,
            "SELECT ops.start_run('settle', now(), jsonb_build_object('through', %s::text, 'as_of', %s::text))",
            (last_day, as_of),
        )
    work_in_threads(run_id, workers)
    with database.connect("mg_batch", autocommit=True) as connection:
        status = one(connection, "SELECT status FROM ops.run_report(%s)", (run_id,))
    if status != "done":
        raise RuntimeError(f"the run ended as {status}")


def timed(act: Callable[[], None]) -> float:
    """Seconds that an act takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def one(connection: psycopg.Connection[Any], query: str, parameters: tuple[Any, ...] = ()) -> Any:
    """The one value that a query gives."""
    row = connection.execute(query, parameters).fetchone()
    assert row is not None
    return row[0]
