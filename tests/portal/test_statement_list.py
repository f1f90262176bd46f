"""The list of statements: what it shows, how it narrows, sorts and goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from app.i18n.money import digits
from tests.portal.platform import (
    ACADEMY,
    KIOSK,
    KIOSK_DAYS,
    KIOSK_OWNER,
    OWNER,
    SHOP_OWNER,
    Platform,
)

NUMBER = re.compile(r">(\d{8}-\d+)</a></td>")
LINK = r'rel="{}" href="([^"]+)"'


def _numbers(page: str) -> list[str]:
    return NUMBER.findall(page)


def _link(page: str, rel: str) -> str | None:
    found = re.search(LINK.format(rel), page)
    return unquote(found.group(1).replace("&amp;", "&")) if found else None


def test_a_statement_stands_in_one_row(
    signed_in: Callable[[str, str], FlaskClient], platform: Platform
) -> None:
    statement = platform.statement(ACADEMY, "2026-09-30")
    page = signed_in(OWNER, "ko").get("/settlements").text
    assert statement["statement_number"] in page
    assert "2026-09-01 ~ 09-30" in page
    assert "확인 중" in page
    assert "지급 완료" in page
    assert f"{statement['payout_minor']:,}<small>원</small>" in page


def test_the_total_is_that_of_the_whole_filter(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    kiosk = platform.statements(KIOSK)
    assert len(kiosk) == KIOSK_DAYS
    foot = signed_in(KIOSK_OWNER).get("/settlements").text.split("<tfoot")[1]
    assert f"Total, {KIOSK_DAYS} statements" in foot
    for name in ("gross_sales_minor", "payout_minor"):
        assert digits(sum(row[name] for row in kiosk), 0) in foot
    assert digits(-sum(row["fee_total_minor"] for row in kiosk), 0) in foot


@pytest.mark.parametrize(
    "sort", ["", "payout_date", "-period", "period", "gross", "-gross", "payout", "-payout"]
)
def test_pages_hold_every_statement_once_there_and_back(
    signed_in: Callable[[str], FlaskClient], platform: Platform, sort: str
) -> None:
    client = signed_in(KIOSK_OWNER)
    pages = [client.get("/settlements", query_string={"sort": sort}).text]
    while following := _link(pages[-1], "next"):
        pages.append(client.get(following).text)
    there = [_numbers(page) for page in pages]
    everything = [number for page in there for number in page]
    assert len(there) > 1
    assert len(everything) == KIOSK_DAYS
    assert set(everything) == {row["statement_number"] for row in platform.statements(KIOSK)}
    back = [there[-1]]
    page = pages[-1]
    while preceding := _link(page, "prev"):
        page = client.get(preceding).text
        back.insert(0, _numbers(page))
    assert [number for page in back for number in page] == everything


def test_sort_links_turn_round_and_say_how_it_is_sorted(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    client = signed_in(KIOSK_OWNER)
    page = client.get("/settlements").text
    assert re.search(r'aria-sort="descending"><a href="/settlements\?sort=payout_date"', page)
    page = client.get("/settlements?sort=gross").text
    assert re.search(r'aria-sort="ascending"><a href="/settlements\?sort=-gross"', page)
    assert page.count("aria-sort") == 1


def test_filters_narrow_rows_and_total_alike(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    client = signed_in(KIOSK_OWNER)
    page = client.get("/settlements?basis=period&from=2026-08-05&to=2026-08-07&sort=period").text
    assert _numbers(page) == ["20260805-1", "20260806-1", "20260807-1"]
    assert "Total, 3 statements" in page
    page = client.get("/settlements?status=carried").text
    carried = [
        row["statement_number"]
        for row in platform.statements(KIOSK)
        if row["payout_minor"] == 0 and row["carry_out_minor"] != 0
    ]
    assert carried
    assert sorted(_numbers(page)) == sorted(carried)
    page = signed_in(OWNER).get("/settlements?status=paid&status=confirmed").text
    assert _numbers(page) == ["20260831-1"]


def test_a_carried_balance_leads_to_the_next_statement(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    page = signed_in(KIOSK_OWNER).get("/settlements?status=carried&sort=period").text
    following = platform.statement(KIOSK, "2026-08-21")["statement_id"]
    assert f'href="/settlements/{following}"' in page


def test_nothing_found_says_how_to_go_on(signed_in: Callable[[str], FlaskClient]) -> None:
    page = signed_in(OWNER).get("/settlements?from=2020-01-01&to=2020-02-01").text
    assert "No statement matches" in page
    assert "Reset filters" in page


@pytest.mark.parametrize(
    "query",
    [
        "from=yesterday", "to=2026-02-30", "from=2026-09-02&to=2026-09-01", "status=lost",
        "sort=tenant_id", "sort=payout;drop", "basis=moon", "after=%00", "after=!!!",
        "after=W10", "after=WyJhIiwiYiJd", "before=" + "A" * 500, "after=WyIyMDI2LTA5LTAxIiwxXQ",
        "from=99999-01-01", "status=" + "paid&status=" * 20,
    ],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_a_bad_request(
    signed_in: Callable[[str], FlaskClient], query: str
) -> None:
    answer = signed_in(OWNER).get(f"/settlements?{query}")
    assert answer.status_code == 400
    assert "makes no sense" in answer.text


@pytest.mark.parametrize("query", ["from=&to=&status=&sort=", "unknown=1", "from=0001-01-01"])
def test_an_empty_or_unknown_condition_is_none(
    signed_in: Callable[[str], FlaskClient], query: str
) -> None:
    assert signed_in(OWNER).get(f"/settlements?{query}").status_code in {200, 400}


def test_dollars_have_cents(signed_in: Callable[[str], FlaskClient]) -> None:
    page = signed_in(SHOP_OWNER).get("/settlements").text
    assert "1,246.27" in page
    assert "−1.70" in page


def test_the_sums_above_the_list_are_those_of_the_month_and_the_next_payout(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    statement = platform.statement(ACADEMY, "2026-09-30")
    facts = signed_in(OWNER).get("/settlements").text.split("facts")[1].split("</dl>")[0]
    assert f"₩{statement['payout_minor']:,}" in facts
    assert "confirming the deposit" in facts
    assert f"₩{statement['gross_sales_minor']:,}" in facts
