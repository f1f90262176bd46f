"""Section "Fees": fee rules, their validity and selectors, and which of several wins."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from tests.oracle.faults import Fault
from tests.oracle.money import rate_of, whole_amount

COMPONENTS = ("platform", "pg")
VAT_TREATMENTS = ("added", "included", "borne")
RETURNS_BY_DEFAULT = {"platform": True, "pg": False}


@dataclass(frozen=True)
class Tier:
    """Volume up to this amount (None: without end) at this rate."""

    up_to: int | None
    rate: Fraction


@dataclass(frozen=True, eq=False)
class FeeRule:
    """One version of one rule; two rules are never equal, not even with equal figures."""

    component: str
    method: str | None
    category: str | None
    channel: str | None
    kind: str
    rate: Fraction
    fixed: int
    minimum: int | None
    maximum: int | None
    month_maximum: int | None
    vat: str
    tiers: tuple[Tier, ...]
    returns_on_refund: bool
    valid_from: date
    valid_to: date
    is_own: bool

    def matches(self, day: date, method: str, category: str, channel: str) -> bool:
        """In force on the day, and every selector is "any" or the event's code."""
        pairs = ((self.method, method), (self.category, category), (self.channel, channel))
        return self.valid_from <= day < self.valid_to and all(
            wanted is None or wanted == code for wanted, code in pairs
        )

    def precedence(self) -> tuple[bool, bool, bool, bool]:
        """A tenant's own rules first; then method, category, channel, in this order."""
        return (
            self.is_own,
            self.method is not None,
            self.category is not None,
            self.channel is not None,
        )

    def scope(self) -> tuple[str, str | None, str | None, str | None]:
        """What two rules of one owner may not share at the same time."""
        return self.component, self.method, self.category, self.channel


def rules_of(tenant: dict[str, Any], plans: dict[str, dict[str, Any]]) -> list[FeeRule]:
    """A tenant's own rules and its plan's, checked."""
    own = [_parse(rule, is_own=True) for rule in tenant.get("fee_rules") or []]
    plan = tenant.get("plan")
    if plan is not None and plan not in plans:
        raise Fault(f"unknown plan: {plan}")
    shared = [] if plan is None else plans[plan].get("fee_rules") or []
    inherited = [_parse(rule, is_own=False) for rule in shared]
    for rules in (own, inherited):
        _refuse_overlaps(rules)
    return own + inherited


def rule_in_force(
    rules: list[FeeRule], component: str, day: date, codes: tuple[str, str, str]
) -> FeeRule | None:
    """The rule of a capture on its business day; codes are (method, category, channel)."""
    matching = [r for r in rules if r.component == component and r.matches(day, *codes)]
    return max(matching, key=FeeRule.precedence, default=None)


def _refuse_overlaps(rules: list[FeeRule]) -> None:
    for a, b in combinations(rules, 2):
        if a.scope() == b.scope() and a.valid_from < b.valid_to and b.valid_from < a.valid_to:
            raise Fault(f"two rules overlap in time: {a.scope()}")


def _parse(rule: dict[str, Any], *, is_own: bool) -> FeeRule:
    component, kind = rule["component"], rule["kind"]
    if component not in COMPONENTS:
        raise Fault(f"no such component: {component}")
    valid_from = date.fromisoformat(rule["valid_from"])
    valid_to = date.fromisoformat(rule["valid_to"]) if rule.get("valid_to") else date.max
    if valid_to <= valid_from:
        raise Fault(f"a rule that is never valid: {valid_from} to {valid_to}")
    fixed = whole_amount(rule.get("fixed") or 0, "fixed")
    minimum, maximum = rule.get("minimum"), rule.get("maximum")
    _refuse_contradictions(kind, rule, fixed, minimum, maximum)
    returns = rule.get("returns_on_refund")
    vat = rule.get("vat") or "added"
    if vat not in VAT_TREATMENTS:
        raise Fault(f"no such treatment of VAT: {vat}")
    return FeeRule(
        component=component,
        method=rule.get("method") or None,
        category=rule.get("category") or None,
        channel=rule.get("channel") or None,
        kind=kind,
        rate=rate_of(rule["percent"]) if kind == "percent" else Fraction(0),
        fixed=fixed,
        minimum=minimum,
        maximum=maximum,
        month_maximum=rule.get("month_maximum"),
        vat=vat,
        tiers=_parse_tiers(rule.get("tiers") or []),
        returns_on_refund=RETURNS_BY_DEFAULT[component] if returns is None else returns,
        valid_from=valid_from,
        valid_to=valid_to,
        is_own=is_own,
    )


def _refuse_contradictions(
    kind: str, rule: dict[str, Any], fixed: int, minimum: int | None, maximum: int | None
) -> None:
    if kind == "percent":
        if rule.get("tiers"):
            raise Fault("tiers belong to tiered rules only")
        if min(fixed, minimum or 0, maximum or 0, rule.get("month_maximum") or 0) < 0:
            raise Fault("fixed, minimum and maximum are not negative")
        if minimum is not None and maximum is not None and minimum > maximum:
            raise Fault("the minimum is above the maximum")
    elif kind in ("tiered", "tiered_by_previous_month"):
        caps = (minimum, maximum, rule.get("month_maximum"))
        if fixed or any(cap is not None for cap in caps):
            raise Fault("fixed, minimum and maximum belong to percent rules only")
        if rule.get("percent") is not None:
            raise Fault("a tiered rule has its percents in its tiers")
        if not rule.get("tiers"):
            raise Fault("a tiered rule needs tiers")
    else:
        raise Fault(f"no such kind of rule: {kind}")


def _parse_tiers(tiers: list[dict[str, Any]]) -> tuple[Tier, ...]:
    limits = [tier["up_to"] for tier in tiers]
    if tiers and (limits[-1] is not None or None in limits[:-1]):
        raise Fault("the last tier has no limit, and it alone")
    rising = [0, *(whole_amount(limit, "up_to") for limit in limits[:-1])]
    if any(low >= high for low, high in pairwise(rising)):
        raise Fault("tiers do not ascend")
    return tuple(Tier(tier["up_to"], rate_of(tier["percent"])) for tier in tiers)
