"""One statement: facts, waterfall, tabs and lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from app.i18n.money import digits
from tests.portal.platform import ACADEMY, KIOSK, KIOSK_OWNER, OWNER, SHOP, SHOP_OWNER, Platform

REF = re.compile(r'class="l1"><a href="[^"]+/lines/[^"]+">([^<]+)</a>')
BAR = re.compile(r'<rect x="([\d.]+)" y="14" width="([\d.]+)"')


def _page(client: FlaskClient, platform: Platform, query: str = "", **of: str) -> str:
    tenant, end = of.get("tenant", ACADEMY), of.get("end", "2026-09-30")
    statement_id = platform.statement(tenant, end)["statement_id"]
    answer = client.get(f"/settlements/{statement_id}{query}")
    assert answer.status_code == 200
    return str(answer.text)


def test_the_four_facts(signed_in: Callable[[str, str], FlaskClient], platform: Platform) -> None:
    statement = platform.statement(ACADEMY, "2026-09-30")
    page = _page(signed_in(OWNER, "ko"), platform)
    facts = page.split('<dl class="facts">')[1].split("</dl>")[0]
    assert f"{statement['payout_minor']:,}<small>원</small>" in facts
    assert "2026-09-01 ~ 09-30" in facts
    assert "61건, 3건" in facts
    assert "차지백 1건 포함" in facts
    assert "<h1>2026년 9월 정산</h1>" in page
    assert 'class="seal"' not in page
    assert "124-81-00998" in page


def test_a_confirmed_statement_bears_the_seal(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    page = _page(signed_in(OWNER), platform, end="2026-08-31")
    assert 'class="seal"' in page
    assert "Paid on Mon 7 Sep 2026" in page


def test_the_waterfall_is_that_of_the_database_and_adds_up(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    statement = platform.statement(ACADEMY, "2026-09-30")
    table = _page(signed_in(OWNER), platform).split('<table class="wf"')[1].split("</table>")[0]
    with platform.clone.superuser() as connection:
        steps = connection.execute(
            "SELECT code, amount_minor FROM settlement.statement_waterfall"
            " WHERE statement_id = %s AND amount_minor <> 0 ORDER BY step",
            (statement["statement_id"],),
        ).fetchall()
    rows = table.split("<tbody")[1].split("<tr")[1:]
    assert len(rows) == len(steps)
    for row, (code, amount) in zip(rows, steps, strict=True):
        assert f"₩{abs(int(amount)):,}" in row, code
        assert ("−" in row) == (int(amount) < 0), code
    bars = [(float(x), float(width)) for x, width in BAR.findall(table)]
    assert len(bars) == len(steps)
    assert all(x >= 0 and x + width <= 1000.1 for x, width in bars)


def test_the_check_of_the_identity_is_shown(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    assert "Totals match" in _page(signed_in(OWNER), platform)


def test_a_negative_balance_keeps_its_bars_on_the_ruler(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    page = _page(signed_in(KIOSK_OWNER), platform, tenant=KIOSK, end="2026-08-20")
    assert "Carried over" in page
    assert all(
        float(x) >= 0 and float(x) + float(width) <= 1000.1 for x, width in BAR.findall(page)
    )


@pytest.mark.parametrize(
    ("tab", "holds"),
    [
        ("lines", "S-001"), ("days", "Tue 29 Sep"), ("methods", "Naver Pay"),
        ("branches", "마포점"), ("adjustments", "교재비 환급"), ("rules", "1.5%"), ("tax", "Supply value"),
        ("history", "Calculated"),
    ],
)  # fmt: skip
def test_every_tab_is_a_link_and_shows_its_part(
    signed_in: Callable[[str], FlaskClient], platform: Platform, tab: str, holds: str
) -> None:
    page = _page(signed_in(OWNER), platform, f"?tab={tab}&ref=" if tab != "lines" else "?ref=S-001")
    assert holds in page
    tabs = page.split('class="tabs"')[1].split("</nav>")[0]
    assert tabs.count("<a ") == 8
    assert tabs.count('aria-current="page"') == 1


@pytest.mark.parametrize("tab", ["days", "methods", "branches"])
def test_the_parts_sum_to_the_statement(
    signed_in: Callable[[str], FlaskClient], platform: Platform, tab: str
) -> None:
    statement = platform.statement(ACADEMY, "2026-09-30")
    foot = _page(signed_in(OWNER), platform, f"?tab={tab}").split("<tfoot")[1].split("</tfoot>")[0]
    for name in ("gross_sales_minor", "platform_discount_minor"):
        assert digits(statement[name], 0) in foot
    for name in ("platform_fee_minor", "pg_fee_minor"):
        assert digits(-statement[name], 0) in foot


@pytest.mark.parametrize("sort", ["", "-time", "sales", "-sales", "net", "-net"])
def test_pages_hold_every_line_once(
    signed_in: Callable[[str], FlaskClient], platform: Platform, sort: str
) -> None:
    client = signed_in(OWNER)
    page = _page(client, platform, f"?sort={sort}")
    refs = REF.findall(page)
    while found := re.search(r'rel="next" href="([^"]+)"', page):
        page = client.get(unquote(found.group(1).replace("&amp;", "&"))).text
        refs += REF.findall(page)
    assert len(refs) == len(set(refs)) == 64


def test_lines_stand_in_the_order_of_the_events(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    refs = REF.findall(_page(signed_in(OWNER), platform, "?day=2026-09-29"))
    assert refs == ["C-003", "COUPON", "R-001", "R-002"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("kind=refund", 2), ("kind=chargeback", 1), ("kind=&method=&branch=&day=&ref=", 64), ("method=-", 0),
        ("branch=mokdong", 30), ("day=2026-09-02", 3), ("ref=S-001", 2), ("ref=nowhere", 0),
        ("kind=refund&ref=S-001", 1), ("ref=%27%20OR%201%3D1", 0),
    ],
)  # fmt: skip
def test_lines_are_filtered_and_their_total_with_them(
    signed_in: Callable[[str], FlaskClient], platform: Platform, query: str, count: int
) -> None:
    page = _page(signed_in(OWNER), platform, f"?{query}")
    if count:
        assert f"<b>{count} transaction" in page
    else:
        assert "No transaction matches" in page


@pytest.mark.parametrize(
    "query",
    ["tab=secrets", "kind=gift", "day=tomorrow", "sort=ref", "ref=a%00b", "after=x", "before=W10"],
)
def test_a_condition_that_makes_no_sense_is_a_bad_request(
    signed_in: Callable[[str], FlaskClient], platform: Platform, query: str
) -> None:
    statement_id = platform.statement(ACADEMY, "2026-09-30")["statement_id"]
    answer = signed_in(OWNER).get(f"/settlements/{statement_id}?{query}")
    assert answer.status_code == 400


def test_dollars_are_written_with_cents(
    signed_in: Callable[[str, str], FlaskClient], platform: Platform
) -> None:
    for language in ("ko", "en"):
        page = _page(signed_in(SHOP_OWNER, language), platform, tenant=SHOP)
        assert "$1,246.27" in page
        assert "−$1.70" in page


def test_a_statement_that_was_taken_back_says_so(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    client = signed_in(SHOP_OWNER)
    void, valid = platform.statements(SHOP)
    assert (void["status"], valid["status"]) == ("void", "calculated")
    page = client.get(f"/settlements/{void['statement_id']}").text
    assert "This statement was taken back." in page
    assert "Totals match" not in page
    assert 'class="seal"' not in page
    listed = client.get("/settlements").text
    assert str(valid["statement_id"]) in listed
    assert str(void["statement_id"]) not in listed
    assert str(void["statement_id"]) in client.get("/settlements?status=void").text
    history = client.get(f"/settlements/{valid['statement_id']}?tab=history").text
    assert "Taken back" in history
    assert "Version 2" in history
