"""Signing in through a business's own directory (OpenID Connect or SAML), and connecting one."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import Final
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from app.errors import refusal_of
from app.failure import EnvironmentProblem
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
from app.integrations.directory import Issuer, Vouched
from app.integrations.saml import SamlDirectory
from app.integrations.trouble import Refused, Trouble
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
# Its form comes from another site: no cookie is read there.
assertion = Blueprint("assertion", __name__)
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
        if directory.kind == "saml":
            place, state = _saml(directory, name).authorize_url()
        else:
            place = _issuer(directory, name).authorize_url(state, nonce, verifier)
    except (Trouble, EnvironmentProblem) as problem:
        return _failed(problem, name)
    answer = redirect(place, 303)
    next_path = request.args.get("next", "").replace("|", "")
    kept = "|".join((name.lower(), state, nonce, verifier, next_path))
    set_cookie(answer, _COOKIE, kept, _SECONDS)
    return answer


@assertion.post("/login/business/<name>/saml")
def hand_over(name: str) -> str:
    """Take a directory's form, which comes from its site and so without cookies, and let our own page send it on."""
    return render_template(
        "identity/saml_back.html", name=name, response=request.form.get("SAMLResponse", "")
    )


@blueprint.post("/login/business/<name>/back")
def come_back_by_saml(name: str) -> Response | tuple[str, int]:
    """Check the assertion, and let whom it is about into the directory's business."""
    return _let_in(
        name,
        lambda directory, kept: _saml(directory, name).vouch(
            request.form.get("response", ""), kept[1]
        ),
    )


@blueprint.get("/login/business/<name>/back")
def come_back(name: str) -> Response | tuple[str, int]:
    """Take what the directory says of somebody, and let them into its business."""
    state = request.args.get("state", "")

    def vouch(directory: Directory, kept: list[str]) -> Vouched:
        if not hmac.compare_digest(kept[1].encode(), state.encode()):
            raise _BegunElsewhere
        if "code" not in request.args:
            raise _TurnedAway
        return _issuer(directory, name).vouch(request.args["code"][:2000], kept[2], kept[3])

    return _let_in(name, vouch)


class _BegunElsewhere(Exception):
    """Whoever comes back isn't who was sent."""


class _TurnedAway(Exception):
    """The directory sent somebody back without vouching."""


def _let_in(
    name: str, vouch: Callable[[Directory, list[str]], Vouched]
) -> Response | tuple[str, int]:
    kept = request.cookies.get(_COOKIE, "").split("|")
    directory = find_directory(name)
    try:
        if len(kept) != 5 or kept[0] != name.lower() or directory is None:
            raise _BegunElsewhere
        vouched = vouch(directory, kept)
        token = open_guest_session(directory, vouched, this_visit(), current_language())
    except _BegunElsewhere:
        return _ask(gettext("That log-in took too long, or was begun in another browser. Try again."), name), 400  # fmt: skip
    except _TurnedAway:
        return _ask(gettext("Your business didn’t let you in. Try again."), name), 403
    except (Trouble, EnvironmentProblem) as problem:
        return _failed(problem, name)
    except NobodyHere:
        return _ask(gettext("You have no role in this business. Ask its owner to invite you."), name), 403  # fmt: skip
    answer = begin_session(redirect(local_path(kept[4]), 303), token)
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
    name = form.get("sign_in_name", "").strip().lower()
    is_saml = form.get("kind") == "saml"
    wish = {
        "sign_in_name": name,
        "kind": "saml" if is_saml else "oidc",
        "issuer": form.get("issuer", "").strip(),
        "client_id": None if is_saml else form.get("client_id", "").strip(),
        "role_code": form.get("role", ""),
    }
    secret = None if is_saml else form.get("secret", "").strip()
    try:
        with visit(_MANAGE) as visitor:
            if is_saml:
                metadata = form.get("metadata", "").strip()
                wish |= {"metadata": metadata, "issuer": _saml_of(metadata, name).issuer()}
            connect_directory(visitor.connection, wish, secret)
    except Refused:
        return _refuse(
            gettext("This metadata can’t be read. Paste the whole XML of one directory.")
        )
    except EnvironmentProblem as problem:
        log.warning("no SAML here", error=problem.message)
        return _refuse(gettext("SAML isn’t set up on this platform. Tell headquarters."))
    except DBAPIError as problem:
        refusal = refusal_of(problem)
        if refusal is None or refusal.sqlstate not in _MISTAKES:
            raise
        return _refuse(refusal.hint(current_language()))
    return redirect(url_for("connections.show_connections", saved=1), 303)


@management.post("/connections/<uuid:connection_id>/end")
def disconnect(connection_id: UUID) -> Response:
    """Take a directory away."""
    with visit(_MANAGE) as visitor:
        disconnect_directory(visitor.connection, connection_id)
    return redirect(url_for("connections.show_connections", saved=1), 303)


def _refuse(mistake: str) -> tuple[str, int]:
    with visit(_MANAGE) as visitor:
        return _connections(visitor, mistake), 400


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


def _saml(directory: Directory, name: str) -> SamlDirectory:
    if directory.kind != "saml":
        abort(404)
    return _saml_of(directory.metadata or "", name.lower())


def _saml_of(metadata: str, name: str) -> SamlDirectory:
    here = _back(name).removesuffix("/back")
    return SamlDirectory(metadata=metadata, entity_id=here, back=f"{here}/saml")


def _failed(problem: Trouble | EnvironmentProblem, name: str) -> tuple[str, int]:
    log.warning("directory failed", code=getattr(problem, "code", "environment"))
    return _ask(_unreachable(), name), 502


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
