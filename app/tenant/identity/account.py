"""The signed-in person's own account: profile, password, leaving."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.i18n import as_language
from app.identity.account import Account, account_of, change_password, change_profile, withdraw
from app.tenant.cookie import SESSION_COOKIE, drop_cookie, set_cookie
from app.tenant.identity.mistake import MISTAKES, Mistake, mistake_of, own_password
from app.tenant.identity.session_cookie import session_token
from app.tenant.language import LANGUAGE_COOKIE
from app.tenant.origin import this_visit
from app.tenant.request_log import bind_actor
from app.tenant.sign_in import ask_for_session

blueprint = Blueprint("account", __name__)
blueprint.before_request(ask_for_session)


@blueprint.get("/account")
def show_profile() -> str:
    """Show names, phone number and language."""
    return _page("identity/profile.html")


@blueprint.post("/account")
def save_profile() -> Response | tuple[str, int]:
    """Keep changed names, phone number and language."""
    wished = {name: request.form.get(name, "") for name in ("name", "name_en", "phone")}
    language = as_language(request.form.get("locale")) or "ko"
    try:
        change_profile(
            session_token(),
            name_ko=wished["name"],
            name_en=wished["name_en"],
            phone=wished["phone"],
            locale=language,
        )
    except MISTAKES as problem:
        mistake = mistake_of(problem)
        return _page("identity/profile.html", mistake, wished=wished), mistake.status
    answer = redirect(url_for("account.show_profile", saved=1), 303)
    set_cookie(answer, LANGUAGE_COOKIE, language, 365 * 24 * 60 * 60)
    return answer


@blueprint.get("/account/password")
def show_password() -> str:
    """Show the form for another password."""
    return _page("identity/password.html")


@blueprint.post("/account/password")
def save_password() -> Response | tuple[str, int]:
    """Change the password; the other devices are signed out."""
    form = request.form
    try:
        token = change_password(
            session_token(), form.get("password", ""), form.get("new_password", ""), this_visit()
        )
    except MISTAKES as problem:
        mistake = own_password(mistake_of(problem))
        return _page("identity/password.html", mistake), mistake.status
    answer = redirect(url_for("account.show_profile", password=1), 303)
    set_cookie(answer, SESSION_COOKIE, token)
    return answer


@blueprint.get("/account/leave")
def show_leaving() -> str:
    """Say what leaving means, and ask for the password."""
    return _page("identity/leave.html")


@blueprint.post("/account/leave")
def leave() -> Response | tuple[str, int]:
    """Leave the platform for good."""
    try:
        withdraw(session_token(), request.form.get("password", ""), this_visit())
    except MISTAKES as problem:
        mistake = own_password(mistake_of(problem))
        return _page("identity/leave.html", mistake), mistake.status
    answer = redirect(url_for("identity.show_login", left=1), 303)
    drop_cookie(answer, SESSION_COOKIE)
    return answer


def signed_in_account() -> Account:
    """The account of the request in hand; whose session is over goes to the log-in page."""
    account = account_of(session_token())
    bind_actor(tenant_id=None, branch_id=None, user_id=account.person.user_id)
    return account


def _page(template: str, mistake: Mistake | None = None, **values: object) -> str:
    return render_template(template, account=signed_in_account(), mistake=mistake, **values)
