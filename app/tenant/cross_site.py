"""Refuses requests that another site's page makes in a signed-in person's name.

An unsafe request must come from this origin by the browser's own word (Sec-Fetch-Site, or Origin
where a browser lacks it), and its form must carry a token that only our page could know. Tenants
share a domain, so `same-site` is as foreign as `cross-site`.
"""

import hashlib
import hmac
import secrets
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request

from app.tenant.cookie import SESSION_COOKIE, set_cookie

FORM_FIELD: Final = "form_token"
_VISIT_COOKIE: Final = "__Host-mg_visit"
_COOKIELESS: Final = frozenset(
    {"assertion", "oauth"}
)  # reads no cookie, so that nobody's can be misused
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def register(portal: Flask) -> None:
    """Check every unsafe request, and offer `form_token()` to templates."""
    portal.before_request(_refuse_foreign)
    portal.after_request(_remember_visit)
    portal.jinja_env.globals["form_token"] = form_token


def form_token() -> str:
    """Return the token of this visitor's forms: bound to the session, or to the visit before it."""
    return hmac.new(_secret().encode(), b"form", hashlib.sha256).hexdigest()


def _secret() -> str:
    known = request.cookies.get(SESSION_COOKIE) or request.cookies.get(_VISIT_COOKIE)
    if known:
        return known
    if "visit_secret" not in g:
        g.visit_secret = secrets.token_urlsafe(32)
    return str(g.visit_secret)


def _remember_visit(response: Response) -> Response:
    if "visit_secret" in g:
        set_cookie(response, _VISIT_COOKIE, str(g.visit_secret))
    return response


def _refuse_foreign() -> None:
    if request.method in _SAFE_METHODS or request.blueprint in _COOKIELESS:
        return
    if not _is_from_here():
        abort(403)
    sent = request.form.get(FORM_FIELD, "")
    if not hmac.compare_digest(sent.encode(), form_token().encode()):
        abort(403)


def _is_from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host
