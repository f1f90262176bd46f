"""The calendar of sales and payouts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.portal.platform import ACADEMY, OWNER, Platform


def test_a_month_holds_its_sales_and_payouts(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    august = platform.statement(ACADEMY, "2026-08-31")
    page = signed_in(OWNER).get("/settlements/calendar?day=2026-09-02").text
    assert "September 2026" in page
    assert page.count("<td") == 35
    assert f"{august['payout_minor']:,}" in page
    panel = page.split("<aside")[2]
    assert "2 payments" in panel or "3 payments" in panel
    assert "Paid" in panel


def test_it_opens_at_the_month_of_the_latest_payout(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    page = (
        signed_in(
            OWNER,
        )
        .get("/settlements/calendar")
        .text
    )
    assert "October 2026" in page
    assert "/settlements/calendar?month=2026-09-01" in page
    assert "/settlements/calendar?month=2026-11-01" in page


@pytest.mark.parametrize(
    "query", ["day=x", "month=2026-13-01", "day=0001-01-01", "month=9999-12-31", "day=%00"]
)
def test_a_day_that_is_none_is_a_bad_request(
    signed_in: Callable[[str], FlaskClient], query: str
) -> None:
    assert signed_in(OWNER).get(f"/settlements/calendar?{query}").status_code == 400
