"""The calendar of sales and payouts."""

from datetime import date
from typing import Annotated

from flask import render_template, request
from pydantic import AfterValidator, BaseModel, ConfigDict

from app.tenant.settlement.calendar_month import fetch_latest_month, fetch_month
from app.tenant.settlement.statement_filter import Blankable, read_filter
from app.tenant.visit import visit

# Dates further off than this have no neighbouring month that a date can name.
_YEARS = range(1900, 9000)


def _within_reach(day: date | None) -> date | None:
    if day is not None and day.year not in _YEARS:
        raise ValueError(day)
    return day


class CalendarFilter(BaseModel):
    """The day whose month is shown, and whether the day itself is opened."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    month: Annotated[date | None, Blankable, AfterValidator(_within_reach)] = None
    day: Annotated[date | None, Blankable, AfterValidator(_within_reach)] = None


def show_calendar() -> str:
    """Show a month of sales and payouts, and one day of it with exact sums."""
    asked = read_filter(CalendarFilter, request.args.to_dict())
    with visit("settlement.read_statement", whole_tenant=True) as visitor:
        latest = fetch_latest_month(visitor.connection, visitor.tenant_id)
        wished = asked.day or asked.month or latest or visitor.today
        return render_template(
            "settlement/calendar.html",
            visitor=visitor,
            asked=asked,
            month=fetch_month(visitor.connection, visitor.tenant_id, wished.replace(day=1)),
        )
