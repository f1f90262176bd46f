"""Days: business days of events, periods of a cycle, payout dates.

Sections "Events" (business day), "Statement of one tenant and period" (payout_date, cycles).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from tests.oracle.faults import Fault

CYCLES = ("daily", "weekly", "semimonthly", "monthly")


def business_day(occurred_at: str, zone: ZoneInfo) -> date:
    """The day of an instant in the tenant's time zone."""
    return instant(occurred_at).astimezone(zone).date()


def instant(text: str) -> datetime:
    """An ISO 8601 text with an offset; without one it names no instant."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise Fault(f"an instant without offset: {text}")
    return moment


def month_of(day: date) -> tuple[int, int]:
    """The calendar month of a day, as a sortable key."""
    return day.year, day.month


def month_before(month: tuple[int, int]) -> tuple[int, int]:
    """The calendar month before."""
    year, number = month
    return (year - 1, 12) if number == 1 else (year, number - 1)


def last_of_month(day: date) -> date:
    """The last day of the day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def period_of(day: date, cycle: str) -> tuple[date, date]:
    """First and last day of the cycle's period that holds the day."""
    if cycle == "daily":
        return day, day
    if cycle == "weekly":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if cycle == "semimonthly" and day.day <= 15:
        return day.replace(day=1), day.replace(day=15)
    if cycle == "semimonthly":
        return day.replace(day=16), last_of_month(day)
    if cycle == "monthly":
        return day.replace(day=1), last_of_month(day)
    raise Fault(f"no such cycle: {cycle}")


def is_late(day: date, recorded_on: date | None, cycle: str) -> bool:
    """Late: recorded after the end of the period that holds the business day."""
    return recorded_on is not None and recorded_on > period_of(day, cycle)[1]


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("KR", years=year))


def is_business_day(day: date, ad_hoc_days: Iterable[date] = ()) -> bool:
    """Neither weekend nor Korean public holiday nor a holiday added by hand."""
    return day.weekday() < 5 and day not in _public_holidays(day.year) and day not in ad_hoc_days


def payout_date(period_end: date, business_days: int) -> date:
    """The N-th business day after the period's end; the end itself for N = 0."""
    day = period_end
    for _ in range(business_days):
        day += timedelta(days=1)
        while not is_business_day(day):
            day += timedelta(days=1)
    return day


def payout_day_of_month_or_week(
    first: date, weekdays: tuple[int, ...], month_days: tuple[int, ...], policy: str
) -> date:
    """The first payout day from `first` on, moved off holidays; 31 is a month's last day."""
    day = first
    while not (
        (not weekdays or day.isoweekday() in weekdays)
        and (
            not month_days
            or day.day in month_days
            or (31 in month_days and day == last_of_month(day))
        )
    ):
        day += timedelta(days=1)
    step = {"before": -1, "after": 1, "calendar": 0}[policy]
    while step and not is_business_day(day):
        day += timedelta(days=step)
    return day
