"""What a browser may do with our pages: nothing but show them, from this origin alone."""

from typing import Final

from flask import Flask, Response, g
from secure import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)

CONTENT_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

_HEADERS = Secure(
    csp=ContentSecurityPolicy().value(CONTENT_POLICY),
    coop=CrossOriginOpenerPolicy().same_origin(),
    corp=CrossOriginResourcePolicy().same_origin(),
    hsts=StrictTransportSecurity().max_age(31_536_000).include_subdomains(),
    permissions=PermissionsPolicy().camera().geolocation().microphone().payment(),
    referrer=ReferrerPolicy().same_origin(),
    xcto=XContentTypeOptions().nosniff(),
    xfo=XFrameOptions().deny(),
)
_CSP: Final = "Content-Security-Policy"
_NO_STORE = CacheControl().no_store().header_value


def register(portal: Flask) -> None:
    """Put the headers on every answer; what doesn't say otherwise is never stored."""
    portal.after_request(_protect)


def _protect(response: Response) -> Response:
    for name, value in _HEADERS.headers.items():
        response.headers[name] = value
    if targets := g.get("form_targets"):
        allowed = " ".join(["form-action 'self'", *targets])
        response.headers[_CSP] = CONTENT_POLICY.replace("form-action 'self'", allowed)
    response.headers.setdefault("Cache-Control", _NO_STORE)
    return response
