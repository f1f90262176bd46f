"""The signed-in person's second factors: an authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.identity.passkey import (
    add_passkey,
    creation_options,
    list_passkeys,
    name_passkey,
    remove_passkey,
)
from app.identity.recovery_code import make_recovery_codes
from app.identity.second_factor import factors_of
from app.identity.social import list_linked
from app.identity.totp import (
    Enrolment,
    begin_enrolment,
    confirm_enrolment,
    pending_enrolment,
    remove_app,
)
from app.integrations.social_login import offered
from app.tenant.cookie import SESSION_COOKIE, set_cookie
from app.tenant.identity.account import signed_in_account
from app.tenant.identity.mistake import MISTAKES, Mistake, mistake_of, wrong_factor
from app.tenant.identity.session_cookie import session_token
from app.tenant.origin import this_visit
from app.tenant.sign_in import ask_for_session

blueprint = Blueprint("security", __name__)
blueprint.before_request(ask_for_session)


@blueprint.get("/account/security")
def show_security() -> str:
    """List what the person has, and what there could be."""
    return render_template(
        "identity/security.html",
        account=signed_in_account(),
        factors=factors_of(session_token()),
        passkeys=list_passkeys(session_token()),
        linked={one["provider"]: one for one in list_linked(session_token())},
        services=offered(),
    )


@blueprint.post("/account/security/app")
def begin_app() -> str:
    """Make a secret for an authenticator app, and show it."""
    return _app_page(begin_enrolment(session_token()))


@blueprint.post("/account/security/app/confirm")
def confirm_app() -> Response | tuple[str, int]:
    """Make the app a second factor by its first code."""
    try:
        token = confirm_enrolment(session_token(), request.form.get("code", ""), this_visit())
    except MISTAKES as problem:
        mistake = wrong_factor(mistake_of(problem))
        enrolment = pending_enrolment(session_token())
        if enrolment is None:
            return redirect(url_for("security.show_security"), 303)
        return _app_page(enrolment, mistake), mistake.status
    return _changed(token)


@blueprint.post("/account/security/app/remove")
def take_app_away() -> Response:
    """Take the authenticator app away."""
    remove_app(session_token(), this_visit())
    return redirect(url_for("security.show_security", changed=1), 303)


@blueprint.get("/account/security/passkey")
def show_passkey() -> str:
    """Show the button that has a passkey made."""
    return _passkey_page()


@blueprint.post("/account/security/passkey")
def keep_passkey() -> Response | tuple[str, int]:
    """Keep the passkey that was made."""
    form = request.form
    try:
        token = add_passkey(
            session_token(), form.get("credential", ""), form.get("label", ""), this_visit()
        )
    except MISTAKES as problem:
        mistake = mistake_of(problem)
        return _passkey_page(mistake), mistake.status
    return _changed(token)


@blueprint.post("/account/security/passkey/name")
def rename_passkey() -> Response:
    """Give a passkey another name."""
    try:
        known = name_passkey(session_token(), _passkey_id(), request.form.get("label", ""))
    except MISTAKES:
        abort(400)
    if not known:
        abort(404)
    return redirect(url_for("security.show_security"), 303)


@blueprint.post("/account/security/passkey/remove")
def take_passkey_away() -> Response:
    """Take a passkey away."""
    if not remove_passkey(session_token(), _passkey_id(), this_visit()):
        abort(404)
    return redirect(url_for("security.show_security", changed=1), 303)


@blueprint.post("/account/security/codes")
def make_codes() -> str:
    """Make recovery codes, and show them this once."""
    codes = make_recovery_codes(session_token(), this_visit())
    return render_template("identity/recovery_codes.html", account=signed_in_account(), codes=codes)


def _app_page(enrolment: Enrolment, mistake: Mistake | None = None) -> str:
    return render_template(
        "identity/app.html", account=signed_in_account(), enrolment=enrolment, mistake=mistake
    )


def _passkey_page(mistake: Mistake | None = None) -> str:
    return render_template(
        "identity/passkey.html",
        account=signed_in_account(),
        options=creation_options(session_token()),
        mistake=mistake,
    )


def _changed(token: str) -> Response:
    answer = redirect(url_for("security.show_security", changed=1), 303)
    set_cookie(answer, SESSION_COOKIE, token)
    return answer


def _passkey_id() -> UUID:
    try:
        return UUID(request.form.get("passkey", ""))
    except ValueError:
        abort(400)
