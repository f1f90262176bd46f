"""Section "Fees": what each event bears or gets back."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.calendar import month_before, month_of
from tests.oracle.events import Event
from tests.oracle.money import trunc
from tests.oracle.rules import COMPONENTS, FeeRule, Tier, rule_in_force

Month = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """One settled event; discount and fees are signed, negative where taken or given back."""

    event: Event
    discount: int
    fees: dict[str, int]


@dataclass(frozen=True)
class _Charge:
    rule: FeeRule
    fee: int


def lines_of(events: list[Event], rules: list[FeeRule]) -> list[Line]:
    """Every event's line, in the order of events."""
    captures = {event.ref: event for event in events if event.kind == "capture"}
    charges = _charges(events, rules)
    taken_back: dict[str, int] = defaultdict(int)
    lines = []
    for event in events:
        if event.kind == "capture":
            fees = {c: charge.fee for c, charge in charges[event.ref].items()}
            lines.append(Line(event, event.platform_discount, fees))
            continue
        capture = captures[event.original_ref or ""]
        before = taken_back[capture.ref]
        after = taken_back[capture.ref] = before + event.amount
        discount = -share_of(capture.platform_discount, capture.amount, before, after)
        fees = {
            component: -share_of(charge.fee, capture.amount, before, after)
            for component, charge in charges[capture.ref].items()
            if event.kind == "refund" and charge.rule.returns_on_refund
        }
        lines.append(Line(event, discount, fees))
    return lines


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
