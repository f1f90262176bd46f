"""Signing in through a business's own directory (OpenID Connect), and connecting one."""

from __future__ import annotations

import hmac
import secrets
from typing import Final
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from app.errors import refusal_of
from app.identity.guest import (
    Directory,
    NobodyHere,
    connect_directory,
    disconnect_directory,
    find_directory,
    list_directories,
    open_guest_session,
)
from app.identity.role import list_roles
from app.integrations.directory import Issuer
from app.integrations.trouble import Trouble
from app.settings import settings
from app.tenant.cookie import drop_cookie, set_cookie
from app.tenant.identity.session_cookie import begin_session
from app.tenant.language import current_language
from app.tenant.local_path import local_path
from app.tenant.origin import this_visit
from app.tenant.request_log import log
from app.tenant.sign_in import ask_for_session
from app.tenant.text import gettext
from app.tenant.visit import visit
from app.tenant.visitor import Visitor

blueprint = Blueprint("directory", __name__)
management = Blueprint("connections", __name__)
management.before_request(ask_for_session)
_COOKIE: Final = "__Host-mg_directory"
_SECONDS: Final = 600
_MANAGE: Final = "identity.manage_connection"
_MISTAKES: Final = frozenset({"MI008", "MI512", "MI109", "MI404"})


@blueprint.get("/login/business")
def ask() -> Response | str:
    """Ask for the business's sign-in name, and send whoever gives one there."""
    wished = request.args.get("name", "").strip().lower()
    if wished:
        return redirect(url_for("directory.begin", name=wished, next=request.args.get("next")), 303)
    return _ask()


@blueprint.get("/login/business/<name>")
def begin(name: str) -> Response | tuple[str, int]:
    """Send the browser to the directory."""
    directory = find_directory(name)
    if directory is None:
        return _ask(gettext("No business has this sign-in name."), name), 404
    state, nonce, verifier = (secrets.token_urlsafe(size) for size in (24, 24, 48))
    try:
        answer = redirect(_issuer(directory, name).authorize_url(state, nonce, verifier), 303)
    except Trouble as problem:
        log.warning("directory failed", code=problem.code)
        return _ask(_unreachable(), name), 502
    next_path = request.args.get("next", "").replace("|", "")
    kept = "|".join((name.lower(), state, nonce, verifier, next_path))
    set_cookie(answer, _COOKIE, kept, _SECONDS)
    return answer


@blueprint.get("/login/business/<name>/back")
def come_back(name: str) -> Response | tuple[str, int]:
    """Take what the directory says of somebody, and let them into its business."""
    kept = request.cookies.get(_COOKIE, "").split("|")
    state = request.args.get("state", "")
    if len(kept) != 5 or kept[0] != name.lower() or not hmac.compare_digest(kept[1].encode(), state.encode()):  # fmt: skip
        return _ask(gettext("That log-in took too long, or was begun in another browser. Try again."), name), 400  # fmt: skip
    _, _, nonce, verifier, next_path = kept
    directory = find_directory(name)
    if directory is None or "code" not in request.args:
        return _ask(gettext("Your business didn’t let you in. Try again."), name), 403
    try:
        vouched = _issuer(directory, name).vouch(request.args["code"][:2000], nonce, verifier)
        token = open_guest_session(directory, vouched, this_visit(), current_language())
    except Trouble as problem:
        log.warning("directory failed", code=problem.code)
        return _ask(_unreachable(), name), 502
    except NobodyHere:
        return _ask(gettext("You have no role in this business. Ask its owner to invite you."), name), 403  # fmt: skip
    answer = begin_session(redirect(local_path(next_path), 303), token)
    drop_cookie(answer, _COOKIE)
    return answer


@management.get("/connections")
def show_connections() -> str:
    """List the directories, and how to connect one."""
    with visit(_MANAGE) as visitor:
        return _connections(visitor)


@management.post("/connections")
def connect() -> Response | tuple[str, int]:
    """Connect a directory."""
    form = request.form
    wish = {
        "sign_in_name": form.get("sign_in_name", "").strip().lower(),
        "kind": "oidc",
        "issuer": form.get("issuer", "").strip(),
        "client_id": form.get("client_id", "").strip(),
        "role_code": form.get("role", ""),
    }
    try:
        with visit(_MANAGE) as visitor:
            connect_directory(visitor.connection, wish, form.get("secret", "").strip())
    except DBAPIError as problem:
        refusal = refusal_of(problem)
        if refusal is None or refusal.sqlstate not in _MISTAKES:
            raise
        with visit(_MANAGE) as visitor:
            return _connections(visitor, refusal.hint(current_language())), 400
    return redirect(url_for("connections.show_connections", saved=1), 303)


@management.post("/connections/<uuid:connection_id>/end")
def disconnect(connection_id: UUID) -> Response:
    """Take a directory away."""
    with visit(_MANAGE) as visitor:
        disconnect_directory(visitor.connection, connection_id)
    return redirect(url_for("connections.show_connections", saved=1), 303)


def _connections(visitor: Visitor, mistake: str | None = None) -> str:
    return render_template(
        "identity/connections.html",
        visitor=visitor,
        mistake=mistake,
        wished=request.form,
        connections=list_directories(visitor.connection),
        roles=[r for r in list_roles(visitor.connection) if visitor.covers(r["permissions"])],
        back=_back("NAME"),
    )


def _issuer(directory: Directory, name: str) -> Issuer:
    if directory.kind != "oidc":
        abort(404)
    return Issuer(
        issuer=directory.issuer,
        client_id=directory.client_id or "",
        redirect_uri=_back(name.lower()),
        secret=directory.secret,
    )


def _back(name: str) -> str:
    return f"{settings().public_url.rstrip('/')}/login/business/{name}/back"


def _ask(mistake: str | None = None, name: str = "") -> str:
    return render_template(
        "identity/business_login.html",
        mistake=mistake,
        name=name,
        next_path=request.args.get("next", ""),
    )


def _unreachable() -> str:
    return gettext("Your business’s own log-in doesn’t answer as it should. Try again, or tell whoever runs it.")  # fmt: skip
