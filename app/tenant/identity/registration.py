"""Opening an account, and confirming its address by the code of a mail."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.identity.consent import is_asked
from app.identity.registration import confirm_email, register
from app.tenant.identity.mistake import MISTAKES, Mistake, mistake_of
from app.tenant.identity.session_cookie import begin_session
from app.tenant.language import current_language
from app.tenant.origin import this_visit

blueprint = Blueprint("registration", __name__)


@blueprint.get("/register")
def show_registration() -> str:
    """Show the form."""
    return _registration_form()


@blueprint.post("/register")
def register_visitor() -> Response | tuple[str, int]:
    """Open an account; the answer is the same for an address that has one."""
    email, name = request.form.get("email", "").strip(), request.form.get("name", "").strip()
    try:
        register(
            email=email,
            name=name,
            password=request.form.get("new_password", ""),
            visit=this_visit(),
            locale=current_language(),
        )
    except MISTAKES as problem:
        mistake = mistake_of(problem)
        return _registration_form(mistake, email=email, name=name), mistake.status
    return redirect(url_for("registration.show_verification", sent=1), 303)


@blueprint.get("/verify-email")
def show_verification() -> str:
    """Show where the code is given."""
    return render_template("identity/verify_email.html", mistake=None, code="")


@blueprint.post("/verify-email")
def verify_visitor() -> Response | tuple[str, int]:
    """Confirm the address, and sign in."""
    code = request.form.get("code", "")
    try:
        token = confirm_email(code, request.form.get("password", ""), this_visit())
    except MISTAKES as problem:
        mistake = mistake_of(problem)
        page = render_template("identity/verify_email.html", mistake=mistake, code=code)
        return page, mistake.status
    home = url_for("account.show_profile", welcome=1)
    place = url_for("consent.show_consent", next=home) if is_asked(token) else home
    return begin_session(redirect(place, 303), token)


def _registration_form(mistake: Mistake | None = None, *, email: str = "", name: str = "") -> str:
    return render_template("identity/register.html", mistake=mistake, email=email, name=name)
