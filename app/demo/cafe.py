"""The cafe: many small orders at two branches, coupons in the app, a few cancelled orders."""

from datetime import timedelta
from random import Random

from app.demo.contract import CAFE
from app.demo.months import Month
from app.demo.payment import Payment, capture, given_back, moment, seeded

MENU = (
    ("coffee", (4_500, 5_000, 5_500, 9_500, 10_000, 14_500)),
    ("coffee", (4_800, 5_300, 10_600)),
    ("tea", (5_500, 6_000, 11_500)),
    ("dessert", (6_500, 7_200, 12_800)),
    ("bean", (16_000, 18_000, 32_000)),
)
WEIGHTS = (9, 6, 3, 4, 1)
# Coupons that the platform pays, with the orders from which they hold.
COUPONS = ((1_000, 5_000), (2_000, 10_000))
ORDERS_A_DAY = {"seongsu": (19, 30), "yeonnam": (12, 22)}
SATURDAY = 5


def payments(month: Month, position: int) -> list[Payment]:
    """Everything of one month; the cafe grows a little with each."""
    chance = seeded(CAFE, month)
    made: list[Payment] = []
    for branch, (fewest, most) in ORDERS_A_DAY.items():
        number = 0
        for day in range(1, month.last.day + 1):
            date = month.day(day)
            weekend = 7 if date.weekday() >= SATURDAY else 0
            for _ in range(chance.randint(fewest, most) + weekend + 2 * position):
                number += 1
                ref = f"DB-{branch[:2].upper()}-{month}-{number:05}"
                made += _order(chance, branch, ref, month, day)
    return made


def _order(chance: Random, branch: str, ref: str, month: Month, day: int) -> list[Payment]:
    category, prices = chance.choices(MENU, WEIGHTS)[0]
    price = chance.choice(prices)
    channel = chance.choices(("offline", "app"), (3, 2))[0]
    method = chance.choices(("card", "kakaopay", "naverpay"), (6, 3, 1))[0]
    coupon = 0
    if channel == "app" and chance.random() < 0.18:
        coupon = next((value for value, least in reversed(COUPONS) if price >= least), 0)
    at = moment(chance, month.day(day), 8, 21)
    how = (method, channel, category)
    paid = capture(CAFE, branch, ref, at, how, price - coupon, coupon=coupon)
    if chance.random() < 0.006:
        return [
            paid,
            given_back(paid, at + timedelta(minutes=chance.randint(2, 40)), paid.amount),
        ]
    return [paid]
