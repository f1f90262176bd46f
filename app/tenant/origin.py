"""From where a request comes: what a log-in writes down, and by what a browser is known again."""

import re
import secrets
from typing import Final

from flask import g, request
from werkzeug.wrappers import Response

from app.identity import Visit
from app.settings import settings
from app.tenant.cookie import set_cookie
from app.tenant.request_log import request_id

_DEVICE_COOKIE: Final = "__Host-mg_device"
_DEVICE_SECONDS: Final = 400 * 24 * 60 * 60  # the longest that browsers keep a cookie
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


def this_visit() -> Visit:
    """The circumstances of the request in hand. A browser without a device cookie gets one (`remember_device`)."""
    known = request.cookies.get(_DEVICE_COOKIE)
    if not known and "device_token" not in g:
        g.device_token = secrets.token_urlsafe(32)
    return Visit(
        portal="tenant",
        address=request.remote_addr,
        country=_country(),
        user_agent=request.user_agent.string[:400] or None,
        device_token=known or str(g.device_token),
        request_id=request_id(),
    )


def remember_device(response: Response) -> None:
    """Let the browser be known again at its next log-in."""
    if "device_token" in g:
        set_cookie(response, _DEVICE_COOKIE, str(g.device_token), _DEVICE_SECONDS)


def _country() -> str | None:
    header = settings().country_header
    said = request.headers.get(header, "") if header else ""
    return said if _COUNTRY.fullmatch(said) else None
