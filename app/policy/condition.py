"""Conditions in CEL (Common Expression Language): read, checked against what they may look at, and tried.

The one place that knows which library reads them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import cel

Facts = Mapping[str, Any]

LONGEST: Final = 1000
# What a thing of each kind says of itself.
THINGS: Final[dict[str, dict[str, Any]]] = {
    "statement": {
        "kind": "statement", "status": "paid", "period_start": "2026-01-01", "period_end": "2026-01-31",
        "payout_date": "2026-02-10", "payout_minor": 0, "gross_minor": 0,
    },
    "member": {"kind": "member", "role": "TENANT_STAFF", "branch_id": ""},
}  # fmt: skip
# Of every name one value, so that a condition is tried against all that it may look at before it is kept.
SAMPLE: Final[dict[str, Any]] = {
    "user": {"id": "", "role": "TENANT_OWNER", "level": 60, "is_application": False},
    "branch": {"id": "", "code": ""},
    "business": {"id": "", "types": ["academy"]},
    "session": {"method": "password", "has_second_factor": False, "age_minutes": 0},
    "device": {"is_known": True, "age_days": 0},
    "address": {"ip": "203.0.113.7", "country": "KR"},
    "time": {"hour": 9, "minute": 0, "weekday": 1, "day": 1, "month": 1, "date": "2026-01-01", "clock": "09:00"},
    "resource": THINGS["member"] | THINGS["statement"],
}  # fmt: skip


class BadCondition(ValueError):
    """A condition that can't be read, or looks at what there isn't; says where."""


def is_about_resource(condition: str) -> bool:
    """Whether a condition looks at the thing that is asked for. BadCondition."""
    return "resource" in _compile(condition).variables()


def check(condition: str) -> None:
    """BadCondition unless the condition can be read, looks only at what there is, and is true or false."""
    if not condition.strip() or len(condition) > LONGEST:
        raise BadCondition(f"a condition has 1 to {LONGEST} characters")
    outcome = _try(condition, SAMPLE)
    if not isinstance(outcome, bool):
        raise BadCondition("a condition is true or false")


def holds(condition: str, facts: Facts) -> bool:
    """Whether a condition holds; BadCondition if it can't be told."""
    outcome = _try(condition, facts)
    if not isinstance(outcome, bool):
        raise BadCondition("a condition is true or false")
    return outcome


def _try(condition: str, facts: Facts) -> object:
    program = _compile(condition)
    # Handing facts over is what a try costs: only those that the condition looks at.
    context = cel.Context({name: facts[name] for name in program.variables() if name in facts})
    context.add_function("inNetwork", _in_network)
    try:
        return program.execute(context)
    # Whatever the library meets in what somebody wrote is a condition that can't be told.
    except Exception as problem:
        raise BadCondition(str(problem).splitlines()[0][:200]) from problem


@lru_cache(maxsize=1024)
def _compile(condition: str) -> cel.Program:
    try:
        return cel.compile(condition)
    except Exception as problem:
        raise BadCondition(str(problem).splitlines()[0][:200]) from problem


def _in_network(address: str, network: str) -> bool:
    return ipaddress.ip_address(address) in ipaddress.ip_network(network)
