"""The beauty salon: sells passes, closes for a rebuilding and gives them back, opens again.

Month two ends below zero and is carried over; in month three a card company takes a payment back.
"""

from datetime import timedelta

from app.demo.contract import SALON
from app.demo.months import Month
from app.demo.payment import Payment, capture, given_back, moment, seeded

SERVICES = (
    ("cut", (35_000, 45_000)),
    ("colour", (98_000, 128_000, 158_000)),
    ("perm", (120_000, 160_000, 189_000)),
    ("care", (55_000, 70_000)),
)
PASSES = (330_000, 450_000, 550_000)
PASSES_SOLD = 22
MONDAY = 0
LAST_DAY_BEFORE_REBUILDING = 9


def payments(month: Month, position: int) -> list[Payment]:
    """Everything of one month."""
    last = LAST_DAY_BEFORE_REBUILDING if position == 1 else month.last.day
    made = _visits(month, last)
    if position == 0:
        made += _passes(month)
    if position == 1:
        made += _passes_given_back(month)
    if position == 2:
        disputed = _visits(month.before(), LAST_DAY_BEFORE_REBUILDING)[3]
        at = moment(seeded(SALON, month), month.day(14), 10, 11)
        made.append(given_back(disputed, at, disputed.amount, kind="chargeback", suffix="CB"))
    return made


def _visits(month: Month, last: int) -> list[Payment]:
    chance = seeded(f"{SALON} visits", month)
    made: list[Payment] = []
    for day in range(1, last + 1):
        if month.day(day).weekday() == MONDAY:
            continue
        for _ in range(chance.randint(4, 8)):
            category, prices = chance.choice(SERVICES)
            method = chance.choices(("card", "naverpay", "transfer"), (6, 3, 1))[0]
            ref = f"HR-{month}-{len(made) + 1:04}"
            at = moment(chance, month.day(day), 10, 20)
            how = (method, "offline", category)
            made.append(capture(SALON, "centum", ref, at, how, chance.choice(prices)))
    return made


def _passes(month: Month) -> list[Payment]:
    chance = seeded(f"{SALON} passes", month)
    return [
        capture(
            SALON,
            "centum",
            f"HR-{month}-P{number:03}",
            moment(chance, month.day(chance.randint(3, 26)), 11, 19),
            (chance.choice(("card", "transfer")), "online", "pass"),
            chance.choice(PASSES),
        )
        for number in range(1, PASSES_SOLD + 1)
    ]


def _passes_given_back(month: Month) -> list[Payment]:
    chance = seeded(f"{SALON} back", month)
    start = moment(chance, month.day(LAST_DAY_BEFORE_REBUILDING + 1), 10, 11)
    return [
        given_back(sold, start + timedelta(hours=5 * number, minutes=7), sold.amount)
        for number, sold in enumerate(_passes(month.before()), start=1)
        if number % 5  # one in five keeps the pass
    ]
