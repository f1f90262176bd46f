"""Where the person is signed in, and signing out there."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.failure import BadInput
from app.identity.session_list import browser_name, end_sessions, list_sessions, name_device
from app.tenant.identity.account import signed_in_account
from app.tenant.identity.session_cookie import session_token
from app.tenant.sign_in import ask_for_session

blueprint = Blueprint("sessions", __name__)
blueprint.before_request(ask_for_session)


@blueprint.get("/account/sessions")
def show_sessions() -> str:
    """List the devices and sessions."""
    return render_template(
        "identity/sessions.html",
        account=signed_in_account(),
        sessions=list_sessions(session_token()),
        browser_name=browser_name,
    )


@blueprint.post("/account/sessions/end")
def end() -> Response:
    """Sign out elsewhere: one session, or all others."""
    chosen = request.form.get("session", "")
    ended = end_sessions(session_token(), None if chosen == "others" else _uuid(chosen))
    return redirect(url_for("sessions.show_sessions", ended=ended), 303)


@blueprint.post("/account/devices/name")
def rename() -> Response:
    """Give a device a name of its own."""
    try:
        known = name_device(
            session_token(), _uuid(request.form.get("device", "")), request.form.get("label", "")
        )
    except BadInput:
        abort(400)
    if not known:
        abort(404)
    return redirect(url_for("sessions.show_sessions"), 303)


def _uuid(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        abort(400)
