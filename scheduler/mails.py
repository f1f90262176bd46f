"""Sends mails about accounts all day. Two of it do no harm."""

from __future__ import annotations

import threading

import structlog

from app.failure import BadInput
from app.identity.mail import send_mails
from app.integrations.mail import mailer

log = structlog.get_logger()
PAUSE_SECONDS = 3.0


def run(stop: threading.Event, pause: float = PAUSE_SECONDS) -> None:
    """Work until `stop` is set; a database or a mail server that is away is tried again."""
    try:
        adapter = mailer()
    except BadInput as problem:
        log.error("mails are not sent here", reason=problem.message)
        return
    while not stop.is_set():
        try:
            for template, outcome in send_mails(adapter):
                log.info("mail", template=template, outcome=outcome)
                if stop.is_set():
                    return
        except Exception as problem:  # noqa: BLE001 - it outlives the database
            log.warning("mails wait", reason=type(problem).__name__)
        stop.wait(pause)
