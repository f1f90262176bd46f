"""Gives a browser its session, and takes back the one that it had."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from app.identity import log_out
from app.tenant.cookie import SESSION_COOKIE, set_cookie
from app.tenant.origin import remember_device


def begin_session(answer: Response, token: str) -> Response:
    """Let the browser keep the session of `token`, and be known again as a device."""
    if before := request.cookies.get(SESSION_COOKIE):
        log_out(before)  # a browser has one session: the one that it replaces ends
    set_cookie(answer, SESSION_COOKIE, token)
    remember_device(answer)
    return answer


def session_token() -> str:
    """The session token that the browser sent, or nothing."""
    return request.cookies.get(SESSION_COOKIE, "")
