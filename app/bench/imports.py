"""Importing a big payments file, against the bare insert of the very rows that it records."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from app.bench.ground import MONTH, fresh_database, machine, make_platform, named
from app.db import connection as database
from app.db.deploy import migrate
from app.imports.payments import import_payments

Say = Callable[[str], None]
MOST_RATIO = 3.0
HERE = Path(__file__).parent
# What an import records, how a copy of it is partitioned, and which rows are the import's.
RECORDED = (
    ("payment_ref", "commerce.payment_ref", None, "ref LIKE 'x%'"),
    ("payment_event", "commerce.payment_event", "settlement_day", "ref LIKE 'x%'"),
    ("transfer", "ledger.transfer", "posted_on", "source_type = 'event'"),
)


def bench_import(tenants: int, events: int, repetitions: int, say: Say) -> dict[str, Any]:
    """Seconds of the import and of the two baselines, with the ratios (medians); each repetition in a fresh clone."""
    made = f"mindgarden_bench_{uuid4().hex[:8]}"
    runs: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder, fresh_database(made):
        path = Path(folder) / "payments.csv"
        say(f"writing a file of {events:,} payments of {tenants:,} tenants")
        with named(made):
            migrate()
            make_platform(tenants, tenants)
            _write(path, tenants, events)
        for number in range(repetitions):
            say(f"repetition {number + 1} of {repetitions}")
            clone = f"{made}_{number}"
            with fresh_database(clone, template=made), named(clone):
                runs.append(_measure(path, events))
    middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    ratios = [run["seconds"] / run["baseline_seconds"] for run in runs]
    return {
        "tenants": tenants,
        "events": events,
        "repetitions": repetitions,
        "seconds": round(middle["seconds"], 3),
        "baseline_seconds": round(middle["baseline_seconds"], 3),
        "ratio": round(statistics.median(ratios), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "copy_seconds": round(middle["copy_seconds"], 3),
        "ratio_to_copy": round(
            statistics.median(run["seconds"] / run["copy_seconds"] for run in runs), 3
        ),
        "most_ratio": MOST_RATIO,
        "machine": machine(),
    }


def _write(path: Path, tenants: int, events: int) -> None:
    text = (HERE / "payments.sql").read_text()
    with (
        database.connect_admin() as admin,
        path.open("wb") as file,
        admin.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT set_config('bench.tenants', %s, false), set_config('bench.events', %s, false)",
            (str(tenants), str(events)),
        )
        with cursor.copy(f"COPY ({text}) TO STDOUT WITH (FORMAT csv, HEADER)".encode()) as rows:
            for data in rows:
                file.write(data)


def _measure(path: Path, events: int) -> dict[str, float]:
    with database.connect_admin(autocommit=True) as admin:
        admin.execute("CHECKPOINT")
        began = time.perf_counter()
        outcome = import_payments(path)
        seconds = time.perf_counter() - began
        if outcome.recorded != events or outcome.rejects:
            raise RuntimeError(f"{outcome.recorded} of {events} recorded: {outcome.rejects[:3]}")
        return {
            "seconds": seconds,
            "baseline_seconds": _baseline(admin),
            "copy_seconds": _copy(admin, path),
        }


def _baseline(admin: psycopg.Connection[Any]) -> float:
    admin.execute("CREATE SCHEMA bare")
    for name, table, by, _ in RECORDED:
        partition = f" PARTITION BY RANGE ({by})" if by else ""
        admin.execute(f"CREATE TABLE bare.{name} (LIKE {table} INCLUDING ALL){partition}")
        if by:
            admin.execute(
                f"CREATE TABLE bare.{name}_month PARTITION OF bare.{name}"
                f" FOR VALUES FROM ('{MONTH}') TO ('2026-10-01')"
            )
            admin.execute(f"CREATE TABLE bare.{name}_rest PARTITION OF bare.{name} DEFAULT")
    admin.execute("CHECKPOINT")
    began = time.perf_counter()
    with admin.transaction():
        for name, table, _, which in RECORDED:
            admin.execute(f"INSERT INTO bare.{name} SELECT * FROM {table} WHERE {which}")
    return time.perf_counter() - began


def _copy(admin: psycopg.Connection[Any], path: Path) -> float:
    with path.open() as file:
        names = file.readline().strip().split(",")
    admin.execute(f"CREATE UNLOGGED TABLE bare.heap ({', '.join(f'{n} text' for n in names)})")
    began = time.perf_counter()
    with (
        path.open("rb") as file,
        admin.cursor() as cursor,
        cursor.copy("COPY bare.heap FROM STDIN WITH (FORMAT csv, HEADER)") as rows,
    ):
        while data := file.read(1 << 18):
            rows.write(data)
    return time.perf_counter() - began
