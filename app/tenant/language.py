"""Which language a visitor reads: their choice, else their browser's wish, else Korean."""

from typing import Final, cast

from flask import Blueprint, Flask, abort, g, redirect, request
from werkzeug.wrappers import Response

from app.i18n import DEFAULT_LANGUAGE, LANGUAGES, Language, as_language
from app.tenant.cookie import set_cookie
from app.tenant.local_path import local_path

LANGUAGE_COOKIE: Final = "__Host-mg_language"
_A_YEAR: Final = 365 * 24 * 60 * 60

blueprint = Blueprint("language", __name__)


def register(portal: Flask) -> None:
    """Offer the language to views and templates, and the switch at /language."""
    portal.register_blueprint(blueprint)
    portal.context_processor(lambda: {"language": current_language()})
    portal.after_request(_vary)


def current_language() -> Language:
    """Return the language of the request in hand."""
    if "language" not in g:
        wished = request.accept_languages.best_match(LANGUAGES, default=DEFAULT_LANGUAGE)
        g.language = as_language(request.cookies.get(LANGUAGE_COOKIE)) or wished
    return cast("Language", g.language)


@blueprint.post("/language")
def choose() -> Response:
    """Remember a language and go back to where the visitor was."""
    chosen = as_language(request.form.get("language"))
    if chosen is None:
        abort(400)
    answer = redirect(local_path(request.form.get("next")), 303)
    set_cookie(answer, LANGUAGE_COOKIE, chosen, _A_YEAR)
    return answer


def _vary(response: Response) -> Response:
    response.vary.update(("Accept-Language", "Cookie"))
    return response
