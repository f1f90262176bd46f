"""Every way a request can fail, as a page that says what to do and by which number to ask.

A page never shows an exception, a statement or a path of ours; those go to the log.
"""

import traceback
from typing import Final

from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.errors import Refusal, RefusedError, refusal_of
from app.failure import EnvironmentProblem
from app.identity.alarm import note_refused_context
from app.tenant.bad_filter import BadFilterError
from app.tenant.language import current_language
from app.tenant.origin import this_visit
from app.tenant.request_log import log, request_id
from app.tenant.text import gettext

_RETRIED: Final = frozenset({500, 503})


def register(portal: Flask) -> None:
    """Answer every failure with a page of our own."""
    portal.register_error_handler(HTTPException, _http_failure)
    portal.register_error_handler(BadFilterError, _bad_filter)
    portal.register_error_handler(RefusedError, _refused)
    portal.register_error_handler(DataError, _bad_value)
    portal.register_error_handler(OperationalError, _no_database)
    portal.register_error_handler(EnvironmentProblem, _no_database)
    portal.register_error_handler(DBAPIError, _database_failure)
    portal.register_error_handler(Exception, _surprise)


def error_page(status: int, advice: str | None = None) -> Response:
    """Render the page of a failure."""
    heading, usual_advice = _words(status)
    page = render_template(
        "error.html",
        heading=heading,
        advice=advice or usual_advice,
        request_number=request_id(),
        can_retry=status in _RETRIED and request.method == "GET",
    )
    return make_response(page, status)


def _http_failure(failure: HTTPException) -> Response:
    if isinstance(failure, InternalServerError):
        return _surprise(failure.original_exception or failure)
    answer = error_page(failure.code or 500)
    for name, value in failure.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            answer.headers[name] = value
    return answer


def _bad_filter(failure: BadFilterError) -> Response:
    advice = gettext("The condition “%(field)s” in the address makes no sense.")
    return error_page(400, advice % {"field": failure.field[:40]})


def _bad_value(failure: DataError) -> Response:
    log.warning("refused value", sqlstate=_sqlstate(failure))
    return error_page(400)


def _refused(failure: RefusedError) -> Response:
    return refusal_page(failure.refusal)


def _database_failure(failure: DBAPIError) -> Response:
    refusal = refusal_of(failure)
    if refusal is None or refusal.http_status == 500:
        return _surprise(failure)
    if refusal.sqlstate == "MC102":
        note_refused_context(this_visit())
    return refusal_page(refusal)


def refusal_page(refusal: Refusal) -> Response:
    """Render what the database refused, with what to do."""
    log.warning("refused", sqlstate=refusal.sqlstate)
    return error_page(refusal.http_status, refusal.hint(current_language()))


def _no_database(failure: OperationalError | EnvironmentProblem) -> Response:
    log.error("no database", sqlstate=_sqlstate(failure))
    return error_page(503)


def _surprise(failure: BaseException) -> Response:
    log.error(
        "failure",
        error=type(failure).__name__,
        sqlstate=_sqlstate(failure),
        where=_where(failure),
    )
    return error_page(500)


def _where(failure: BaseException) -> list[str]:
    """The way to a failure, without its words: they may hold a person's data."""
    return [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(failure.__traceback__)
    ]


def _sqlstate(failure: BaseException) -> str | None:
    origin = failure.orig if isinstance(failure, DBAPIError) else failure
    return getattr(origin, "sqlstate", None)


def _words(status: int) -> tuple[str, str]:
    return {
        400: (
            gettext("We don’t understand this address"),
            gettext("Something in the address or the form makes no sense. Go back and try again."),
        ),
        403: (
            gettext("You can’t do this here"),
            gettext(
                "The form may have grown old, or your role doesn’t allow it. Open the page again; "
                "if it stays, ask the owner of your business."
            ),
        ),
        404: (
            gettext("There is no such page"),
            gettext("It may have moved, or it isn’t part of your business."),
        ),
        405: (
            gettext("This doesn’t work from here"),
            gettext("Open the page from the menu and use its buttons."),
        ),
        409: (
            gettext("Somebody was faster"),
            gettext("What you were looking at has changed in the meantime. Open it again."),
        ),
        413: (
            gettext("That is too much at once"),
            gettext("The form is larger than this page takes."),
        ),
        503: (
            gettext("We can’t reach the books right now"),
            gettext("Your money is not affected. Try again in a moment."),
        ),
    }.get(
        status,
        (
            gettext("Something went wrong on our side"),
            gettext(
                "Your money is not affected. Try again in a moment; if it happens again, "
                "tell us the request number."
            ),
        ),
    )  # fmt: skip
