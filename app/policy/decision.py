"""What rules come to: deny wins, then whichever allows; what can't be told counts against whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.policy.condition import BadCondition, Facts, holds


@dataclass(frozen=True)
class Rule:
    """One rule in force, or a draft on trial."""

    rule_id: UUID
    name_ko: str
    name_en: str | None
    effect: Literal["deny", "allow"]
    permissions: frozenset[str]
    condition: str
    is_about_resource: bool

    def is_about(self, permission: str) -> bool:
        """Whether it says anything about a permission."""
        return not self.permissions or permission in self.permissions


@dataclass(frozen=True)
class Outcome:
    """What one rule says: its condition held, didn't, or (None) couldn't be told."""

    rule: Rule
    holds: bool | None
    problem: str | None = None


@dataclass(frozen=True)
class Decision:
    """Whether the rules let it through, and what each said."""

    is_allowed: bool
    outcomes: tuple[Outcome, ...]
    refused_by: Rule | None = None


def decide_act(rules: Sequence[Rule], facts: Facts) -> Decision:
    """Whether somebody may do this at all, by the rules that look at no thing. Without any, yes."""
    return _decide([rule for rule in rules if not rule.is_about_resource], facts)


def decide_thing(rules: Sequence[Rule], facts: Facts) -> Decision:
    """Whether somebody may do it with the thing in `resource`, by the rules that look at it. Without any, yes."""
    return _decide([rule for rule in rules if rule.is_about_resource], facts)


def decide(rules: Sequence[Rule], facts: Facts) -> Decision:
    """Both: the act, and the thing."""
    act, thing = decide_act(rules, facts), decide_thing(rules, facts)
    return Decision(
        act.is_allowed and thing.is_allowed,
        (*act.outcomes, *thing.outcomes),
        act.refused_by or thing.refused_by,
    )


def _decide(rules: Sequence[Rule], facts: Facts) -> Decision:
    outcomes = tuple(_try(rule, facts) for rule in rules)
    denied = next((o.rule for o in outcomes if o.rule.effect == "deny" and o.holds is not False), None)  # fmt: skip
    if denied is not None:
        return Decision(False, outcomes, denied)
    allowing = [o for o in outcomes if o.rule.effect == "allow"]
    if allowing and not any(o.holds for o in allowing):
        return Decision(False, outcomes, allowing[0].rule)
    return Decision(True, outcomes)


def _try(rule: Rule, facts: Facts) -> Outcome:
    try:
        return Outcome(rule, holds(rule.condition, facts))
    except BadCondition as problem:
        return Outcome(rule, None, str(problem))
