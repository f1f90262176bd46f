"""Raises alarms about security events all day. Two of it do no harm."""

from __future__ import annotations

import threading

import structlog

from app.identity.alarm import raise_alarms

log = structlog.get_logger()
PAUSE_SECONDS = 5.0


def run(stop: threading.Event, pause: float = PAUSE_SECONDS) -> None:
    """Work until `stop` is set; a database or a webhook that is away is tried again."""
    while not stop.is_set():
        try:
            for _ in raise_alarms():
                if stop.is_set():
                    return
        except Exception as problem:  # noqa: BLE001 - it outlives the database
            log.warning("alarms wait", reason=type(problem).__name__)
        stop.wait(pause)
