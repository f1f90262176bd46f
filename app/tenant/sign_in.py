"""Sends who has no session to the log-in page. Whether a session is live, the door alone decides."""

from flask import Flask, Request, redirect, request, url_for
from flask_login import LoginManager, UserMixin
from werkzeug.wrappers import Response

from app.errors import SessionEndedError
from app.tenant.cookie import SESSION_COOKIE, drop_cookie
from app.tenant.local_path import HOME

_manager = LoginManager()
# Our session is the database's, not Flask's: nothing for flask-login to protect or remember.
_manager.session_protection = None


class Bearer(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """Somebody with a session token that the door hasn't looked at yet."""


def register(portal: Flask) -> None:
    """Let views ask for a session, and answer where it is missing or over."""
    _manager.request_loader(_bearer)
    _manager.unauthorized_handler(to_login)
    _manager.init_app(portal)
    portal.register_error_handler(SessionEndedError, _session_over)


def _bearer(incoming: Request) -> Bearer | None:
    return Bearer() if incoming.cookies.get(SESSION_COOKIE) else None


def ask_for_session() -> Response | None:
    """Before every page of a blueprint: who has no session signs in first."""
    return None if request.cookies.get(SESSION_COOKIE) else to_login()


def to_login() -> Response:
    """Show the log-in page, which leads back here."""
    wish = request.full_path.rstrip("?") if request.method == "GET" else HOME
    return redirect(url_for("identity.show_login", next=None if wish == "/" else wish), 303)


def _session_over(_ended: SessionEndedError) -> Response:
    answer = to_login()
    drop_cookie(answer, SESSION_COOKIE)
    return answer
