"""Settling a month of many payments, against the bare insert of the very rows that it writes."""

from __future__ import annotations

import os
import platform as host
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from app.db import connection as database
from app.db.deploy import migrate
from app.failure import BadInput

MONTH = "2026-09-01"
LAST_DAY = "2026-09-30"
AS_OF = "2026-10-02T00:00:00Z"
# What the run wrote, and how the copy is partitioned.
WRITTEN = {
    "line": ("settlement.line", "settlement_day", "true"),
    "statement": ("settlement.statement", None, "true"),
    "transfer": ("ledger.transfer", "posted_on", "source_type = 'statement'"),
}


def machine() -> str:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {host.machine()}, {host.system()} {host.release()}"


def bench_settle(
    tenants: int, events: int, repetitions: int, workers: int, say: Callable[[str], None]
) -> dict[str, Any]:
    """Seconds of the run and of the baseline with their ratio (medians), and bytes a line.

    Each repetition runs in a fresh clone of one made database; loading is not timed.
    """
    if events < tenants:
        raise BadInput("fewer events than tenants", hint="Give --events of at least --tenants.")
    made = f"mindgarden_bench_{uuid4().hex[:8]}"
    runs: list[dict[str, float]] = []
    with _database(made):
        say(f"making {events:,} events of {tenants:,} tenants")
        with _named(made):
            migrate()
            _make(tenants, events)
        for number in range(repetitions):
            say(f"repetition {number + 1} of {repetitions}")
            clone = f"{made}_{number}"
            with _database(clone, template=made), _named(clone):
                runs.append(_measure(workers))
    middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    ratios = [run["seconds"] / run["baseline_seconds"] for run in runs]
    return {
        "tenants": tenants,
        "events": events,
        "repetitions": repetitions,
        "workers": workers,
        "seconds": round(middle["seconds"], 3),
        "baseline_seconds": round(middle["baseline_seconds"], 3),
        "ratio": round(statistics.median(ratios), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "bare_heap_seconds": round(middle["bare_heap_seconds"], 3),
        "ratio_to_bare_heap": round(
            statistics.median(run["seconds"] / run["bare_heap_seconds"] for run in runs), 3
        ),
        "bytes_per_line": round(middle["bytes_per_line"], 1),
        "lines": int(middle["lines"]),
        "statements": int(middle["statements"]),
        "transfers": int(middle["transfers"]),
        "events_per_second": round(middle["lines"] / middle["seconds"]),
        "machine": machine(),
    }


@contextmanager
def _database(name: str, template: str | None = None) -> Iterator[None]:
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
def _named(name: str) -> Iterator[None]:
    before = os.environ.get("MINDGARDEN_DATABASE_NAME")
    os.environ["MINDGARDEN_DATABASE_NAME"] = name
    try:
        yield
    finally:
        if before is None:
            del os.environ["MINDGARDEN_DATABASE_NAME"]
        else:
            os.environ["MINDGARDEN_DATABASE_NAME"] = before


def _make(tenants: int, events: int) -> None:
    with database.connect("mg_batch", autocommit=True) as connection:
        connection.execute("SELECT settlement.ensure_partition(ARRAY[%s::date])", (MONTH,))
    text = (Path(__file__).parent / "platform.sql").read_text()
    with database.connect_admin() as connection:
        connection.execute(
            "SELECT set_config('bench.tenants', %s, false), set_config('bench.events', %s, false)",
            (str(tenants), str(events)),
        )
        connection.execute(text)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE) commerce.payment_event")


def _measure(workers: int) -> dict[str, float]:
    with database.connect_admin(autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        seconds = _timed(lambda: _run(workers))
        counts = {
            name: _one(connection, f"SELECT count(*) FROM {table} WHERE {which}")
            for name, (table, _, which) in WRITTEN.items()
        }
        size = _one(
            connection,
            "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('settlement.line') WHERE isleaf",
        )
        bare = _baseline(connection, "bare", with_indexes=False)
        baseline = _baseline(connection, "indexed", with_indexes=True)
    return {
        "seconds": seconds,
        "baseline_seconds": baseline,
        "bare_heap_seconds": bare,
        "bytes_per_line": float(size) / counts["line"],
        "lines": counts["line"],
        "statements": counts["statement"],
        "transfers": counts["transfer"],
    }


def _run(workers: int) -> None:
    from scheduler.worker import work_in_threads

    with database.connect("mg_batch", autocommit=True) as connection:
        run_id = _one(
            connection,
            "SELECT ops.start_run('settle', now(), jsonb_build_object('through', %s::text, 'as_of', %s::text))",
            (LAST_DAY, AS_OF),
        )
    work_in_threads(run_id, workers)
    with database.connect("mg_batch", autocommit=True) as connection:
        status = _one(connection, "SELECT status FROM ops.run_report(%s)", (run_id,))
    if status != "done":
        raise RuntimeError(f"the run ended as {status}")


def _baseline(connection: psycopg.Connection[Any], schema: str, *, with_indexes: bool) -> float:
    connection.execute(f"CREATE SCHEMA {schema}")
    including = "INCLUDING ALL" if with_indexes else "INCLUDING DEFAULTS"
    for name, (table, by, _) in WRITTEN.items():
        partition = f" PARTITION BY RANGE ({by})" if by else ""
        connection.execute(f"CREATE TABLE {schema}.{name} (LIKE {table} {including}){partition}")
        if by:
            connection.execute(
                f"CREATE TABLE {schema}.{name}_month PARTITION OF {schema}.{name} FOR VALUES FROM ('{MONTH}') TO ('2026-10-01')"
            )
            connection.execute(
                f"CREATE TABLE {schema}.{name}_default PARTITION OF {schema}.{name} DEFAULT"
            )
    connection.execute("CHECKPOINT")

    def insert() -> None:
        with connection.transaction():
            for name, (table, _, which) in WRITTEN.items():
                connection.execute(
                    f"INSERT INTO {schema}.{name} SELECT * FROM {table} WHERE {which}"
                )

    return _timed(insert)


def _timed(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _one(connection: psycopg.Connection[Any], query: str, parameters: tuple[Any, ...] = ()) -> Any:
    row = connection.execute(query, parameters).fetchone()
    assert row is not None
    return row[0]
