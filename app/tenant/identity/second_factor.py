"""Showing the second factor: after the password, and once more before something delicate."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.identity.account import confirm_password
from app.identity.passkey import factor_options, use_passkey
from app.identity.second_factor import Factors, factors_of, show_factor
from app.tenant.cookie import SESSION_COOKIE, set_cookie
from app.tenant.identity.mistake import MISTAKES, Mistake, mistake_of, own_password, wrong_factor
from app.tenant.identity.session_cookie import session_token
from app.tenant.local_path import local_path
from app.tenant.origin import remember_device, this_visit
from app.tenant.sign_in import ask_for_session

blueprint = Blueprint("second_factor", __name__)
blueprint.before_request(ask_for_session)


@blueprint.get("/second-factor")
def show_second_factor() -> str | Response:
    """Ask for what is still missing to be signed in."""
    factors = factors_of(session_token())
    if factors.awaits != "second_factor":
        return redirect(_next(), 303)
    return _form(factors)


@blueprint.get("/step-up")
def show_step_up() -> str:
    """Ask once more, before something delicate."""
    return _form(factors_of(session_token()))


@blueprint.post("/second-factor/code")
def check_code() -> Response | tuple[str, int]:
    """Look at a code of the app, or at a recovery code."""
    try:
        token = show_factor(session_token(), request.form.get("code", ""), this_visit())
    except MISTAKES as problem:
        return _again(wrong_factor(mistake_of(problem)))
    return _go_on(token)


@blueprint.post("/second-factor/passkey")
def check_passkey() -> Response | tuple[str, int]:
    """Look at what the authenticator answered."""
    try:
        token = use_passkey(session_token(), request.form.get("credential", ""), this_visit())
    except MISTAKES as problem:
        return _again(mistake_of(problem))
    return _go_on(token)


@blueprint.post("/step-up/password")
def check_password() -> Response | tuple[str, int]:
    """Look at the password of who has no second factor yet."""
    try:
        confirm_password(session_token(), request.form.get("password", ""), this_visit())
    except MISTAKES as problem:
        return _again(own_password(mistake_of(problem)))
    return redirect(_next(), 303)


def _go_on(token: str) -> Response:
    answer = redirect(_next(), 303)
    set_cookie(answer, SESSION_COOKIE, token)
    remember_device(answer)
    return answer


def _again(mistake: Mistake) -> tuple[str, int]:
    return _form(factors_of(session_token()), mistake), mistake.status


def _form(factors: Factors, mistake: Mistake | None = None) -> str:
    options = factor_options(session_token()) if factors.passkey_count else None
    return render_template(
        "identity/second_factor.html",
        factors=factors,
        options=options,
        mistake=mistake,
        next_path=_next(),
    )


def _next() -> str:
    wish = local_path(request.values.get("next"))
    # Leading back here would lead nowhere.
    here = {url_for("second_factor.show_second_factor"), url_for("second_factor.show_step_up")}
    return local_path(None) if wish.partition("?")[0] in here else wish
