"""The academy: tuition in the first week, books all month, refunds of those who leave."""

from datetime import timedelta

from app.demo.contract import ACADEMY
from app.demo.months import Month
from app.demo.payment import Payment, capture, given_back, moment, seeded

# Course, monthly tuition, two thirds of it (the legal refund before a third of the course).
COURSES = (
    ("elementary", 261_000, 174_000),
    ("middle", 321_000, 214_000),
    ("high", 420_000, 280_000),
    ("exam", 480_000, 320_000),
)
STUDENTS = {"mapo": 41, "mokdong": 27}
WELCOME_COUPON = 50_000


def payments(month: Month, position: int) -> list[Payment]:
    """Everything of one month; `position` is 0 to 2."""
    chance = seeded(ACADEMY, month)
    made: list[Payment] = []
    for branch, students in STUDENTS.items():
        for student in range(1, students + 2 * position + 1):
            made += _tuition(month, branch, student)
        for number in range(1, 13):
            day = month.day(chance.randint(2, 27))
            how = (chance.choice(("card", "card", "naverpay")), "offline", "book")
            ref = f"SB-{branch.upper()}-{month}-B{number:03}"
            price = chance.choice((18_000, 28_000, 34_000, 42_000))
            made.append(capture(ACADEMY, branch, ref, moment(chance, day, 14, 21), how, price))
    if position == 2:
        made.append(_forgotten(month))
    return made


def _tuition(month: Month, branch: str, student: int) -> list[Payment]:
    """One student's tuition; one in fourteen leaves, one in eleven brings a coupon."""
    chance = seeded(f"{ACADEMY} {branch} {student}", month)
    _, full, two_thirds = COURSES[student % len(COURSES)]
    method = chance.choices(("card", "transfer", "naverpay"), (5, 3, 2))[0]
    at = moment(chance, month.day(chance.randint(1, 7)), 9, 22)
    ref = f"SB-{branch.upper()}-{month}-{student:04}"
    how = (method, "online", "tuition")
    coupon = WELCOME_COUPON if student % 11 == month.number % 11 else 0
    paid = capture(ACADEMY, branch, ref, at, how, full - coupon, coupon=coupon)
    if student % 14 != month.number % 14:
        return [paid]
    leaves = at + timedelta(days=chance.randint(3, 8), hours=2)
    return [
        paid,
        given_back(paid, leaves, full - coupon if student % 2 else two_thirds - coupon),
    ]


def _forgotten(month: Month) -> Payment:
    """A payment of last month's end that the terminal sent days later: it is late."""
    before = month.before()
    at = moment(seeded(f"{ACADEMY} late", month), before.last, 20, 22)
    how = ("card", "offline", "tuition")
    ref = f"SB-MAPO-{before}-LATE"
    return capture(ACADEMY, "mapo", ref, at, how, 321_000, recorded_on=month.day(4))
