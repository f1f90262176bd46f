"""One JSON line a request, and a number by which a person can ask about it.

Lines carry request, tenant, branch and user ids. They never carry a query string, a form, a cookie
or a name: nothing of a person and no secret.
"""

import logging
import sys
import time
import uuid
from typing import Final

import structlog
from flask import Flask, Response, g, request

_ALLOWED: Final = frozenset(
    {
        "timestamp", "level", "event", "request_id", "tenant_id", "branch_id", "user_id",
        "method", "route", "status", "milliseconds", "error", "sqlstate", "where",
    }
)  # fmt: skip

log = structlog.get_logger("portal")


def register(portal: Flask) -> None:
    """Number every request and log it when it is answered."""
    portal.before_request(_open)
    portal.after_request(_close)


def set_up_logging() -> None:
    """Write log lines as JSON to standard error. The process calls this once."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _keep_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def request_id() -> str:
    """Return the number of the request in hand."""
    if "request_id" not in g:
        g.request_id = str(uuid.uuid4())
    return str(g.request_id)


def bind_actor(*, tenant_id: object, branch_id: object, user_id: object) -> None:
    """Say in every further line of this request for whom it works."""
    structlog.contextvars.bind_contextvars(
        tenant_id=tenant_id, branch_id=branch_id, user_id=user_id
    )


def _open() -> None:
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id())


def _close(response: Response) -> Response:
    response.headers["X-Request-Id"] = request_id()
    elapsed = time.perf_counter() - g.get("started", time.perf_counter())
    log.info(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round(elapsed * 1000, 1),
    )
    return response


def _keep_allowed(
    _logger: object, _method: str, line: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    return {key: value for key, value in line.items() if key in _ALLOWED}
