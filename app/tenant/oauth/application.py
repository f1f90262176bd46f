"""Applications: a business registers its own, a person sees and ends what others may do for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from app.errors import refusal_of
from app.identity.role import list_roles
from app.oauth.client import (
    list_clients,
    list_scopes,
    new_secret,
    register_client,
    rotate_secret,
    withdraw_client,
)
from app.oauth.grant import end_authorization, list_authorized
from app.tenant.identity.account import signed_in_account
from app.tenant.identity.session_cookie import session_token
from app.tenant.language import current_language
from app.tenant.origin import this_visit
from app.tenant.sign_in import ask_for_session
from app.tenant.visit import visit
from app.tenant.visitor import Visitor

blueprint = Blueprint("application", __name__)
blueprint.before_request(ask_for_session)
_MANAGE = "identity.manage_client"
_MISTAKES = frozenset({"MI005", "MI006", "MI109", "MI404"})


@blueprint.get("/account/applications")
def show_authorized() -> str:
    """List the applications that act for the person."""
    return render_template(
        "oauth/authorized.html",
        account=signed_in_account(),
        applications=list_authorized(session_token()),
        scopes={row["scope"]: row for row in list_scopes()},
    )


@blueprint.post("/account/applications/end")
def end() -> Response:
    """Let one of them no longer act."""
    end_authorization(session_token(), _uuid(request.form.get("application", "")), this_visit())
    return redirect(url_for("application.show_authorized", ended=1), 303)


@blueprint.get("/applications")
def show_applications() -> str:
    """List the business's own applications."""
    with visit(_MANAGE) as visitor:
        return render_template(
            "oauth/applications.html", visitor=visitor, applications=list_clients(visitor.connection)
        )  # fmt: skip


@blueprint.get("/applications/new")
def show_registration() -> str:
    """Ask what the application is, where it sends people back to, and what it may ask for."""
    with visit(_MANAGE) as visitor:
        return _registration(visitor)


@blueprint.post("/applications/new")
def register() -> str | tuple[str, int]:
    """Register an application, and show its secret once."""
    form = request.form
    by_itself = form.get("kind") == "itself"
    secret = new_secret() if form.get("kind") != "public" else None
    wish: dict[str, Any] = {
        "name_ko": form.get("name_ko", "").strip(),
        "name_en": form.get("name_en", "").strip(),
        "is_for_all": "is_for_all" in form and not by_itself,
        "redirect_uris": [] if by_itself else form.get("redirect_uris", "").split(),
        "grant_types": ["client_credentials"] if by_itself else ["authorization_code", "refresh_token"],
        "scopes": form.getlist("scope"),
        "role_code": form.get("role", "") if by_itself else "",
    }  # fmt: skip
    try:
        with visit(_MANAGE) as visitor:
            client_id = register_client(visitor.connection, wish, secret)
            return _secret(visitor, client_id, secret)
    except DBAPIError as problem:
        refusal = refusal_of(problem)
        if refusal is None or refusal.sqlstate not in _MISTAKES:
            raise
        with visit(_MANAGE) as visitor:
            return _registration(visitor, refusal.hint(current_language())), 400


@blueprint.get("/applications/<uuid:client_id>")
def show_application(client_id: UUID) -> str:
    """Show one of the applications."""
    with visit(_MANAGE) as visitor:
        found = _find(visitor, client_id)
        return render_template(
            "oauth/application.html",
            visitor=visitor,
            application=found,
            scopes={row["scope"]: row for row in list_scopes()},
        )


@blueprint.post("/applications/<uuid:client_id>/secret")
def change_secret(client_id: UUID) -> str:
    """Give it another secret, shown once."""
    with visit(_MANAGE) as visitor:
        return _secret(visitor, client_id, rotate_secret(visitor.connection, client_id))


@blueprint.post("/applications/<uuid:client_id>/withdraw")
def withdraw(client_id: UUID) -> Response:
    """Take it out of use."""
    with visit(_MANAGE) as visitor:
        withdraw_client(visitor.connection, client_id)
    return redirect(url_for("application.show_applications", withdrawn=1), 303)


def _registration(visitor: Visitor, mistake: str | None = None) -> str:
    return render_template(
        "oauth/registration.html",
        visitor=visitor,
        mistake=mistake,
        wished=request.form,
        scopes=list_scopes(),
        roles=[r for r in list_roles(visitor.connection) if visitor.covers(r["permissions"])],
    )


def _secret(visitor: Visitor, client_id: UUID, secret: str | None) -> str:
    return render_template(
        "oauth/secret.html", visitor=visitor, application=_find(visitor, client_id), secret=secret
    )


def _find(visitor: Visitor, client_id: UUID) -> Any:
    found = next(
        (c for c in list_clients(visitor.connection) if c["oauth_client_id"] == client_id), None
    )
    if found is None:
        abort(404)
    return found


def _uuid(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        abort(400)
