"""Runs can be looked at, cancelled and started over from the command line; workers keep their leases."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest

from tests.clone import Clone
from tests.property.crowd import crowd
from tests.property.import_files import write_payments, write_tenants

RUN = "SELECT job_run_id FROM ops.job_run"
STEP = "SELECT job_step_id, status FROM ops.job_step"


@pytest.fixture
def settled(database: Clone, tmp_path: Path) -> Clone:
    """A few tenants with a settled month."""
    case = crowd(tenant_count=4, captures_each=3)
    commands = (
        ("import", "tenants", write_tenants(tmp_path / "tenants.json", case)),
        ("import", "payments", write_payments(tmp_path / "payments.csv", case, case["events"])),
        ("settle", "--period", "2026-09"),
    )
    for command in commands:
        done = database.run(*command)
        assert done.returncode == 0, done.stderr
    return database


def only_run(clone: Clone) -> UUID:
    with clone.superuser() as connection:
        row = connection.execute(RUN).fetchone()
    assert row is not None
    return UUID(str(row[0]))


def statuses(clone: Clone) -> set[str]:
    with clone.superuser() as connection:
        return {str(row[1]) for row in connection.execute(STEP)}


def test_failed_steps_wait_again_are_cancelled_and_started_over(settled: Clone) -> None:
    run = only_run(settled)
    with settled.superuser() as connection:
        connection.execute("UPDATE ops.job_step SET status = 'failed'")
        connection.execute("UPDATE ops.job_run SET status = 'failed'")
    waiting = settled.run("jobs", "restart", run, "--workers", "0")
    assert (waiting.returncode, "wait again" in waiting.stdout) == (0, True), waiting.stderr
    cancelled = settled.run("jobs", "cancel", run)
    assert (cancelled.returncode, "cancelled" in cancelled.stdout) == (0, True), cancelled.stderr
    assert statuses(settled) == {"cancelled"}
    again = settled.run("jobs", "restart", run)
    assert again.returncode == 0, again.stderr
    assert statuses(settled) == {"done"}
    listed = json.loads(settled.run("jobs", "list", "--json").stdout)["runs"]
    assert [entry["run"] for entry in listed] == [str(run)]
    assert settled.run("verify").returncode == 0


def test_imports_are_listed(settled: Clone) -> None:
    done = settled.run("import", "list", "--json")
    assert done.returncode == 0, done.stderr
    assert "payments.csv" in done.stdout


def test_sign_of_life_of_a_stranger_prolongs_nothing(settled: Clone) -> None:
    with settled.superuser() as connection:
        step = connection.execute(STEP).fetchone()
    assert step is not None
    with settled.connect("mg_batch") as worker:
        row = worker.execute(
            "SELECT ops.beat_step(%s, %s, %s)", (only_run(settled), step[0], "nobody")
        ).fetchone()
    assert row == (False,)
