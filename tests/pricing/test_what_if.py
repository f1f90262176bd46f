"""A rehearsed change comes to what really settling under it would, to the unit, and keeps nothing (SE-10)."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from app.imports import shape
from app.simulate import Simulation, contiguous
from tests.clone import Clone
from tests.oracle import settle_case
from tests.property.cases import Case, cases
from tests.property.pricing import percent_rules, tiered_rules

EXAMPLES = 300 if os.environ.get("MINDGARDEN_TEST_FULL") else 8
SELECTORS = ("component", "method", "category", "channel")
NOTED = (
    "net_sales",
    "platform_fee",
    "pg_fee",
    "fee_vat",
    "withholding",
    "holdback",
    "payout",
    "waived",
    "borne_vat",
)
Figures = dict[str, int]
quickly = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking takes minutes; a case is small already
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def settled(connection: psycopg.Connection[Any], case: Case) -> Simulation:
    """The case, settled inside the connection's transaction."""
    simulation = Simulation(shape.read(shape.Case, case, "the case"), connection, None)
    simulation.record_contracts()
    simulation.record_events()
    assume(all(len(contiguous(run)) <= 1 for run in simulation.periods().values()))
    simulation.settle()
    assert simulation.faults == {}
    return simulation


def what_if(
    connection: psycopg.Connection[Any], change: Any, first: date, last: date, tenants: list[UUID]
) -> dict[UUID | None, dict[str, tuple[int, int]]]:
    """Old and new figures by tenant; None: their sum."""
    found: dict[UUID | None, dict[str, tuple[int, int]]] = {}
    for tenant, figure, old, new, difference in connection.execute(
        "SELECT tenant_id, figure, old_minor, new_minor, difference_minor FROM settlement.what_if(%s, %s, %s, %s)",
        (json.dumps(change), first, last, tenants),
    ):
        assert difference == new - old
        found.setdefault(tenant, {})[figure] = (old, new)
    return found


def last_month(case: Case) -> tuple[date, date]:
    last = date.fromisoformat(max(period["end"] for period in case["periods"]))
    return last.replace(day=1), last


def expected(case: Case, key: str, first: date, last: date) -> Figures:
    """The oracle's figures of a tenant's periods that end in these days."""
    statements = [
        s
        for s in settle_case(case)["statements"]
        if s["tenant"] == key and first.isoformat() <= s["period_end"] <= last.isoformat()
    ]
    if not statements:
        return {}
    sums = {
        "net_sales": sum(
            s["gross_sales"] + s["platform_discount"] - s["refunds"] - s["chargebacks"]
            for s in statements
        )
    }
    sums |= {name: sum(s[name] for s in statements) for name in NOTED[1:]}
    return sums | {"carry_out": statements[-1]["carry_out"]}


