"""Signing in by Kakao or Naver, and linking such a log-in."""

from __future__ import annotations

import hmac
import secrets
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.identity.login import TooManyAttempts
from app.identity.social import NotLinked, begin_link, link, log_in_with_social, unlink
from app.integrations.social_login import SocialLogin, social_login
from app.integrations.trouble import Trouble
from app.tenant.cookie import drop_cookie, set_cookie
from app.tenant.identity.mistake import mistake_of
from app.tenant.identity.session_cookie import begin_session, session_token
from app.tenant.language import current_language
from app.tenant.local_path import local_path
from app.tenant.origin import this_visit
from app.tenant.request_log import log
from app.tenant.sign_in import ask_for_session
from app.tenant.text import gettext

blueprint = Blueprint("social", __name__)
# What comes back from the service has to belong to the browser that was sent there.
_COOKIE: Final = "__Host-mg_social"
_SECONDS: Final = 10 * 60
_TOO_LATE, _REFUSED, _NOT_LINKED = "too late", "refused", "not linked"


@blueprint.get("/login/<any(kakao, naver):provider>")
def begin(provider: str) -> Response:
    """Send the browser to the service."""
    return _send(_service(provider), "log_in", local_path(request.args.get("next")))


@blueprint.get("/account/security/link/<any(kakao, naver):provider>")
def send_to_link(provider: str) -> Response:
    """Send the browser to the service, to link the log-in with the signed-in person."""
    if (answer := ask_for_session()) is not None:
        return answer
    begin_link(session_token())
    return _send(_service(provider), "link", url_for("security.show_security"))


@blueprint.post("/account/security/unlink")
def take_away() -> Response:
    """Take a linked log-in away."""
    if (answer := ask_for_session()) is not None:
        return answer
    if not unlink(session_token(), request.form.get("provider", ""), this_visit()):
        abort(404)
    return redirect(url_for("security.show_security", changed=1), 303)


@blueprint.get("/login/<any(kakao, naver):provider>/callback")
def come_back(provider: str) -> Response | tuple[str, int]:
    """Take what the service says of somebody: sign in, or link."""
    kept = request.cookies.get(_COOKIE, "").split("|")
    state = request.args.get("state", "")
    if len(kept) != 5 or kept[0] != provider or not hmac.compare_digest(kept[2].encode(), state.encode()):  # fmt: skip
        return _failed(_TOO_LATE, 400)
    _, purpose, _, verifier, next_path = kept
    if "code" not in request.args:
        return _failed(_REFUSED, 400)
    try:
        profile = _service(provider).profile(request.args["code"][:2000], state, verifier)
        if purpose == "link":
            link(session_token(), provider, profile, this_visit())
            answer = redirect(url_for("security.show_security", changed=1), 303)
        else:
            token = log_in_with_social(provider, profile, this_visit(), current_language())
            answer = begin_session(redirect(local_path(next_path), 303), token)
    except Trouble as problem:
        log.warning("social log-in failed", provider=provider, code=problem.code)
        return _failed(_REFUSED, 502)
    except NotLinked:
        return _failed(_NOT_LINKED, 403)
    except TooManyAttempts as problem:
        return _failed(mistake_of(problem).text, 429)
    drop_cookie(answer, _COOKIE)
    return answer


def _send(service: SocialLogin, purpose: str, next_path: str) -> Response:
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    answer = redirect(service.authorize_url(state, verifier), 303)
    # The path goes last and a bar in it would only be cut off.
    kept = "|".join((service.provider, purpose, state, verifier, next_path.replace("|", "")))
    set_cookie(answer, _COOKIE, kept, _SECONDS)
    return answer


def _service(provider: str) -> SocialLogin:
    found = social_login(provider)
    if found is None:
        abort(404)
    return found


def _failed(problem: str, status: int) -> tuple[str, int]:
    text = {
        _TOO_LATE: gettext(
            "That log-in took too long, or was begun in another browser. Try again."
        ),
        _REFUSED: gettext(
            "The other service didn’t let you in. Try again, or sign in with your e-mail."
        ),
        _NOT_LINKED: gettext(
            "No account is linked with this log-in. Sign in with your e-mail, then link it under Security; "
            "or open an account first."
        ),
    }.get(problem, problem)
    return render_template("identity/social_failed.html", text=text), status
