"""The three months that the demo plays in: the last is the last complete one."""

import calendar
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def day(self, number: int) -> date:
        """One of its days."""
        return date(self.year, self.number, number)

    def before(self) -> "Month":
        """The month before."""
        if self.number == 1:
            return Month(self.year - 1, 12)
        return Month(self.year, self.number - 1)


def last_complete(today: date) -> tuple[Month, Month, Month]:
    """The three last months that are over on this day, in order."""
    third = Month(today.year, today.month).before()
    second = third.before()
    return second.before(), second, third


def remembered(file: Path, now: datetime | None = None) -> tuple[Month, Month, Month]:
    """The months of the first run, so that a run in a later month repeats the same payments."""
    if file.exists():
        first, second, third = (
            Month(int(text[:4]), int(text[5:])) for text in json.loads(file.read_text())["months"]
        )
        return first, second, third
    months = last_complete((now or datetime.now(SEOUL)).astimezone(SEOUL).date())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"months": [str(month) for month in months]}) + "\n")
    return months
