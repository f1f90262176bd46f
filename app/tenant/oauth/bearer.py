"""Lets an application in by its access token, where a file or data is asked for and no page."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Flask, Response, g, request

from app.errors import ForbiddenError, RefusedError
from app.oauth.token import BadToken, Calls, count_call, secret_of

_SCHEME = "bearer "


class TooManyCalls(Exception):
    """An application calls more often than it may."""


def register(portal: Flask) -> None:
    """Answer applications in their own terms."""
    portal.register_error_handler(BadToken, lambda _: unauthorized())
    portal.register_error_handler(TooManyCalls, lambda _: _too_many())
    portal.after_request(_say_calls)


def bearer_token() -> str | None:
    """The access token of this request (RFC 6750, 2.1), never from its address."""
    given = request.headers.get("Authorization", "")
    return given[len(_SCHEME) :].strip() if given.lower().startswith(_SCHEME) else None


def unauthorized(
    error: str = "invalid_token", *, status: int = 401, scope: str | None = None
) -> Response:
    """What an application without the right token is told (RFC 6750, 3)."""
    words = f'Bearer realm="mindgarden", error="{error}"' + (f', scope="{scope}"' if scope else "")
    answer = _json({"error": error} | ({"scope": scope} if scope else {}), status)
    answer.headers["WWW-Authenticate"] = words
    return answer


def count_this_call(access_token: str) -> str:
    """Count the request as one of the application's calls, once; returns the token's secret. BadToken, TooManyCalls."""
    secret = secret_of(access_token)
    if "calls" not in g:
        g.calls = count_call(secret)
    if g.calls.left < 0:
        raise TooManyCalls
    return secret


def refused_application(refused: RefusedError) -> Response | None:
    """What an application is told that the door keeps out; None if it is a person who asks."""
    if "calls" not in g or not isinstance(refused, ForbiddenError):
        return None
    refusal = refused.refusal
    if refusal.sqlstate == "MI114":
        return unauthorized()
    error = "insufficient_scope" if refusal.sqlstate == "MI113" else "access_denied"
    return unauthorized(error, status=403, scope=refusal.detail)


def refused_by_rule() -> Response | None:
    """What an application is told that a rule keeps out; None if it is a person who asks."""
    return unauthorized("access_denied", status=403) if "calls" in g else None


def _too_many() -> Response:
    calls: Calls = g.calls
    answer = _json({"error": "too_many_requests", "retry_after": calls.resets_in}, 429)
    answer.headers["Retry-After"] = str(calls.resets_in)
    return answer


def _say_calls(answer: Response) -> Response:
    calls: Calls | None = g.get("calls")
    if calls is not None:
        answer.headers["RateLimit-Policy"] = f'"application";q={calls.limit};w=60'
        answer.headers["RateLimit"] = f'"application";r={max(calls.left, 0)};t={calls.resets_in}'
    return answer


def _json(body: Mapping[str, object], status: int) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")
