"""A worker: claims steps of job runs and does each in short transactions of its own."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
import psycopg.types.json
from psycopg import sql

from app.db.connection import connect

# What may pass by itself: deadlock, lock or statement time-out, a lost race. Such a step is tried again as it is.
PASSING = ("40001", "40P01", "55P03", "57014", "MO501")
IDLE_SECONDS = 0.2
# A run whose last steps are others' is waited for less long: somebody waits for its end.
ENDING_SECONDS = 0.02
BUSY_SECONDS = 0.05


@dataclass(frozen=True)
class Step:
    """A claimed step, as ops.claim_step returns it."""

    run_id: UUID
    step_id: UUID
    job_key: str
    routine: str
    prepare_routine: str | None
    tenant_ids: list[UUID]
    parameters: dict[str, Any]
    lease_seconds: int
    timeout_seconds: int


class Worker:
    """Works on one connection; a second one gives signs of life while a step takes long."""

    def __init__(self, name: str | None = None) -> None:
        self.name = name or f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._connection = connect("mg_batch", autocommit=True)

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def work(self, run_id: UUID | None = None, *, stop: threading.Event | None = None) -> None:
        """Do steps until the run is at its end; without a run, until `stop` is set."""
        while stop is None or not stop.is_set():
            if self.work_once(run_id):
                continue
            if run_id is not None and self._is_over(run_id):
                return
            (stop or threading.Event()).wait(ENDING_SECONDS if run_id else IDLE_SECONDS)

    def work_once(self, run_id: UUID | None = None) -> bool:
        """Claim one step and do it; False if there is none to claim."""
        row = self._connection.execute(
            "SELECT * FROM ops.claim_step(%s, %s)", (self.name, run_id)
        ).fetchone()
        if row is None:
            return False
        step = Step(*row)
        with _Heartbeat(step, self.name):
            try:
                self._prepare(step)
                self._do(step)
            except psycopg.Error as problem:
                if self._connection.closed or self._connection.broken:
                    raise
                self._fail(step, problem)
        self._connection.execute("SELECT ops.finish_run(%s)", (step.run_id,))
        return True

    def _is_over(self, run_id: UUID) -> bool:
        row = self._connection.execute("SELECT ops.finish_run(%s)", (run_id,)).fetchone()
        return row is None or row[0] != "running"

    def _prepare(self, step: Step) -> None:
        if step.prepare_routine is None:
            return
        deadline = time.monotonic() + step.timeout_seconds
        query = sql.SQL("SELECT {}(%s, %s)").format(_name(step.prepare_routine))
        while True:
            with self._connection.transaction():
                row = self._connection.execute(
                    query, (step.tenant_ids, _json(step.parameters))
                ).fetchone()
            assert row is not None
            if row[0] == 0:
                return
            if time.monotonic() > deadline:
                raise psycopg.errors.LockNotAvailable(f"{row[0]} tenants are still recording")
            time.sleep(BUSY_SECONDS)

    def _do(self, step: Step) -> None:
        query = sql.SQL("SELECT event_count, statement_count FROM {}(%s, %s)").format(
            _name(step.routine)
        )
        with self._connection.transaction():
            self._connection.execute(
                sql.SQL("SET LOCAL statement_timeout = {}").format(
                    sql.Literal(step.timeout_seconds * 1000)
                )
            )
            row = self._connection.execute(
                query, (step.tenant_ids, _json(step.parameters))
            ).fetchone()
            events, statements = row if row is not None else (0, 0)
            # In the same transaction: whoever lost the lease loses the work with it.
            self._connection.execute(
                "SELECT ops.finish_step(%s, %s, %s, %s, %s)",
                (step.run_id, step.step_id, self.name, events, statements),
            )

    def _fail(self, step: Step, problem: psycopg.Error) -> None:
        state = problem.sqlstate or ""
        parts = (problem.diag.message_primary or str(problem), problem.diag.message_detail)
        self._connection.execute(
            "SELECT ops.fail_step(%s, %s, %s, %s, %s, %s)",
            (
                step.run_id,
                step.step_id,
                self.name,
                state,
                ": ".join(p for p in parts if p),
                state in PASSING,
            ),
        )


class _Heartbeat:
    """Prolongs the lease of a step from a thread and a connection of its own, as long as the block lasts."""

    def __init__(self, step: Step, worker: str) -> None:
        self._step = step
        self._worker = worker
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        connection = None
        try:
            while not self._over.wait(self._step.lease_seconds / 3):
                connection = connection or connect("mg_batch", autocommit=True)
                connection.execute(
                    "SELECT ops.beat_step(%s, %s, %s)",
                    (self._step.run_id, self._step.step_id, self._worker),
                )
        except Exception:  # noqa: BLE001 - a lost heartbeat only shortens the lease; the step itself says what failed
            return
        finally:
            if connection is not None:
                connection.close()


def _name(routine: str) -> sql.Composable:
    return sql.Identifier(*routine.split(".", 1))


def _json(value: dict[str, Any]) -> psycopg.types.json.Jsonb:
    return psycopg.types.json.Jsonb(value)


def work_in_threads(
    run_id: UUID, workers: int, on_progress: Callable[[tuple[Any, ...]], None] | None = None
) -> None:
    """Do a run with several workers of this process; `on_progress` gets rows of ops.run_report meanwhile.

    The first failure of a worker (the server is gone, say) is raised; the run can be resumed then.
    """
    failures: list[BaseException] = []

    def one() -> None:
        try:
            worker = Worker()
            try:
                worker.work(run_id)
            finally:
                worker.close()
        except BaseException as problem:  # noqa: BLE001 - handed to the caller's thread
            failures.append(problem)

    threads = [
        threading.Thread(target=one, name=f"worker-{i}", daemon=True) for i in range(workers)
    ]
    for thread in threads:
        thread.start()
    with connect("mg_batch", autocommit=True) as connection:
        while any(thread.is_alive() for thread in threads):
            threads[0].join(0.2)
            if not threads[0].is_alive():
                for thread in threads:
                    thread.join(0.2)
            if on_progress is not None:
                row = connection.execute("SELECT * FROM ops.run_report(%s)", (run_id,)).fetchone()
                if row is not None:
                    on_progress(row)
    if failures:
        raise failures[0]
