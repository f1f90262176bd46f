"""Section "Fees": what each event bears or gets back."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.calendar import month_before, month_of
from tests.oracle.contract import Promotion
from tests.oracle.events import Event
from tests.oracle.money import trunc, vat_within
from tests.oracle.rules import COMPONENTS, FeeRule, Tier, rule_in_force

Month = tuple[int, int]
IsSettled = Callable[[date], bool]


@dataclass(frozen=True)
class Line:
    """One settled event; discount and fees are signed, negative where taken or given back."""

    event: Event
    discount: int
    fees: dict[str, int]
    rules: dict[str, FeeRule]
    tax_free: int
    zero_rated: int
    vat: int
    waived: int = 0


@dataclass(frozen=True)
class _Charge:
    rule: FeeRule
    fee: int
    waived: int = 0


@dataclass
class _Returned:
    """What all returns of a capture so far have taken back."""

    amount: int = 0
    discount: int = 0
    tax_free: int = 0
    zero_rated: int = 0


def lines_of(
    events: list[Event], rules: list[FeeRule], promotions: list[Promotion], is_settled: IsSettled
) -> list[Line]:
    """Every event's line, in the order of events, all of one schedule.

    A promotion waives nothing of captures that are settled elsewhere.
    """
    captures = {event.ref: event for event in events if event.kind == "capture"}
    charges = _waive(captures, _charges(events, rules), promotions, is_settled)
    taken_back: dict[str, _Returned] = defaultdict(_Returned)
    lines = []
    for event in events:
        if event.kind == "capture":
            lines.append(_capture_line(event, charges[event.ref]))
        else:
            capture = captures[event.original_ref or ""]
            before = taken_back[capture.ref]
            after = taken_back[capture.ref] = _returned_after(event, capture, before)
            lines.append(_return_line(event, capture, charges[capture.ref], before, after))
    return lines


def _capture_line(event: Event, charges: dict[str, _Charge]) -> Line:
    tax_free, zero_rated = event.tax_free or 0, event.zero_rated or 0
    return Line(
        event,
        event.platform_discount,
        {component: charge.fee for component, charge in charges.items()},
        {component: charge.rule for component, charge in charges.items()},
        tax_free,
        zero_rated,
        vat_within(event.amount + event.platform_discount - tax_free - zero_rated),
        sum(charge.waived for charge in charges.values()),
    )


def _returned_after(event: Event, capture: Event, before: _Returned) -> _Returned:
    amount = before.amount + event.amount

    def part(whole: int) -> int:
        return whole if capture.amount == 0 else trunc(Fraction(whole * amount, capture.amount))

    if event.tax_free is None:
        tax_free, zero_rated = part(capture.tax_free or 0), part(capture.zero_rated or 0)
    else:
        tax_free = before.tax_free + event.tax_free
        zero_rated = before.zero_rated + (event.zero_rated or 0)
    return _Returned(amount, part(capture.platform_discount), tax_free, zero_rated)


def _return_line(
    event: Event,
    capture: Event,
    charges: dict[str, _Charge],
    before: _Returned,
    after: _Returned,
) -> Line:
    def vat_left(returned: _Returned) -> int:
        price = capture.amount + capture.platform_discount - returned.amount - returned.discount
        tax_free = (capture.tax_free or 0) - returned.tax_free
        zero_rated = (capture.zero_rated or 0) - returned.zero_rated
        return vat_within(price - tax_free - zero_rated)

    fees = {
        component: -share_of(charge.fee, capture.amount, before.amount, after.amount)
        for component, charge in charges.items()
        if event.kind == "refund" and charge.rule.returns_on_refund
    }
    return Line(
        event,
        before.discount - after.discount,
        fees,
        {component: charge.rule for component, charge in charges.items()},
        before.tax_free - after.tax_free,
        before.zero_rated - after.zero_rated,
        vat_left(after) - vat_left(before),
    )


def _waive(
    captures: dict[str, Event],
    charges: dict[str, dict[str, _Charge]],
    promotions: list[Promotion],
    is_settled: IsSettled,
) -> dict[str, dict[str, _Charge]]:
    """The platform fees less what promotions waive, in the order of captures."""
    used: dict[int, int] = defaultdict(int)
    for ref, event in captures.items():
        charge = charges[ref].get("platform")
        codes = (event.method, event.category, event.channel)
        for number, promotion in enumerate(promotions):
            if charge is None or not is_settled(event.settlement_day):
                break
            if promotion.schedule == event.schedule and promotion.covers(event.business_day, codes):
                wanted = trunc(charge.fee * promotion.rate)
                waived = min(wanted, promotion.budget - used[number])
                used[number] += waived
                charges[ref]["platform"] = _Charge(charge.rule, charge.fee - waived, waived)
                break
    return charges


def share_of(whole: int, amount: int, before: int, after: int) -> int:
    """What a refund that raises the total from `before` to `after` takes back of `whole`.

    A capture of nothing is taken back at once.
    """
    if amount == 0:
        return whole
    return trunc(Fraction(whole * after, amount)) - trunc(Fraction(whole * before, amount))


def _charges(events: list[Event], rules: list[FeeRule]) -> dict[str, dict[str, _Charge]]:
    """Each capture's fee by component; no rule, no fee."""
    captures = [event for event in events if event.kind == "capture"]
    volume: dict[Month, int] = defaultdict(int)
    for event in captures:
        volume[month_of(event.settlement_day)] += event.amount
    under_rule: dict[tuple[FeeRule, Month], int] = defaultdict(int)
    capped: dict[tuple[FeeRule, Month], int] = defaultdict(int)
    charges: dict[str, dict[str, _Charge]] = {}
    for event in captures:
        charges[event.ref] = {}
        month = month_of(event.settlement_day)
        codes = (event.method, event.category, event.channel)
        for component in COMPONENTS:
            rule = rule_in_force(rules, component, event.business_day, codes)
            if rule is None:
                continue
            fee = fee_of(rule, event.amount, under_rule[rule, month], volume[month_before(month)])
            under_rule[rule, month] += event.amount
            if rule.month_maximum is not None:
                fee = min(fee, rule.month_maximum - capped[rule, month])
                capped[rule, month] += fee
            charges[event.ref][component] = _Charge(rule, fee)
    return charges


def fee_of(rule: FeeRule, amount: int, volume_so_far: int, volume_last_month: int) -> int:
    """The fee of one capture; a capture of nothing bears none."""
    if amount == 0:
        return 0
    if rule.kind == "tiered":
        before = _marginal(rule.tiers, volume_so_far)
        return trunc(_marginal(rule.tiers, volume_so_far + amount)) - trunc(before)
    if rule.kind == "tiered_by_previous_month":
        return trunc(amount * _rate_at(rule.tiers, volume_last_month))
    fee = trunc(amount * rule.rate) + rule.fixed
    if rule.minimum is not None:
        fee = max(fee, rule.minimum)
    if rule.maximum is not None:
        fee = min(fee, rule.maximum)
    return fee


def _marginal(tiers: tuple[Tier, ...], volume: int) -> Fraction:
    """F(v): the fee of the first v units, each slice at its own rate."""
    fee, start = Fraction(0), 0
    for tier in tiers:
        end = volume if tier.up_to is None else min(volume, tier.up_to)
        if end > start:
            fee += (end - start) * tier.rate
            start = end
    return fee


def _rate_at(tiers: tuple[Tier, ...], volume: int) -> Fraction:
    """The rate of the tier that holds the volume."""
    return next(tier.rate for tier in tiers if tier.up_to is None or volume < tier.up_to)
