"""Settling a month of many payments, against the bare insert of the very rows that it writes."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg

from app.bench.ground import (
    MONTH,
    fresh_database,
    machine,
    make_platform,
    named,
    one,
    settle_through,
    timed,
)
from app.db import connection as database
from app.db.deploy import migrate
from app.failure import BadInput

# What the run wrote, and how the copy is partitioned.
WRITTEN = {
    "line": ("settlement.line", "settlement_day", "true"),
    "statement": ("settlement.statement", None, "true"),
    "transfer": ("ledger.transfer", "posted_on", "source_type = 'statement'"),
}


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
    with fresh_database(made):
        say(f"making {events:,} events of {tenants:,} tenants")
        with named(made):
            migrate()
            make_platform(tenants, events)
        for number in range(repetitions):
            say(f"repetition {number + 1} of {repetitions}")
            clone = f"{made}_{number}"
            with fresh_database(clone, template=made), named(clone):
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


def _measure(workers: int) -> dict[str, float]:
    with database.connect_admin(autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        # A clone's events are on disk; those that were just loaded would be in the server's memory.
        one(connection, "SELECT sum(amount_minor) FROM commerce.payment_event")
        seconds = timed(lambda: settle_through(workers))
        counts = {
            name: one(connection, f"SELECT count(*) FROM {table} WHERE {which}")
            for name, (table, _, which) in WRITTEN.items()
        }
        size = one(
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

    return timed(insert)
