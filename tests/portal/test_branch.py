"""Who is limited to a branch sees that branch's part, and nothing of the payout."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.portal.platform import ACADEMY, BRANCH_MANAGER, Platform


def _statement(platform: Platform) -> str:
    return f"/settlements/{platform.statement(ACADEMY, '2026-09-30')['statement_id']}"


def test_the_list_holds_the_branchs_sums(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    page = signed_in(BRANCH_MANAGER).get("/settlements").text
    with platform.clone.superuser() as connection:
        row = connection.execute(
            "SELECT b.net_minor FROM settlement.statement_by_branch AS b"
            " WHERE b.statement_id = %s AND b.branch_code = 'mapo'",
            (_statement(platform).rsplit("/", 1)[1],),
        ).fetchone()
    assert row is not None
    assert f"{row[0]:,}" in page
    assert f"{platform.statement(ACADEMY, '2026-09-30')['payout_minor']:,}" not in page
    assert "/settlements/calendar" not in page


@pytest.mark.parametrize("tab", ["", "?tab=methods"])
def test_a_statement_holds_the_branchs_lines(
    signed_in: Callable[[str], FlaskClient], platform: Platform, tab: str
) -> None:
    page = signed_in(BRANCH_MANAGER).get(_statement(platform) + tab).text
    assert f"{platform.statement(ACADEMY, '2026-09-30')['gross_sales_minor']:,}" not in page
    assert "waterfall" not in page
    if not tab:
        assert "S-002" in page
        assert "S-001" not in page


@pytest.mark.parametrize("tab", ["days", "branches", "tax", "adjustments", "rules", "history"])
def test_what_is_the_whole_business_is_refused(
    signed_in: Callable[[str], FlaskClient], platform: Platform, tab: str
) -> None:
    client = signed_in(BRANCH_MANAGER)
    assert client.get(f"{_statement(platform)}?tab={tab}").status_code == 403
    assert client.get(f"{_statement(platform)}/report.csv").status_code == 403
    assert client.get("/settlements/calendar").status_code == 403


def test_a_line_of_another_branch_is_not_there(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    event = platform.event_id(ACADEMY, "S-001")
    assert signed_in(BRANCH_MANAGER).get(f"{_statement(platform)}/lines/{event}").status_code == 404
