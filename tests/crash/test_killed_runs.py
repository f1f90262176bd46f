"""SIGKILL at random instants: the resumed run gives what a run in peace gives."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.db import server
from tests.clone import Clone
from tests.crash.conftest import LAST_PERIOD, PERIODS, Crowd, Succeed
from tests.property.statements import findings, reported

IS_FULL = os.environ.get("MINDGARDEN_TEST_FULL") == "1"
KILLS = 20 if IS_FULL else 3
VICTIMS = ("worker", "server", "backend")
SETTLE = ("settle", "--period", LAST_PERIOD, "--chunk-size", "3")


@pytest.mark.parametrize("kill", range(KILLS), ids=lambda n: f"{n}-{VICTIMS[n % 3]}")
def test_a_killed_settlement_resumed_gives_the_statements_of_a_run_in_peace(
    unsettled: Clone, crowded: Crowd, succeed: Succeed, kill: int
) -> None:
    """SE-12: byte for byte, whether the worker, a server process or all of the server is killed."""
    chance = random.Random(None if IS_FULL else kill)
    run = _start(unsettled, *SETTLE)
    _await_begin(unsettled)
    time.sleep(chance.uniform(0, crowded.seconds))
    _kill(VICTIMS[kill % 3], run, unsettled, chance)
    run.wait(timeout=60)  # it ends by itself, whatever it says
    _bring_back(unsettled, succeed)
    succeed(unsettled, *SETTLE)
    for period in PERIODS:
        assert reported(unsettled, period).content == crowded.statements[period]
    succeed(unsettled, *SETTLE)  # a run of the same period changes nothing
    assert reported(unsettled, LAST_PERIOD).content == crowded.statements[LAST_PERIOD]
    assert findings(unsettled) == []


@pytest.mark.parametrize("victim", ["worker", "server"])
def test_a_killed_import_repeated_records_each_payment_once(
    unpaid: Clone, crowded: Crowd, succeed: Succeed, victim: str
) -> None:
    """TN-02: all or nothing, even then."""
    chance = random.Random(None if IS_FULL else 1)
    run = _start(unpaid, "import", "payments", crowded.payments)
    time.sleep(chance.uniform(0.3, 1.5))
    _kill(victim, run, unpaid, chance)
    run.wait(timeout=60)
    _bring_back(unpaid, succeed)
    with unpaid.superuser() as connection:
        row = connection.execute("SELECT count(*) FROM commerce.payment_event").fetchone()
    assert row is not None
    assert row[0] in (0, len(crowded.case["events"]))
    succeed(unpaid, "import", "payments", crowded.payments)
    succeed(unpaid, *SETTLE)
    assert reported(unpaid, LAST_PERIOD).content == crowded.statements[LAST_PERIOD]


def _start(database: Clone, *arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(Path(sys.executable).with_name("mindgarden")), *map(str, arguments)],
        env={**os.environ, **database.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _await_begin(database: Clone) -> None:
    """Until the run has begun; what lies before is only the start of a program."""
    deadline = time.monotonic() + 60
    with database.superuser() as connection:
        while True:
            row = connection.execute("SELECT count(*) FROM ops.job_run").fetchone()
            if row and row[0]:
                return
            assert time.monotonic() < deadline, "the run does not begin"
            time.sleep(0.01)


def _kill(
    victim: str, run: subprocess.Popen[bytes], database: Clone, chance: random.Random
) -> None:
    """SIGKILL of one process; a run that was faster than the instant is left alone."""
    if victim == "worker":
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
    elif victim == "server":
        address = server.running(Path(database.environment["MINDGARDEN_HOME"]))
        assert address is not None
        os.kill(address.process_id, signal.SIGKILL)
    else:
        with database.superuser() as connection:
            backends = connection.execute(
                "SELECT pid FROM pg_catalog.pg_stat_activity"
                " WHERE datname = current_database() AND usename = 'mg_batch'"
            ).fetchall()
        if backends:
            os.kill(chance.choice(backends)[0], signal.SIGKILL)


def _bring_back(database: Clone, succeed: Succeed) -> None:
    """As an operator would: start what isn't running, wait for what recovers."""
    succeed(database, "db", "up")
    for _ in range(100):
        if database.run("db", "status").returncode == 0:
            try:
                database.superuser().close()
            except Exception:  # noqa: BLE001 - still recovering
                time.sleep(0.1)
            else:
                return
        time.sleep(0.1)
