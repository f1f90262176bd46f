"""Sign in, sign out."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.identity import TooManyAttempts, WrongCredentials, choose_tenant, log_in, log_out
from app.identity.login import EmailNotVerified
from app.identity.password import TooBusy
from app.integrations.social_login import offered
from app.tenant.cookie import SESSION_COOKIE, drop_cookie
from app.tenant.identity.mistake import mistake_of
from app.tenant.identity.session_cookie import begin_session
from app.tenant.local_path import HOME, local_path
from app.tenant.origin import this_visit

blueprint = Blueprint("identity", __name__)


@blueprint.get("/login")
def show_login() -> str:
    """Show the form, with a word about why where there is one."""
    return _form(
        signed_out="out" in request.args, session_ended=request.args.get("next") is not None
    )


@blueprint.post("/login")
def log_in_visitor() -> Response | tuple[str, int]:
    """Open a session; a refusal never tells whether the e-mail is known."""
    email = request.form.get("email", "").strip()
    try:
        token = log_in(email, request.form.get("password", ""), this_visit())
    except EmailNotVerified:
        return redirect(url_for("registration.show_verification", sent=1), 303)
    except (WrongCredentials, TooManyAttempts, TooBusy) as problem:
        mistake = mistake_of(problem)
        return _form(mistake=mistake.text, email=email), mistake.status
    return begin_session(redirect(local_path(request.form.get("next")), 303), token)


@blueprint.post("/workplace")
def switch_workplace() -> Response:
    """Let the session be about another of the person's tenants."""
    try:
        tenant_id = UUID(request.form.get("tenant", ""))
    except ValueError:
        abort(400)
    choose_tenant(request.cookies.get(SESSION_COOKIE, ""), tenant_id)
    return redirect(HOME, 303)


@blueprint.post("/logout")
def sign_out() -> Response:
    """End the session here and in the database."""
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        log_out(token)
    answer = redirect(url_for("identity.show_login", out=1), 303)
    drop_cookie(answer, SESSION_COOKIE)
    return answer


def _form(
    *,
    mistake: str | None = None,
    email: str = "",
    signed_out: bool = False,
    session_ended: bool = False,
) -> str:
    next_path = local_path(request.values.get("next", HOME))
    return render_template(
        "identity/login.html",
        mistake=mistake,
        email=email,
        next_path=next_path,
        signed_out=signed_out,
        session_ended=session_ended,
        services=offered(),
    )