def hashes(connection: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    """What stands in every table that a rehearsal touches, down to the row versions."""
    tables = (
        "settlement.line", "settlement.statement", "settlement.terms", "settlement.tenant_clock",
        "pricing.tenant_fee_rule", "pricing.plan_fee_rule", "pricing.tenant_plan", "ledger.transfer", "audit.entry",
    )  # fmt: skip
    with connection.transaction(force_rollback=True):
        connection.execute("RESET ROLE")
        return [
            row
            for table in tables
            for row in connection.execute(
                f"SELECT '{table}', count(*), sum(hashtextextended(t::text || t.xmin::text || t.ctid::text, 0)) FROM {table} AS t"
            )
        ]


@quickly
@given(case=cases(most_tenants=3, has_gaps=False, has_schedules=False))
def test_the_contract_as_it_is_changes_nothing(deployed: Clone, case: Case) -> None:
    first, last = last_month(case)
    with deployed.superuser(autocommit=False) as connection, connection.transaction(force_rollback=True):  # fmt: skip
        connection.execute("SET LOCAL ROLE mg_batch")
        tenants = list(settled(connection, case).tenants.values())
        before = hashes(connection)
        for change in ({}, {"fee_rules": case["tenants"][0]["fee_rules"]}):
            chosen = tenants if change == {} else tenants[:1]
            try:
                with connection.transaction():
                    found = what_if(connection, change, first, last, chosen)
            except psycopg.Error as problem:
                assert problem.sqlstate == "MP411"  # noqa: PT017  nothing was settled
                continue
            assert {k: v for by in found.values() for k, v in by.items() if v[0] != v[1]} == {}
        assert hashes(connection) == before


@st.composite
def changes(draw: st.DrawFn) -> tuple[Case, list[Case]]:
    """A case and rules without days, each for selectors of its own."""
    case = draw(cases(most_tenants=2, has_gaps=False, has_schedules=False))
    any_capture = {"component": "platform", "method": None, "category": None, "channel": None}
    others = [rule for tenant in case["tenants"] for rule in tenant["fee_rules"]]
    selectors = [any_capture, any_capture | {"component": "pg"}]
    selectors += [{name: rule[name] for name in SELECTORS} for rule in others]
    chosen = draw(st.lists(st.sampled_from(selectors), min_size=1, max_size=3, unique_by=selector))
    return case, [
        {**of, **draw(percent_rules() | tiered_rules()), "returns_on_refund": draw(st.booleans())}
        for of in chosen
    ]


def selector(rule: Case) -> tuple[Any, ...]:
    return tuple(rule[name] for name in SELECTORS)


def changed(case: Case, rules: list[Case], first: date, last: date) -> Case:
    """The case with these rules in the place of each tenant's own, on these days."""
    until = (last + timedelta(days=1)).isoformat()
    day = first.isoformat()
    tenants = []
    for tenant in case["tenants"]:
        kept = tenant["fee_rules"]
        for rule in rules:
            pieces = []
            for old in kept:
                same = {k: v for k, v in old.items() if k not in ("valid_from", "valid_to")} == rule
                apart = old["valid_from"] >= until or (old["valid_to"] or until) <= day
                covers = old["valid_from"] <= day and (old["valid_to"] or until) >= until
                if selector(old) != selector(rule) or apart or (same and covers):
                    pieces.append(old)
                    continue
                if old["valid_from"] < day:
                    pieces.append(old | {"valid_to": day})
                if old["valid_to"] is None or old["valid_to"] > until:
                    pieces.append(old | {"valid_from": until})
            stands = any(
                {k: v for k, v in old.items() if k not in ("valid_from", "valid_to")} == rule
                and old["valid_from"] <= day
                and (old["valid_to"] or until) >= until
                for old in pieces
            )
            kept = pieces if stands else [*pieces, rule | {"valid_from": day, "valid_to": until}]
        tenants.append(tenant | {"fee_rules": kept})
    return case | {"tenants": tenants}


@quickly
@given(drawn=changes())
def test_other_rules_come_to_what_settling_under_them_would(deployed: Clone, drawn: Any) -> None:
    case, rules = drawn
    first, last = last_month(case)
    with deployed.connect("mg_batch") as connection, connection.transaction(force_rollback=True):
        tenants = settled(connection, case).tenants
        try:
            with connection.transaction():
                found = what_if(
                    connection, {"fee_rules": rules}, first, last, list(tenants.values())
                )
        except psycopg.Error as problem:
            assert problem.sqlstate == "MP411"  # noqa: PT017  nothing was settled
            return
    other = changed(case, rules, first, last)
    total: dict[str, list[int]] = {}
    for key, tenant in tenants.items():
        old, new = expected(case, key, first, last), expected(other, key, first, last)
        assert found.get(tenant, {}) == {
            figure: (old.get(figure, 0), new.get(figure, 0)) for figure in {*old, *new}
        }
        for figure in {*old, *new}:
            total.setdefault(figure, []).append(new.get(figure, 0))
    assert {figure: new for figure, (_, new) in found.get(None, {}).items()} == {
        figure: sum(of) for figure, of in total.items()
    }
