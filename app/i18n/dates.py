"""Dates and times as each language writes them."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from app.i18n.catalogue import Language


def day(on: date, language: Language) -> str:
    """Write a day in full: 2026-11-16 (월), Mon 16 Nov 2026."""
    if language == "ko":
        return f"{on:%Y-%m-%d} ({weekday(on, language)})"
    return f"{weekday(on, language)} {_day_month(on)} {on.year}"


def short_day(on: date, language: Language) -> str:
    """Write a day without its year: 11-16 (월), Mon 16 Nov."""
    if language == "ko":
        return f"{on:%m-%d} ({weekday(on, language)})"
    return f"{weekday(on, language)} {_day_month(on)}"


def weekday(on: date, language: Language) -> str:
    """Write the day of the week, short."""
    return format_date(on, "EEE", locale=language)


def month(on: date, language: Language) -> str:
    """Write a month with its year: 2026년 11월, November 2026."""
    return f"{on.year}년 {on.month}월" if language == "ko" else format_date(on, "LLLL y", "en")


def month_name(on: date, language: Language) -> str:
    """Write a month alone: 11월, November."""
    return f"{on.month}월" if language == "ko" else format_date(on, "LLLL", "en")


def period(start: date, end: date, language: Language) -> str:
    """Write a period: 2026-11-02 ~ 11-08, 2–8 Nov 2026."""
    if start == end:
        return day(start, language)
    if language == "ko":
        last = f"{end:%m-%d}" if start.year == end.year else f"{end:%Y-%m-%d}"
        return f"{start:%Y-%m-%d} ~ {last}"
    if start.year != end.year:
        return f"{_day_month(start)} {start.year} – {_day_month(end)} {end.year}"
    if start.month != end.month:
        return f"{_day_month(start)} – {_day_month(end)} {end.year}"
    return f"{start.day}–{_day_month(end)} {end.year}"


def is_whole_month(start: date, end: date) -> bool:
    """Tell whether a period is exactly one calendar month."""
    same = (start.year, start.month) == (end.year, end.month)
    return same and start.day == 1 and end.day == monthrange(end.year, end.month)[1]


def clock(at: datetime, time_zone: str, language: Language) -> str:
    """Write an instant in a zone, without its year: 11-16 09:12, 16 Nov 09:12."""
    local = at.astimezone(ZoneInfo(time_zone))
    return f"{local:%m-%d %H:%M}" if language == "ko" else f"{_day_month(local)} {local:%H:%M}"


def instant(at: datetime, time_zone: str, language: Language) -> str:
    """Write an instant in a zone in full: 2026-11-16 (월) 09:12, Mon 16 Nov 2026 09:12."""
    local = at.astimezone(ZoneInfo(time_zone))
    return f"{day(local.date(), language)} {local:%H:%M}"


def _day_month(on: date) -> str:
    return f"{on.day} {format_date(on, 'MMM', 'en')}"
