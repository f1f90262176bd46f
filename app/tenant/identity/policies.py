"""Rules of access of a business: drafted, tried on a bench, put into force, taken out of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import RowMapping
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from app.errors import refusal_of
from app.identity.role import list_permissions, list_roles
from app.policy.condition import SAMPLE, THINGS, BadCondition
from app.policy.decision import Decision, decide
from app.policy.rule import list_rules, rule_of, save_rule, switch_rule
from app.tenant.language import current_language
from app.tenant.policy import time_facts
from app.tenant.sign_in import ask_for_session
from app.tenant.text import gettext
from app.tenant.visit import visit
from app.tenant.visitor import Visitor

blueprint = Blueprint("policies", __name__)
blueprint.before_request(ask_for_session)
_CHANGE = "identity.change_policy"
_MISTAKES = frozenset({"MI007", "MI406"})
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@blueprint.get("/rules")
def show_rules() -> str:
    """List the rules: in force, drafts, and what was taken out."""
    with visit(_CHANGE) as visitor:
        return render_template(
            "identity/rules.html",
            visitor=visitor,
            rules=list_rules(visitor.connection),
            permissions=_words(visitor),
        )


@blueprint.get("/rules/new")
def show_draft() -> str:
    """Ask for a new rule; `from` takes another one as its beginning."""
    with visit(_CHANGE) as visitor:
        origin = _find(visitor, request.args["from"]) if "from" in request.args else {}
        return _draft(visitor, None, origin)


@blueprint.post("/rules/new")
def add() -> Response | tuple[str, int]:
    """Keep a new draft."""
    return _save(None)


@blueprint.get("/rules/<uuid:rule_id>/change")
def show_change(rule_id: UUID) -> str:
    """Show a draft as a form."""
    with visit(_CHANGE) as visitor:
        rule = _find(visitor, str(rule_id))
        if rule["state"] != "draft":
            abort(404)
        return _draft(visitor, rule_id, rule)


@blueprint.post("/rules/<uuid:rule_id>/change")
def change(rule_id: UUID) -> Response | tuple[str, int]:
    """Keep a changed draft."""
    return _save(rule_id)


@blueprint.get("/rules/<uuid:rule_id>")
def show_rule(rule_id: UUID) -> str:
    """Show a rule, and what it would come to in a case that the address describes."""
    with visit(_CHANGE) as visitor:
        rule = _find(visitor, str(rule_id))
        case = _case(visitor)
        return render_template(
            "identity/rule.html",
            visitor=visitor,
            rule=rule,
            permissions=_words(visitor),
            roles=list_roles(visitor.connection),
            case=case,
            decision=_try(visitor, rule, case) if "try" in request.args else None,
        )


@blueprint.post("/rules/<uuid:rule_id>/switch")
def switch(rule_id: UUID) -> Response:
    """Put a draft into force, or take a rule out of it."""
    state = "active" if request.form.get("state") == "active" else "retired"
    with visit(_CHANGE) as visitor:
        switch_rule(visitor.connection, rule_id, state)
    return redirect(url_for("policies.show_rules", saved=1), 303)


def _save(rule_id: UUID | None) -> Response | tuple[str, int]:
    form = request.form
    wish = {
        "name_ko": form.get("name_ko", "").strip(),
        "name_en": form.get("name_en", "").strip(),
        "effect": form.get("effect", ""),
        "permissions": form.getlist("permission"),
        "condition": form.get("condition", "").strip(),
    }
    try:
        with visit(_CHANGE) as visitor:
            kept = save_rule(visitor.connection, rule_id, wish)
    except BadCondition as problem:
        mistake = gettext("The condition can’t be read: %(problem)s") % {"problem": problem}
    except DBAPIError as problem:
        refusal = refusal_of(problem)
        if refusal is None or refusal.sqlstate not in _MISTAKES:
            raise
        mistake = refusal.hint(current_language())
    else:
        return redirect(url_for("policies.show_rule", rule_id=kept), 303)
    with visit(_CHANGE) as visitor:
        return _draft(visitor, rule_id, wish, mistake), 400


def _draft(
    visitor: Visitor, rule_id: UUID | None, wished: Mapping[Any, Any], mistake: str | None = None
) -> str:
    return render_template(
        "identity/rule_draft.html",
        visitor=visitor,
        rule_id=rule_id,
        wished=wished,
        mistake=mistake,
        permissions=list_permissions(visitor.connection),
        sample=SAMPLE,
    )


def _find(visitor: Visitor, rule_id: str) -> RowMapping:
    found = next(
        (r for r in list_rules(visitor.connection) if str(r["policy_rule_id"]) == rule_id), None
    )
    if found is None:
        abort(404)
    return found


def _words(visitor: Visitor) -> dict[str, RowMapping]:
    return {row["permission_code"]: row for row in list_permissions(visitor.connection)}


def _case(visitor: Visitor) -> dict[str, str]:
    """The case on the bench, as the address says it, the rest as it is here and now."""
    now = datetime.now(ZoneInfo(visitor.tenant["time_zone"]))
    usual = {
        "role": visitor.role_code, "permission": "settlement.read_statement", "moment": f"{now:%Y-%m-%dT%H:%M}",
        "ip": request.remote_addr or "", "country": "KR", "device": "known", "factor": "shown", "branch": "",
        "kind": "statement", "status": "paid", "thing_role": "TENANT_STAFF", "payout_date": f"{now:%Y-%m-%d}", "payout": "0",
    }  # fmt: skip
    return usual | {name: request.args[name][:40] for name in usual if name in request.args}


def _thing(case: dict[str, str]) -> dict[str, Any]:
    """A thing with what its kind says of itself, and no more: what it lacks can't be told there either."""
    if case["kind"] == "member":
        return THINGS["member"] | {"role": case["thing_role"]}
    of_case = {
        "status": case["status"], "payout_date": case["payout_date"], "payout_minor": int(case["payout"]),
    }  # fmt: skip
    return THINGS["statement"] | of_case


def _try(visitor: Visitor, rule: RowMapping, case: dict[str, str]) -> Decision:
    if not _MOMENT.fullmatch(case["moment"]) or not case["payout"].lstrip("-").isdecimal():
        abort(400)
    try:
        moment = datetime.fromisoformat(case["moment"])
    except ValueError:
        abort(400)
    level = next(
        (r["role_level"] for r in list_roles(visitor.connection) if r["role_code"] == case["role"]),
        0,
    )
    facts = {
        **SAMPLE,
        "user": {**SAMPLE["user"], "role": case["role"], "level": level},
        "branch": {"id": "", "code": case["branch"]},
        "session": {**SAMPLE["session"], "has_second_factor": case["factor"] == "shown"},
        "device": {**SAMPLE["device"], "is_known": case["device"] == "known"},
        "address": {"ip": case["ip"], "country": case["country"]},
        "time": time_facts(moment),
        "resource": _thing(case),
    }  # fmt: skip
    others = [
        rule_of(each) for each in list_rules(visitor.connection)
        if each["state"] == "active" and each["policy_rule_id"] != rule["policy_rule_id"]
    ]  # fmt: skip
    tried = [r for r in (rule_of(rule), *others) if r.is_about(case["permission"])]
    return decide(tried, facts)
