"""The freelance teacher: lessons paid one by one, tax withheld, little in the first month."""

from app.demo.contract import TEACHER
from app.demo.months import Month
from app.demo.payment import Payment, capture, moment, seeded

LESSONS = (6, 18, 25)
PRICES = (50_000, 60_000, 70_000)


def payments(month: Month, position: int) -> list[Payment]:
    """Everything of one month."""
    chance = seeded(TEACHER, month)
    return [
        capture(
            TEACHER,
            "",
            f"KH-{month}-{number:03}",
            moment(chance, month.day(chance.randint(1, month.last.day)), 16, 22),
            (chance.choice(("card", "transfer", "kakaopay")), "online", "lesson"),
            chance.choice(PRICES),
        )
        for number in range(1, LESSONS[position] + 1)
    ]
