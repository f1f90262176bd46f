"""One line explained in words, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from tests.portal.platform import ACADEMY, OWNER, Platform


def _explanation(platform: Platform, ref: str) -> tuple[str, dict[str, Any]]:
    statement = platform.statement(ACADEMY, "2026-09-30")
    event = platform.event_id(ACADEMY, ref)
    with platform.clone.superuser() as connection:
        row = connection.execute(
            "SELECT settlement.explain_line(%s, %s)::text", (statement["tenant_id"], event)
        ).fetchone()
    assert row is not None
    path = f"/settlements/{statement['statement_id']}/lines/{event}"
    return path, json.loads(row[0])


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("ref", ["S-001", "COUPON", "R-001", "C-003"])
def test_the_page_says_what_the_database_explains(
    signed_in: Callable[[str, str], FlaskClient], platform: Platform, ref: str, language: str
) -> None:
    path, explanation = _explanation(platform, ref)
    page = signed_in(OWNER, language).get(path).text
    assert f"<h1>{ref}</h1>" in page
    for component in explanation["components"]:
        assert str(escape(component[f"formula_{language}"])) in page
        assert f"{abs(component['fee_minor']):,}" in page
        assert component["rule"] is not None
        for other in component["rejected"]:
            assert str(escape(other[f"reason_{language}"])) in page
    if explanation["discount"]:
        assert str(escape(explanation["discount"][f"formula_{language}"])) in page


def test_a_refund_leads_to_its_payment(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    client = signed_in(OWNER)
    path, _ = _explanation(platform, "R-001")
    original, _ = _explanation(platform, "S-001")
    assert f'href="{original}"' in client.get(path).text


def test_a_line_that_is_none(signed_in: Callable[[str], FlaskClient], platform: Platform) -> None:
    path, _ = _explanation(platform, "S-001")
    client = signed_in(OWNER)
    assert client.get(path[:-4] + "0000").status_code == 404
    assert client.get(path[:-4]).status_code == 404
