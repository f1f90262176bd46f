"""A forgotten password: asking for a code, and giving it with a new one."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.identity.recovery import ask_recovery, set_new_password
from app.tenant.identity.mistake import MISTAKES, mistake_of
from app.tenant.origin import this_visit

blueprint = Blueprint("recovery", __name__)


@blueprint.get("/forgot-password")
def show_request() -> str:
    """Ask for the address."""
    return render_template("identity/forgot_password.html", mistake=None, email="")


@blueprint.post("/forgot-password")
def ask_for_code() -> Response | tuple[str, int]:
    """Have a code mailed; the answer is the same for an address that nobody has."""
    email = request.form.get("email", "").strip()
    try:
        ask_recovery(email, this_visit())
    except MISTAKES as problem:
        mistake = mistake_of(problem)
        page = render_template("identity/forgot_password.html", mistake=mistake, email=email)
        return page, mistake.status
    return redirect(url_for("recovery.show_reset", sent=1), 303)


@blueprint.get("/reset-password")
def show_reset() -> str:
    """Show where code and new password are given."""
    return render_template("identity/reset_password.html", mistake=None, code="")


@blueprint.post("/reset-password")
def reset() -> Response | tuple[str, int]:
    """Set the new password; then the visitor signs in with it."""
    code = request.form.get("code", "")
    try:
        set_new_password(code, request.form.get("new_password", ""), this_visit())
    except MISTAKES as problem:
        mistake = mistake_of(problem)
        page = render_template("identity/reset_password.html", mistake=mistake, code=code)
        return page, mistake.status
    return redirect(url_for("identity.show_login", reset=1), 303)
