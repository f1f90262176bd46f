"""Row security is the second lock; the first is that every statement names its tenant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from app.db.context import _engine, sqlalchemy_url
from tests.portal.platform import ACADEMY, BRANCH_MANAGER, OWNER, Platform

TABS = ("lines", "days", "methods", "branches", "tax", "adjustments", "rules", "history")


@pytest.fixture
def statements(platform: Platform) -> Iterator[list[str]]:
    """What the portal's pool sends to the database."""
    engine = _engine("mg_app", sqlalchemy_url("mg_app"))
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, text: str, *_more: Any) -> None:
        sent.append(text)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_every_statement_names_its_tenant(
    signed_in: Callable[[str], FlaskClient], platform: Platform, statements: list[str]
) -> None:
    here = f"/settlements/{platform.statement(ACADEMY, '2026-09-30')['statement_id']}"
    client = signed_in(OWNER)
    for path in (
        "/settlements",
        "/settlements?status=carried&sort=gross&basis=period&from=2026-01-01",
        "/settlements/statements.csv",
        "/settlements/calendar?day=2026-09-29",
        *(f"{here}?tab={tab}" for tab in TABS),
        f"{here}?kind=refund&branch=mapo&method=card&day=2026-09-29&ref=R-001&sort=-net",
        f"{here}/lines/{platform.event_id(ACADEMY, 'R-001')}",
    ):
        assert client.get(path).status_code == 200, path
    branch = signed_in(BRANCH_MANAGER)
    for path in ("/settlements", here):
        assert branch.get(path).status_code == 200, path
    data = [
        text
        for text in statements
        if "pg_catalog" not in text and (" settlement." in text or " tenancy." in text)
    ]
    assert len(data) > 30
    for text in data:
        assert "tenant_id = %(" in text or "explain_line(" in text, text
