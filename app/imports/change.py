"""The shape of a contract change: the keys of the tenants' file that change, and rules that replace others."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.failure import BadInput
from app.imports import shape

# A change has neither name nor corrections: those aren't contract.
_NOT_CONTRACT = ("key", "name_ko", "name_en", "business_number", "address", "branches", "tax_type", "adjustments")  # fmt: skip
_RULES = ("fee_rules", "replace")


def read_change(
    value: Any, *, is_plan: bool, default_day: date | None, is_dated: bool = True
) -> dict[str, Any]:
    """The change as JSON for the database; a BadInput names what is wrong with it.

    A rule without `valid_from` begins on `default_day`, where there is one; unless `is_dated`, it may do without.
    One that replaces another may leave out `kind`, and then takes what it doesn't say from that one.
    """
    if not isinstance(value, dict):
        raise BadInput("the change is no JSON object", hint='Give {"fee_rules": [...]} or {"replace": {...}}.')  # fmt: skip
    wrong = sorted(set(value) & set(_NOT_CONTRACT))
    if wrong:
        raise BadInput(
            f"the change: {', '.join(wrong)} is not part of a contract",
            hint="mindgarden import tenants changes it.",
        )
    rules = {
        name: _rules(value[name], name, default_day, is_dated) for name in _RULES if name in value
    }
    others = {name: held for name, held in value.items() if name not in _RULES}
    model: type[shape.Plan] | type[shape.Tenant] = shape.Plan if is_plan else shape.Tenant
    read = shape.plain(shape.read(model, {"key": "it"} | others, "the change"))
    del read["key"]
    return read | rules


def _rules(value: Any, name: str, default_day: date | None, is_dated: bool) -> list[dict[str, Any]]:
    # What a rule needs to be read, where it may do without; taken away again.
    stand_ins = {"kind": "percent"} if name == "replace" else {}
    if not is_dated:
        stand_ins["valid_from"] = date.min.isoformat()
    return [
        _rule(rule, f"the change, {name}", default_day, stand_ins)
        for rule in (value if isinstance(value, list) else [value])
    ]


def _rule(
    value: Any, what: str, default_day: date | None, stand_ins: dict[str, str]
) -> dict[str, Any]:
    if not isinstance(value, dict):
        return shape.plain(shape.read(shape.FeeRule, value, what))
    given = {name: held for name, held in value.items() if name != "valid_from" or held is not None}
    if default_day is not None:
        given = {"valid_from": default_day.isoformat()} | given
    read = shape.plain(shape.read(shape.FeeRule, stand_ins | given, what))
    return {name: held for name, held in read.items() if name in given}
