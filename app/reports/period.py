"""The period that a command names: a month, or the first and last day of one period."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from app.failure import BadInput

MONTH = re.compile(r"(\d{4})-(\d{2})")
SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Period:
    """Days `first` to `last`. A month stands for every period that ends in it."""

    first: date
    last: date
    is_month: bool

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}" if self.is_month else f"{self.first}..{self.last}"


def parse(text: str) -> Period:
    """`2026-10` or `2026-10-01..2026-10-15`."""
    wrong = BadInput(f"{text!r} is no period", hint="write YYYY-MM, or YYYY-MM-DD..YYYY-MM-DD")
    try:
        if month := MONTH.fullmatch(text):
            year, number = int(month[1]), int(month[2])
            last = calendar.monthrange(year, number)[1]
            return Period(date(year, number, 1), date(year, number, last), True)
        if span := SPAN.fullmatch(text):
            first, end = date.fromisoformat(span[1]), date.fromisoformat(span[2])
            if first <= end:
                return Period(first, end, False)
    except ValueError:
        raise wrong from None
    raise wrong
