"""A tenant's people see that tenant's statements over HTTP, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.reports import FORMATS
from tests.portal.platform import ACADEMY, KIOSK, KIOSK_OWNER, OWNER, SHOP, SHOP_OWNER, Platform


@pytest.mark.parametrize(
    ("email", "own", "others"),
    [
        (OWNER, ACADEMY, (KIOSK, SHOP)),
        (KIOSK_OWNER, KIOSK, (ACADEMY, SHOP)),
        (SHOP_OWNER, SHOP, (ACADEMY, KIOSK)),
    ],
)
def test_the_list_holds_the_own_statements_alone(
    signed_in: Callable[[str], FlaskClient],
    platform: Platform,
    email: str,
    own: str,
    others: tuple[str, str],
) -> None:
    page = signed_in(email).get("/settlements").text
    assert str(platform.statements(own)[-1]["statement_id"]) in page
    for other in others:
        for statement in platform.statements(other):
            assert str(statement["statement_id"]) not in page


def test_another_tenants_statement_is_not_there(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    client = signed_in(KIOSK_OWNER)
    foreign = platform.statement(ACADEMY, "2026-09-30")["statement_id"]
    event = platform.event_id(ACADEMY, "S-001")
    own = platform.statements(KIOSK)[0]["statement_id"]
    paths = [
        f"/settlements/{foreign}",
        f"/settlements/{foreign}?tab=rules",
        f"/settlements/{foreign}/lines/{event}",
        f"/settlements/{own}/lines/{event}",
        *(f"/settlements/{foreign}/report.{file_format}" for file_format in FORMATS),
    ]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "S-001" not in answer.text
        assert "새봄" not in answer.text


def test_a_line_belongs_to_its_own_statement(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    august = platform.statement(ACADEMY, "2026-08-31")["statement_id"]
    event = platform.event_id(ACADEMY, "S-001")
    assert signed_in(OWNER).get(f"/settlements/{august}/lines/{event}").status_code == 404
