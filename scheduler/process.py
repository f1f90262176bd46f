"""The scheduler process: one clock and some workers, until it is told to stop."""

from __future__ import annotations

import signal
import threading
from types import FrameType

import structlog

from app.failure import EnvironmentProblem
from scheduler import alarms, mails, signing_keys, tax_invoices
from scheduler.clock import Clock
from scheduler.worker import Worker

log = structlog.get_logger()
RETRY_SECONDS = 2.0


def run(workers: int, stop: threading.Event | None = None) -> None:
    """Run a clock, `workers` workers, the issuing of tax invoices, the sending of mails and of alarms.

    SIGTERM and SIGINT end it after the steps under way.
    """
    stop = stop or threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    threads = [
        threading.Thread(target=_work, args=(stop,), name=f"worker-{i}") for i in range(workers)
    ]
    threads.append(threading.Thread(target=tax_invoices.run, args=(stop,), name="tax-invoices"))
    threads.append(threading.Thread(target=mails.run, args=(stop,), name="mails"))
    threads.append(threading.Thread(target=alarms.run, args=(stop,), name="alarms"))
    threads.append(threading.Thread(target=signing_keys.run, args=(stop,), name="signing-keys"))
    for thread in threads:
        thread.start()
    Clock().run(stop)
    for thread in threads:
        thread.join()


def _work(stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            worker = Worker()
        except EnvironmentProblem as problem:
            log.warning("no connection", reason=problem.message)
            stop.wait(RETRY_SECONDS)
            continue
        try:
            worker.work(stop=stop)
        except Exception as problem:  # noqa: BLE001 - the worker outlives the database
            log.warning("worker starts again", reason=str(problem))
            stop.wait(RETRY_SECONDS)
        finally:
            worker.close()
