"""Sends who has no session to the log-in page. Whether a session is live, the door alone decides."""

from urllib.parse import urlsplit

from flask import Flask, Request, redirect, request, url_for
from flask_login import LoginManager, UserMixin
from werkzeug.wrappers import Response

from app.errors import ForbiddenError, SecondFactorError, SessionEndedError
from app.tenant.cookie import SESSION_COOKIE, drop_cookie
from app.tenant.error_page import refusal_page
from app.tenant.local_path import HOME, local_path
from app.tenant.oauth.bearer import refused_application

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
    portal.register_error_handler(SecondFactorError, _second_factor)
    portal.register_error_handler(ForbiddenError, _refused)


def _bearer(incoming: Request) -> Bearer | None:
    return Bearer() if incoming.cookies.get(SESSION_COOKIE) else None


def ask_for_session() -> Response | None:
    """Before every page of a blueprint: who has no session signs in first."""
    return None if request.cookies.get(SESSION_COOKIE) else to_login()


def to_login(wish: str | None = None) -> Response:
    """Show the log-in page, which leads back here, or to another wish."""
    wish = wish or _wish()
    return redirect(url_for("identity.show_login", next=None if wish == "/" else wish), 303)


def _wish() -> str:
    """The page that the visitor wanted, or the form that was sent."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    form = urlsplit(request.referrer or "")
    return local_path(form.path) if form.netloc == request.host else HOME


def _session_over(_ended: SessionEndedError) -> Response:
    answer = to_login()
    drop_cookie(answer, SESSION_COOKIE)
    return answer


def _second_factor(needed: SecondFactorError) -> Response:
    """Lead to where the second factor is shown, set up, or shown once more, and from there back."""
    if needed.refusal.sqlstate == "MI107":
        return redirect(url_for("security.show_security"), 303)
    page = "show_step_up" if needed.refusal.sqlstate == "MI108" else "show_second_factor"
    return redirect(url_for(f"second_factor.{page}", next=_wish()), 303)


def _refused(refused: ForbiddenError) -> Response:
    """Who belongs to no business sees the own account; who has to agree to something is asked; applications are told."""
    if answer := refused_application(refused):
        return answer
    if refused.refusal.sqlstate == "MI102" and request.method == "GET":
        return redirect(url_for("account.show_profile"), 303)
    if refused.refusal.sqlstate == "MI112":
        return redirect(url_for("consent.show_consent", next=_wish()), 303)
    return refusal_page(refused.refusal)
