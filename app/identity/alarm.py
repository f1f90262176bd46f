"""Tells somebody about security events of high severity: each once, however many tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import requests
import structlog
from sqlalchemy import text

from app.db.context import auth_transaction
from app.identity.visit import Visit
from app.settings import settings

log = structlog.get_logger("security")
_TIMEOUT_SECONDS = 10


def raise_alarms() -> Iterator[str]:
    """Tell about every event that is due, by the alarm URL or the log; yields its kind.

    An event whose telling fails stays due; what it raises (requests.RequestException) ends the round.
    """
    while True:
        with auth_transaction() as connection:
            row = connection.execute(text("SELECT * FROM identity.claim_alarm()")).mappings()
            event = row.one_or_none()
            if event is None:
                return
            _tell(_body(event))
        yield str(event["kind"])


def note_refused_context(visit: Visit) -> None:
    """Write down that a statement came in a context whose seal doesn't hold: too old, or made by somebody."""
    query = text(
        "SELECT identity.note_security_event('context_refused', 'high', NULL, NULL, NULL, NULL, CAST(:address AS inet),"
        " CAST(:request_id AS uuid))"
    )
    with auth_transaction() as connection:
        connection.execute(query, {"address": visit.address, "request_id": visit.request_id})


def note_refused_rule(
    visit: Visit, user_id: str, tenant_id: str, rule_id: UUID, permission: str
) -> None:
    """Write down that a rule refused what a role may do, so that it can be explained by its request number."""
    query = text(
        "SELECT identity.note_security_event('rule_refused', 'low', CAST(:user AS uuid), CAST(:tenant AS uuid), NULL, NULL,"
        " CAST(:address AS inet),"
        " CAST(:request_id AS uuid), jsonb_build_object('rule', CAST(:rule AS uuid), 'permission', CAST(:permission AS text)))"
    )
    parameters = {
        "address": visit.address,
        "request_id": visit.request_id,
        "user": user_id,
        "tenant": tenant_id,
        "rule": rule_id,
        "permission": permission,
    }
    with auth_transaction() as connection:
        connection.execute(query, parameters)


def _tell(body: dict[str, Any]) -> None:
    # The log hears of it in any case: a webhook may be read by nobody.
    log.error("security alarm", **body)
    if (url := settings().alarm_url) is not None:
        answer = requests.post(url.get_secret_value(), json=body, timeout=_TIMEOUT_SECONDS)
        answer.raise_for_status()


def _body(event: Any) -> dict[str, Any]:
    """Numbers and kinds alone: who it is, an officer looks up where that is written down."""
    return {
        "text": f"MindGarden: {event['kind']} ({event['severity']})",
        "security_event_id": str(event["security_event_id"]),
        "occurred_at": event["occurred_at"].isoformat(),
        "kind": event["kind"],
        "severity": event["severity"],
        "user_id": str(event["user_id"]) if event["user_id"] else None,
        "tenant_id": str(event["tenant_id"]) if event["tenant_id"] else None,
        "request_id": str(event["request_id"]) if event["request_id"] else None,
    }
