"""The clock: starts the runs of ops.job at their times. Two clocks do no harm, since a run is unique by its instant."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import psycopg
import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from app.db.connection import connect

log = structlog.get_logger()
REREAD_SECONDS = 60


def start_run(job_key: str, instant: datetime) -> None:
    """Start a job's run of an instant; the other clock's run of it is the same run."""
    with connect("mg_batch", autocommit=True) as connection:
        row = connection.execute(
            "SELECT ops.start_run(%s, %s, jsonb_build_object('as_of', %s::timestamptz))",
            (job_key, instant, instant),
        ).fetchone()
    log.info("run started", job=job_key, scheduled_at=instant.isoformat(), run=str(row and row[0]))


class Clock:
    """APScheduler with a memory store as clock alone; ops.job is read again every minute."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._known: dict[str, tuple[str, str]] = {}

    def run(self, stop: threading.Event) -> None:
        """Tell the time until `stop` is set; a database that is away is tried again."""
        self._scheduler.start()
        try:
            while True:
                try:
                    self._read_jobs()
                except Exception as problem:  # noqa: BLE001 - the clock outlives the database
                    log.warning("jobs not read", reason=str(problem))
                if stop.wait(REREAD_SECONDS):
                    return
        finally:
            self._scheduler.shutdown(wait=False)

    def _read_jobs(self) -> None:
        with connect("mg_batch", autocommit=True) as connection:
            jobs = {
                str(key): (str(cron), str(zone))
                for key, cron, zone in connection.execute("SELECT * FROM ops.due_job()")
            }
        for key in self._known.keys() - jobs.keys():
            self._scheduler.remove_job(key)
        for key, (cron, zone) in jobs.items():
            if self._known.get(key) != (cron, zone):
                self._scheduler.add_job(
                    self._fire, CronTrigger.from_crontab(cron, timezone=zone), id=key, args=[key],
                    replace_existing=True, misfire_grace_time=3600, coalesce=True,
                )  # fmt: skip
        self._known = jobs

    def _fire(self, job_key: str) -> None:
        # Every clock must name the same instant: cron has none below the minute.
        instant = datetime.now(UTC).replace(second=0, microsecond=0)
        try:
            start_run(job_key, instant)
        except psycopg.Error as problem:
            log.error("run not started", job=job_key, reason=str(problem))
