"""How settling grows: ten times the events, and one more day on top of many settled ones."""

from __future__ import annotations

import re
import statistics
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from app.bench.ground import fresh_database, machine, make_platform, named, settle_through, timed
from app.db import connection as database
from app.db.deploy import migrate

DAY = "2026-09-30"
DAY_BEFORE = "2026-09-29"
_ANONYMOUS = re.compile(r"^Pss_Anon:\s+(\d+) kB", re.M)


def bench_growth(
    tenants: int,
    events: int,
    factor: int,
    repetitions: int,
    workers: int,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Seconds of settling a month of `events` and of `factor` times as many, their ratio, and the workers' memory.

    Memory is what the workers' backends have for themselves at most, in MB, all together; None where /proc doesn't tell.
    """
    found: dict[str, list[tuple[float, float | None]]] = {"small": [], "large": []}
    for name, count in (("small", events), ("large", events * factor)):
        made = f"mindgarden_bench_{uuid4().hex[:8]}"
        with fresh_database(made):
            say(f"making {count:,} events of {tenants:,} tenants")
            with named(made):
                migrate()
                make_platform(tenants, count)
            for number in range(repetitions):
                say(f"repetition {number + 1} of {repetitions}")
                clone = f"{made}_{number}"
                with fresh_database(clone, template=made), named(clone):
                    found[name].append(_settle(workers))
    seconds = {name: statistics.median(run[0] for run in runs) for name, runs in found.items()}
    memory = {
        name: statistics.median(run[1] for run in runs if run[1] is not None)
        if all(run[1] is not None for run in runs)
        else None
        for name, runs in found.items()
    }
    small, large = memory["small"], memory["large"]
    return {
        "tenants": tenants,
        "events": events,
        "factor": factor,
        "repetitions": repetitions,
        "workers": workers,
        "seconds": round(seconds["small"], 3),
        "seconds_of_more": round(seconds["large"], 3),
        "ratio": round(seconds["large"] / seconds["small"], 3),
        "memory_mb": small,
        "memory_mb_of_more": large,
        "memory_ratio": round(large / small, 3) if small and large else None,
        "machine": machine(),
    }


def bench_day(
    tenants: int,
    settled: int,
    events: int,
    repetitions: int,
    workers: int,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Seconds of settling one more day of `events` on top of `settled` ones, against the same on an empty database."""
    found: dict[str, list[float]] = {}
    for name, before in (("empty", 0), ("full", settled)):
        made = f"mindgarden_bench_{uuid4().hex[:8]}"
        with fresh_database(made):
            say(f"settling {before:,} events of {tenants:,} tenants, day by day")
            with named(made):
                migrate()
                make_platform(tenants, before, days=29, cycle="daily")
                if before:
                    settle_through(workers, DAY_BEFORE)
                _add_day(events)
            found[name] = []
            for number in range(repetitions):
                say(f"repetition {number + 1} of {repetitions}")
                clone = f"{made}_{number}"
                with fresh_database(clone, template=made), named(clone):
                    _read_recent()
                    found[name].append(_settle(workers)[0])
    middle = {name: statistics.median(runs) for name, runs in found.items()}
    return {
        "tenants": tenants,
        "settled_events": settled,
        "events": events,
        "repetitions": repetitions,
        "workers": workers,
        "seconds": round(middle["full"], 3),
        "seconds_when_empty": round(middle["empty"], 3),
        "ratio": round(middle["full"] / middle["empty"], 3),
        "machine": machine(),
    }


def _add_day(events: int) -> None:
    text = (Path(__file__).parent / "day.sql").read_text()
    with database.connect_admin() as connection:
        connection.execute(
            "SELECT set_config('bench.events', %s, false), set_config('bench.day', %s, false)",
            (str(events), DAY),
        )
        connection.execute(text)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE)")


def _read_recent() -> None:
    """Read by index what a running platform has in memory, and a clone on disk: a day's events, the lines of the day before."""
    with database.connect_admin() as connection:
        for table, key, day in (
            ("commerce.payment_event", "amount_minor", DAY),
            ("settlement.line", "sales_minor", DAY_BEFORE),
        ):
            connection.execute(
                f"SELECT sum(r.amount) FROM tenancy.tenant AS t CROSS JOIN LATERAL (SELECT x.{key} AS amount"
                f" FROM {table} AS x WHERE x.tenant_id = t.tenant_id AND x.settlement_day = %s OFFSET 0) AS r",
                (day,),
            )


def _settle(workers: int) -> tuple[float, float | None]:
    """Seconds of a run, and the most memory that its backends had for themselves."""
    with database.connect_admin(autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        with _Watch(connection) as watch:
            seconds = timed(lambda: settle_through(workers))
    return seconds, watch.most_mb


class _Watch:
    """Looks at the workers' backends ten times a second, from a thread of its own."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watch", daemon=True)
        self.most_mb: float | None = None

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = 'mg_batch'"
        while not self._over.wait(0.1):
            kilobytes = [_anonymous_kb(pid) for (pid,) in self._connection.execute(query)]
            known = [size for size in kilobytes if size is not None]
            if known:
                self.most_mb = max(self.most_mb or 0.0, round(sum(known) / 1024, 1))


def _anonymous_kb(pid: int) -> int | None:
    try:
        found = _ANONYMOUS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        return None
    return int(found[1]) if found else None
