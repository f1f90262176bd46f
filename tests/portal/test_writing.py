"""Amounts and dates as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.i18n import Language, dates
from app.i18n.money import digits, money


@pytest.mark.parametrize(
    ("minor", "currency", "decimals", "korean", "english"),
    [
        (1_234_567, "KRW", 0, "1,234,567원", "₩1,234,567"),
        (-764_000, "KRW", 0, "−764,000원", "−₩764,000"),
        (0, "KRW", 0, "0원", "₩0"),
        (123_450, "USD", 2, "$1,234.50", "$1,234.50"),
        (-5, "USD", 2, "−$0.05", "−$0.05"),
        (100, "JPY", 0, "100엔", "¥100"),
        (12_345, "KWD", 3, "KWD 12.345", "KWD 12.345"),
        (9_223_372_036_854_775_807, "KRW", 0, "9,223,372,036,854,775,807원",
         "₩9,223,372,036,854,775,807"),
    ],
)  # fmt: skip
def test_money(minor: int, currency: str, decimals: int, korean: str, english: str) -> None:
    assert str(money(minor, currency, decimals, "ko")) == korean
    assert str(money(minor, currency, decimals, "en")) == english


def test_a_plus_where_it_is_asked_for() -> None:
    assert digits(66_000, 0, plus=True) == "+66,000"
    assert digits(0, 0, plus=True) == "0"
    assert digits(-1, 2, plus=True) == "−0.01"


@pytest.mark.parametrize(
    ("start", "end", "korean", "english"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), "2026-10-01 ~ 10-31", "1–31 Oct 2026"),
        (date(2026, 9, 28), date(2026, 10, 4), "2026-09-28 ~ 10-04", "28 Sep – 4 Oct 2026"),
        (date(2026, 12, 28), date(2027, 1, 3), "2026-12-28 ~ 2027-01-03",
         "28 Dec 2026 – 3 Jan 2027"),
        (date(2026, 11, 16), date(2026, 11, 16), "2026-11-16 (월)", "Mon 16 Nov 2026"),
    ],
)  # fmt: skip
def test_periods(start: date, end: date, korean: str, english: str) -> None:
    assert dates.period(start, end, "ko") == korean
    assert dates.period(start, end, "en") == english


@pytest.mark.parametrize(
    ("language", "written"),
    [("ko", "2026-12-01 (화) 00:30"), ("en", "Tue 1 Dec 2026 00:30")],
)
def test_an_instant_is_told_where_the_tenant_is(language: Language, written: str) -> None:
    at = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
    assert dates.instant(at, "Asia/Seoul", language) == written


def test_whole_months() -> None:
    assert dates.is_whole_month(date(2028, 2, 1), date(2028, 2, 29))
    assert not dates.is_whole_month(date(2028, 2, 1), date(2028, 2, 28))
    assert not dates.is_whole_month(date(2026, 1, 1), date(2026, 2, 28))
