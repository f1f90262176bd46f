"""AU-13, AU-14: every download is written down before it begins; many of them are a security event."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from app.db import context
from tests.portal.platform import SHOP, SHOP_OWNER, Platform


def _noted(platform: Platform) -> list[tuple[str, str]]:
    with platform.clone.superuser() as connection:
        return [
            (str(subject), str(file_format))
            for subject, file_format in connection.execute(
                "SELECT e.subject, e.detail ->> 'format' FROM audit.entry AS e JOIN tenancy.tenant AS t USING (tenant_id)"
                " WHERE t.tenant_key = %s AND e.action = 'settlement.statement.exported' ORDER BY e.entry_id",
                (SHOP,),
            ).fetchall()
        ]


def test_downloads_are_written_down_and_many_are_an_event(
    platform: Platform, signed_in: Callable[[str], FlaskClient]
) -> None:
    client, before = signed_in(SHOP_OWNER), len(_noted(platform))
    statement = platform.statement(SHOP, "2026-09-30")["statement_id"]
    assert client.get(f"/settlements/{statement}/report.csv").status_code == 200
    assert client.get("/settlements/statements.csv").status_code == 200
    assert _noted(platform)[before:] == [(statement, "csv"), ("list", "csv")]
    for _ in range(50):
        client.get("/settlements/statements.csv")
    with platform.clone.superuser() as connection:
        events = connection.execute(
            "SELECT severity FROM identity.security_event WHERE kind = 'mass_export'"
        ).fetchall()
    assert events == [("high",)]


def test_a_context_that_does_not_hold_is_a_security_event(
    platform: Platform, signed_in: Callable[[str], FlaskClient], monkeypatch: object
) -> None:
    """As if somebody had injected a context of their own into a request."""
    client, real = signed_in(SHOP_OWNER), context._enter
    monkeypatch.setattr(context, "_enter", lambda *arguments: real(*arguments)[:-4] + "beef")
    answer = client.get("/settlements/statements.csv")
    assert answer.status_code == 403
    with platform.clone.superuser() as connection:
        events = connection.execute(
            "SELECT severity FROM identity.security_event WHERE kind = 'context_refused'"
        ).fetchall()
    assert events == [("high",)]
