"""What every answer says to the browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.portal.platform import ACADEMY, OWNER, Platform

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
OPEN_PAGES = ("/login", "/nowhere", "/healthz", "/readyz", "/logout", "/settlements")
INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.I)


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_every_answer_is_locked_down(visitor: FlaskClient, path: str) -> None:
    headers = visitor.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["Cache-Control"] == "no-store"


def test_no_page_of_data_is_stored_or_has_anything_inline(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    client = signed_in(OWNER)
    statement = platform.statement(ACADEMY, "2026-09-30")["statement_id"]
    event = platform.event_id(ACADEMY, "S-001")
    here = f"/settlements/{statement}"
    tabs = ("lines", "days", "methods", "branches", "tax", "adjustments", "rules", "history")
    paths = [
        "/settlements",
        "/settlements/calendar?day=2026-09-10",
        *(f"{here}?tab={tab}" for tab in tabs),
        f"{here}/lines/{event}",
    ]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert not INLINE.search(answer.text), path


def test_assets_are_kept_for_ever_under_a_name_of_their_content(visitor: FlaskClient) -> None:
    page = visitor.get("/login").text
    names = set(re.findall(r'"(/assets/[^"]+)"', page))
    assert {name.rsplit(".", 1)[1] for name in names} == {"css", "js", "svg"}
    for name in names:
        answer = visitor.get(name)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
    assert visitor.get("/assets/portal-000000000000.css").status_code == 404
    assert visitor.get("/assets/../settings.py").status_code == 404
