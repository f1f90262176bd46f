"""Asks a signed-in person whether an application may act for them, and sends it a code if so."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2 import OAuth2Error
from authlib.oidc.core.errors import ConsentRequiredError, LoginRequiredError
from flask import Blueprint, g, redirect, render_template, request
from sqlalchemy import RowMapping
from werkzeug.wrappers import Response

from app.oauth.client import Client, list_scopes
from app.oauth.grant import is_authorized
from app.tenant.cookie import SESSION_COOKIE
from app.tenant.error_page import error_page
from app.tenant.oauth.server import server
from app.tenant.sign_in import to_login
from app.tenant.text import gettext
from app.tenant.visit import visit

blueprint = Blueprint("authorize", __name__)


@blueprint.get("/oauth/authorize")
def show_authorization() -> Response | str:
    """Ask; or go on at once if the person let the application do all this before."""
    token = request.cookies.get(SESSION_COOKIE, "")
    prompts = request.args.get("prompt", "").split()
    try:
        asked = server.get_consent_grant(end_user=token or None)
        if not token and "none" in prompts:
            raise LoginRequiredError(
                redirect_uri=asked.redirect_uri, state=asked.request.payload.state
            )
    except OAuth2Error as error:
        return _refuse(error)
    if not token or "login" in prompts:
        return to_login(_without_login(prompts))
    client: Client = asked.request.client
    scopes = asked.request.scope.split()
    was_allowed = is_authorized(token, client.client_id, scopes)
    if was_allowed and "consent" not in prompts:
        return _send_on(server.create_authorization_response(grant_user=token, grant=asked))
    if "none" in prompts:
        return _refuse(
            ConsentRequiredError(redirect_uri=asked.redirect_uri, state=asked.request.payload.state)
        )
    return _page(client, scopes)


@blueprint.post("/oauth/authorize")
def decide() -> Response:
    """Send the application a code, or that it was refused."""
    token = request.cookies.get(SESSION_COOKIE, "")
    if not token:
        return to_login()
    try:
        asked = server.get_consent_grant(end_user=token)
    except OAuth2Error as error:
        return _refuse(error)
    allowed = token if request.form.get("decision") == "allow" else None
    return _seen(server.create_authorization_response(grant_user=allowed, grant=asked))


def _page(client: Client, scopes: list[str]) -> str:
    known = {row["scope"]: row for row in list_scopes()}
    asked: list[RowMapping] = [known[scope] for scope in scopes if scope in known]
    # The answer to the form leads to the application, which browsers hold to be part of the form.
    g.form_targets = [_origin(uri) for uri in client.redirect_uris]
    with visit(None) as visitor:
        return render_template(
            "oauth/authorize.html",
            client=vars(client),
            scopes=asked,
            visitor=visitor,
            target=urlsplit(request.args.get("redirect_uri") or client.redirect_uris[0]),
            query=request.query_string.decode(),
        )


def _send_on(answer: Response) -> Response:
    """After a form of our own, a page that goes on by itself: a redirect would count as the form's target."""
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site", "none"}:
        return _seen(answer)
    location = answer.headers["Location"]
    return Response(
        render_template("oauth/going_on.html", location=location), content_type="text/html"
    )


def _seen(answer: Response) -> Response:
    if answer.status_code == 302:
        answer.status_code = 303
    return answer


def _refuse(error: OAuth2Error) -> Response:
    """Tell the application where the address is one of its own; else only the person."""
    if error.redirect_uri:
        return redirect(f"{error.redirect_uri}{_query(error)}", 303)
    return error_page(
        400,
        gettext("The application that sent you here asked in a way that we don’t allow (%(error)s). Tell its makers.")
        % {"error": error.error},
    )  # fmt: skip


def _query(error: OAuth2Error) -> str:
    said: list[Any] = [(name, value) for name, value in error.get_body() if value]
    mark = "&" if "?" in error.redirect_uri else "?"
    return mark + urlencode(said)


def _without_login(prompts: list[str]) -> str | None:
    """Where to come back to once the person has signed in anew: asked again, it would never end."""
    if "login" not in prompts:
        return None
    query = request.args.to_dict()
    query["prompt"] = " ".join(p for p in prompts if p != "login")
    return f"{request.path}?{urlencode({k: v for k, v in query.items() if v})}"


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"
