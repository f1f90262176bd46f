"""The one place where rules are asked: before whatever a visitor does, and about each thing that they see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from app.identity.alarm import note_refused_rule
from app.policy.decision import Rule, decide_act, decide_thing
from app.policy.rule import context_facts, rules_in_force
from app.tenant.error_page import error_page
from app.tenant.oauth.bearer import refused_by_rule
from app.tenant.origin import this_visit
from app.tenant.text import gettext, localized

_STATEMENT: Final = {
    "period_start": "period_start", "period_end": "period_end", "payout_date": "payout_date",
    "payout_minor": "payout_minor", "gross_minor": "gross_sales_minor", "status": "status",
}  # fmt: skip


class RefusedByRule(Exception):
    """A rule in force refuses what the role may do."""

    def __init__(self, rule: Rule, permission: str, facts: Mapping[str, Any]) -> None:
        super().__init__(rule.name_ko)
        self.rule = rule
        self.permission = permission
        self.user_id = facts["user"]["id"]
        self.tenant_id = facts["business"]["id"]


class Guard:
    """The rules about one permission for one visitor, at this moment."""

    def __init__(
        self, connection: Connection, permission: str | None, *, time_zone: str, branch_code: str
    ) -> None:
        self._connection = connection
        self._permission = permission or ""
        self._time_zone = time_zone
        self._branch_code = branch_code
        self._rules = rules_in_force(connection, permission) if permission else []

    @cached_property
    def narrows(self) -> bool:
        """Whether things have to be looked at one by one."""
        return any(rule.is_about_resource for rule in self._rules)

    def require(self) -> None:
        """RefusedByRule unless the visitor may do this at all, now and from here."""
        if not self._rules:
            return
        decision = decide_act(self._rules, self._facts)
        if decision.refused_by is not None:
            raise RefusedByRule(decision.refused_by, self._permission, self._facts)

    def require_for(self, kind: str, row: Mapping[Any, Any]) -> None:
        """RefusedByRule unless the visitor may do it with this thing."""
        refused_by = self._judge(kind, row)
        if refused_by is not None:
            raise RefusedByRule(refused_by, self._permission, self._facts)

    def lets_see(self, kind: str, row: Mapping[Any, Any]) -> bool:
        """Whether a thing stays in a list."""
        return self._judge(kind, row) is None

    def _judge(self, kind: str, row: Mapping[Any, Any]) -> Rule | None:
        if not self.narrows:
            return None
        facts = {**self._facts, "resource": {"kind": kind, **resource_facts(kind, row)}}
        return decide_thing(self._rules, facts).refused_by

    @cached_property
    def _facts(self) -> dict[str, Any]:
        visit = this_visit()
        known = context_facts(self._connection, visit.device_hash)
        known["branch"]["code"] = self._branch_code
        return known | {
            "address": {"ip": visit.address or "", "country": visit.country or ""},
            "time": time_facts(datetime.now(ZoneInfo(self._time_zone))),
        }


def register(portal: Flask) -> None:
    """Say which rule refused, and keep it for the security officer."""
    portal.register_error_handler(RefusedByRule, _refused)


def time_facts(now: datetime) -> dict[str, Any]:
    """What conditions may ask of a moment, where the business keeps its books; Monday is 1."""
    return {
        "hour": now.hour, "minute": now.minute, "weekday": now.isoweekday(), "day": now.day, "month": now.month,
        "date": now.date().isoformat(), "clock": f"{now:%H:%M}",
    }  # fmt: skip


def resource_facts(kind: str, row: Mapping[Any, Any]) -> dict[str, Any]:
    """What conditions may ask of a thing."""
    if kind == "statement":
        return {name: _plain(row[column]) for name, column in _STATEMENT.items() if column in row}
    return {"role": row["role_code"], "branch_id": str(row["branch_id"] or "")}


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str) else str(value)


def _refused(refused: RefusedByRule) -> Response:
    note_refused_rule(
        this_visit(), refused.user_id, refused.tenant_id, refused.rule.rule_id, refused.permission
    )
    if answer := refused_by_rule():
        return answer
    name = localized(vars(refused.rule), "name")
    advice = gettext("The rule “%(name)s” refuses this here and now. Ask the owner of your business about it.")  # fmt: skip
    return error_page(403, advice % {"name": name})
