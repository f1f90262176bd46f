"""Signing in with a passkey instead of a password."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from app.identity.passkey import log_in_options, log_in_with_passkey
from app.tenant.identity.mistake import MISTAKES, Mistake, mistake_of
from app.tenant.identity.session_cookie import begin_session
from app.tenant.local_path import local_path
from app.tenant.origin import this_visit

blueprint = Blueprint("passkey", __name__)


@blueprint.get("/login/passkey")
def show_passkey_log_in() -> str:
    """Show the button that wakes the authenticator."""
    return _form()


@blueprint.post("/login/passkey")
def log_in() -> Response | tuple[str, int]:
    """Open a session for the passkey's person."""
    try:
        token = log_in_with_passkey(request.form.get("credential", ""), this_visit())
    except MISTAKES as problem:
        mistake = mistake_of(problem)
        return _form(mistake), mistake.status
    return begin_session(redirect(local_path(request.form.get("next")), 303), token)


def _form(mistake: Mistake | None = None) -> str:
    return render_template(
        "identity/passkey_login.html",
        options=log_in_options(),
        mistake=mistake,
        next_path=local_path(request.values.get("next")),
    )
