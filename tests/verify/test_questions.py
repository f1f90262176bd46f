"""The named questions answer truly about a settled platform."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.cli.audit import ask, questions
from app.cli.within import run
from app.failure import BadInput
from tests.verify.conftest import Platform


def answer(name: str, **values: str) -> list[dict[str, Any]]:
    """Rows of a question as the command prints them."""
    given = [part for key, value in values.items() for part in ("-p", f"{key}={value}")]
    rows: list[dict[str, Any]] = json.loads(run(["audit", name, *given, "--json"]))
    return rows


def test_every_question_is_answered(platform: Platform) -> None:
    for question in questions().values():
        assert question.asks.endswith("?"), question.name
        columns, _ = ask(
            question, {key: default for key, (default, _) in question.parameters.items()}
        )
        assert columns, question.name


def test_trial_balance_adds_up(platform: Platform) -> None:
    rows = answer("trial-balance")
    total = rows[-1]
    assert total["account_code"] == "all accounts"
    assert total["balance_minor"] == 0
    assert total["debit_minor"] == sum(row["debit_minor"] for row in rows[:-1]) > 0
    unsettled = sum(row["unsettled_minor"] for row in answer("unsettled-by-tenant"))
    held = sum(row["holdback_minor"] for row in answer("holdbacks"))
    by_account = {row["account_code"]: row["balance_minor"] for row in rows}
    assert by_account["unsettled_sales"] == unsettled
    assert by_account["holdback_payable"] == held
    states = {row["status"]: row["payout_minor"] for row in answer("statements-by-state")}
    assert set(states) >= {"calculated", "confirmed", "paying", "failed", "paid"}
    unpaid = sum(amount for status, amount in states.items() if status not in ("paid", "void"))
    assert by_account["tenant_payable"] == unpaid
    row = platform.superuser.execute(
        "SELECT sum(CASE debit_account WHEN 'bank' THEN amount_minor ELSE -amount_minor END)::bigint"
        " FROM ledger.transfer WHERE 'bank' IN (debit_account, credit_account) AND source_type <> 'payout'"
    ).fetchone()
    assert row is not None
    assert by_account["bank"] == row[0] - states["paid"]


def test_parameters_are_given_by_name(platform: Platform) -> None:
    assert answer("tenant-balance") == []
    accounts = {row["account_code"] for row in answer("tenant-balance", tenant="teacher")}
    assert {"withholding_payable", "tenant_payable"} <= accounts
    assert len(answer("trail", tenant="cafe", limit="2")) == 2
    assert len(answer("largest-refund-shares", limit="1")) == 1
    with pytest.raises(BadInput, match="no parameter"):
        run(["audit", "trail", "-p", "color=red"])


def test_chain_heads_cover_all_entries(platform: Platform) -> None:
    heads = {row["tenant_key"]: row for row in answer("chain")}
    assert heads["cafe"]["sealed"] >= 4
    assert heads["cafe"]["waiting"] == 0
    assert len(heads["cafe"]["head_hash"]) == 64


def test_open_periods_are_those_after_the_settled_months(platform: Platform) -> None:
    rows = answer("open-periods")
    assert {row["state"] for row in rows} == {"open"}
    assert min(row["period_end"] for row in rows) > "2024-10-31"
