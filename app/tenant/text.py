"""Texts, amounts and dates in templates, in the visitor's language."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from sqlalchemy import RowMapping

from app.i18n import Language, dates, money, translations
from app.reports.labels import word
from app.reports.party import business_number
from app.tenant.language import current_language


def register(portal: Flask) -> None:
    """Offer gettext and the filters of amounts and dates to templates."""
    jinja = portal.jinja_env
    jinja.add_extension("jinja2.ext.i18n")
    jinja.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]
    jinja.filters.update(
        day=_in_language(dates.day),
        short_day=_in_language(dates.short_day),
        weekday=_in_language(dates.weekday),
        month=_in_language(dates.month),
        month_name=_in_language(dates.month_name),
        digits=money.digits,
        localized=localized,
        business_number=business_number,
        local_day=lambda at, zone: at.astimezone(ZoneInfo(zone)).date(),
        word=_in_language(word),
    )
    jinja.globals.update(
        period=_period, clock=_clock, instant=_instant, is_whole_month=dates.is_whole_month
    )


def _in_language(text: Callable[[Any, Language], str]) -> Callable[[Context, Any], str]:
    @pass_context
    def filtered(_: Context, value: Any) -> str:
        # The context keeps Jinja from working a constant out once, in the language of whoever came first.
        return text(value, current_language())

    return filtered


def gettext(message: str) -> str:
    """Return a text in the visitor's language."""
    return translations(current_language()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return a text for a count in the visitor's language."""
    return translations(current_language()).ngettext(singular, plural, count)


def pgettext(context: str, message: str) -> str:
    """Return a text whose English stands for several things, in the visitor's language."""
    return translations(current_language()).pgettext(context, message)


def localized(row: Mapping[str, Any] | RowMapping, field: str) -> str:
    """Return a row's text in the visitor's language, else Korean, else English, else nothing."""
    korean, english = row.get(f"{field}_ko"), row.get(f"{field}_en")
    wished = (english, korean) if current_language() == "en" else (korean, english)
    return next((str(text) for text in wished if text and str(text).strip()), "")


def _period(start: date, end: date) -> str:
    return dates.period(start, end, current_language())


def _clock(at: datetime, time_zone: str) -> str:
    return dates.clock(at, time_zone, current_language())


def _instant(at: datetime, time_zone: str) -> str:
    return dates.instant(at, time_zone, current_language())
