"""What a contract says beyond its fee rules: schedules, payout days, promotions, coupons, tax."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.calendar import CYCLES
from tests.oracle.faults import Fault
from tests.oracle.money import rate_of, trunc, whole_amount

MAIN = ""


@dataclass(frozen=True)
class PayoutDays:
    """Calendar delay, days of week or month, and what a holiday does; no policy: business days."""

    business_days: int
    delay_days: int = 0
    weekdays: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    policy: str = ""


@dataclass(frozen=True)
class Terms:
    """How one schedule is settled, defaults filled in."""

    cycle: str
    payout: PayoutDays
    minimum_payout: int
    withholds: bool
    vat_is_cut: bool
    holdback_rate: Fraction
    release_days: int


@dataclass(frozen=True)
class Promotion:
    """A part of the platform fee is waived until the budget is used up."""

    schedule: str
    rate: Fraction
    budget: int
    selectors: tuple[str, str, str]
    valid_from: date
    valid_to: date

    def covers(self, day: date, codes: tuple[str, str, str]) -> bool:
        """In force on the day, and every selector is "any" or the capture's code."""
        pairs = zip(self.selectors, codes, strict=True)
        return self.valid_from <= day < self.valid_to and all(
            wanted in ("", code) for wanted, code in pairs
        )


@dataclass(frozen=True)
class Contract:
    """A tenant's terms by schedule, which methods belong to which, and the rest."""

    terms: dict[str, Terms]
    schedule_of_method: dict[str, str]
    promotions: list[Promotion]
    coupon_shares: list[tuple[date, date, Fraction]]
    tax_type: str
    adjustments: list[tuple[date, int]]

    def schedule_of(self, method: str) -> str:
        """The schedule that settles captures of a method."""
        return self.schedule_of_method.get(method, MAIN)

    def borne_by_platform(self, coupon: int, day: date) -> int:
        """HQ's part of a coupon on a business day; the tenant bears the rest."""
        for start, end, rate in self.coupon_shares:
            if start <= day < end:
                return trunc(coupon * rate)
        return 0


def contract_of(
    tenant: dict[str, Any], promotions: dict[str, dict[str, Any]], currency: str
) -> Contract:
    """The contract of a case's tenant, checked."""
    schedules = tenant.get("schedules") or []
    terms = {MAIN: _terms_of(tenant, currency)}
    terms |= {schedule["code"]: _terms_of(schedule, currency) for schedule in schedules}
    methods = [(method, s["code"]) for s in schedules for method in s["methods"]]
    if len(dict(methods)) < len(methods):
        raise Fault("a method belongs to one schedule")
    return Contract(
        terms=terms,
        schedule_of_method=dict(methods),
        promotions=[_promotion(given, promotions) for given in tenant.get("promotions") or []],
        coupon_shares=[
            (*_days(share), rate_of(share["platform_percent"]))
            for share in tenant.get("coupon_share") or []
        ],
        tax_type=tenant.get("tax_type") or "taxable",
        adjustments=[
            (date.fromisoformat(a["date"]), whole_amount(a["amount"], "adjustment"))
            for a in tenant.get("adjustments") or []
        ],
    )


def _terms_of(given: dict[str, Any], currency: str) -> Terms:
    withholding = given.get("withholding")
    if withholding not in (None, "freelancer_3_3"):
        raise Fault(f"no such withholding: {withholding}")
    if withholding and currency != "KRW":
        raise Fault(f"withholding is for KRW only, not {currency}")
    rounding = given.get("fee_vat_rounding") or "half_up"
    if rounding not in ("half_up", "down"):
        raise Fault(f"no such rounding: {rounding}")
    cycle = given.get("cycle") or "monthly"
    if cycle not in CYCLES:
        raise Fault(f"no such cycle: {cycle}")
    holdback = given.get("holdback") or {"percent": "0", "release_days": 1}
    if holdback["release_days"] < 1:
        raise Fault("a holdback is released after one day or more")
    return Terms(
        cycle=cycle,
        payout=_payout_of(given),
        minimum_payout=given.get("minimum_payout") or 0,
        withholds=withholding is not None,
        vat_is_cut=rounding == "down",
        holdback_rate=rate_of(holdback["percent"]),
        release_days=holdback["release_days"],
    )


def _payout_of(given: dict[str, Any]) -> PayoutDays:
    business_days = given.get("payout_delay_business_days")
    days = PayoutDays(5 if business_days is None else business_days)
    payout = given.get("payout")
    if payout is None:
        return days
    return PayoutDays(
        business_days=days.business_days,
        delay_days=payout.get("delay_days") or 0,
        weekdays=tuple(payout.get("weekdays") or ()),
        month_days=tuple(payout.get("month_days") or ()),
        policy=payout["policy"],
    )


def _promotion(given: dict[str, Any], known: dict[str, dict[str, Any]]) -> Promotion:
    if given["key"] not in known:
        raise Fault(f"unknown promotion: {given['key']}")
    promotion = known[given["key"]]
    start, end = _days(given)
    return Promotion(
        schedule=given.get("schedule") or MAIN,
        rate=rate_of(promotion["percent"]),
        budget=promotion["budget"],
        selectors=tuple(promotion.get(name) or "" for name in ("method", "category", "channel")),
        valid_from=start,
        valid_to=end,
    )


def _days(given: dict[str, Any]) -> tuple[date, date]:
    start, end = given.get("valid_from"), given.get("valid_to")
    return (
        date.fromisoformat(start) if start else date.min,
        date.fromisoformat(end) if end else date.max,
    )
