"""Two clocks and four workers on one run; two people at one command line."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from scheduler.clock import start_run
from tests.concurrency.conftest import Crowd
from tests.oracle import settle_case
from tests.property.statements import findings, reported

PERIODS = ("2026-08", "2026-09")


def _import(crowded: Crowd) -> None:
    done = crowded.database.run("import", "payments", crowded.payments)
    assert done.returncode == 0, done.stderr
    with crowded.database.superuser() as connection:
        connection.execute("UPDATE ops.job SET chunk_size = 3")


def _check(crowded: Crowd) -> None:
    """The oracle's statements, and no step of a run done twice or left."""
    expected = settle_case(crowded.case)["statements"]
    for period in PERIODS:
        of_period = [s for s in expected if s["period_end"].startswith(period)]
        assert reported(crowded.database, period).comparable == of_period
    assert findings(crowded.database) == []


def test_two_schedulers_with_four_workers_give_the_result_of_one(crowded: Crowd) -> None:
    """SE-12: both clocks start the run of one instant; it is one run."""
    _import(crowded)
    program = str(Path(sys.executable).with_name("mindgarden"))
    schedulers = [
        subprocess.Popen(
            [program, "scheduler", "--workers", "2"],
            env={**os.environ, **crowded.database.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    try:
        instant = datetime.now(UTC).replace(second=0, microsecond=0)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _: start_run("settle", instant), range(2)))
        deadline = time.monotonic() + 120
        while (runs := _runs(crowded)) != [("done",)]:
            assert time.monotonic() < deadline, runs
            assert all(scheduler.poll() is None for scheduler in schedulers)
            time.sleep(0.2)
    finally:
        for scheduler in schedulers:
            scheduler.terminate()
        codes = [scheduler.wait(timeout=60) for scheduler in schedulers]
    assert codes == [0, 0]
    _check(crowded)


def _runs(crowded: Crowd) -> list[tuple[str]]:
    with crowded.database.superuser() as connection:
        return connection.execute(
            "SELECT status FROM ops.job_run WHERE job_key = 'settle'"
        ).fetchall()


def test_four_settle_commands_at_once_give_the_result_of_one(crowded: Crowd) -> None:
    """SE-12: a run of the same period is idempotent, also while another is under way."""
    _import(crowded)
    arguments = ("settle", "--period", "2026-09", "--workers", "1")
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: crowded.database.run(*arguments), range(4)))
    assert [done.returncode for done in outcomes] == [0] * 4, [d.stderr for d in outcomes]
    _check(crowded)
