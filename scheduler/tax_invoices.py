"""Issues and sends tax invoices all day, where an account at Popbill is set. Two of it do no harm."""

from __future__ import annotations

import threading

import structlog

from app.failure import BadInput
from app.integrations import popbill
from app.tax_invoice import Issuer

log = structlog.get_logger()
PAUSE_SECONDS = 60.0


def run(stop: threading.Event, pause: float = PAUSE_SECONDS) -> None:
    """Work until `stop` is set; a database or a service that is away is tried again."""
    try:
        adapter = popbill.configured()
    except BadInput as problem:
        log.info("tax invoices are not issued here", reason=problem.message)
        return
    while not stop.is_set():
        try:
            with Issuer(adapter) as issuer:
                for outcome in issuer.work():
                    log.info(
                        "tax invoice", document=outcome.document_key, status=outcome.status, trouble=outcome.trouble
                    )  # fmt: skip
                    if stop.is_set():
                        return
        except Exception as problem:  # noqa: BLE001 - it outlives the database
            log.warning("tax invoices wait", reason=str(problem))
        stop.wait(pause)
