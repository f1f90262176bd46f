"""Gives the platform a fresh signing key when the newest has served its time. Two of it do no harm."""

from __future__ import annotations

import threading

import structlog

from app.oauth.signing_key import rotate_old_key

log = structlog.get_logger()
PAUSE_SECONDS = 3600.0


def run(stop: threading.Event, pause: float = PAUSE_SECONDS) -> None:
    """Work until `stop` is set; a database that is away is tried again."""
    while not stop.is_set():
        try:
            if key := rotate_old_key():
                log.info("signing key added", key=key)
        except Exception as problem:  # noqa: BLE001 - it outlives the database
            log.warning("signing keys wait", reason=type(problem).__name__)
        stop.wait(pause)
