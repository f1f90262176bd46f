"""What the signed-in person has agreed to, and what is asked anew."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.identity.consent import ConsentMissing, give_consents, list_consents, withdraw_consent
from app.tenant.identity.account import signed_in_account
from app.tenant.identity.session_cookie import session_token
from app.tenant.local_path import local_path
from app.tenant.origin import this_visit
from app.tenant.sign_in import ask_for_session

blueprint = Blueprint("consent", __name__)
blueprint.before_request(ask_for_session)


@blueprint.get("/account/consent")
def show_consent() -> str:
    """Show the versions of the moment, what is open first."""
    return _page()


@blueprint.post("/account/consent")
def agree() -> Response | tuple[str, int]:
    """Keep what was agreed to."""
    shown = []
    for written in request.form.getlist("document"):
        code, _, version = written.partition(" ")
        if version.isdecimal() and len(version) < 10:
            shown.append((code, int(version)))
    try:
        give_consents(session_token(), shown, this_visit())
    except ConsentMissing:
        return _page(is_missing=True), 400
    wish = request.form.get("next")
    here = url_for("consent.show_consent", saved=1)
    return redirect(local_path(wish) if wish else here, 303)


@blueprint.post("/account/consent/withdraw")
def withdraw() -> Response:
    """Take back what nobody has to give."""
    withdraw_consent(session_token(), request.form.get("document", ""))
    return redirect(url_for("consent.show_consent", saved=1), 303)


def _page(*, is_missing: bool = False) -> str:
    return render_template(
        "identity/consent.html",
        account=signed_in_account(),
        consents=list_consents(session_token()),
        is_missing=is_missing,
        next_path=request.values.get("next"),
    )
