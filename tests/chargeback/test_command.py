"""`mindgarden chargeback`: a dispute from its notice to a decision that was turned round."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.cli.within import run
from tests.clone import Clone
from tests.verify.platform import event, import_rows


def chargeback(*arguments: str) -> Any:
    """What a subcommand prints as JSON."""
    return json.loads(run(["chargeback", *arguments, "--json"]))


@pytest.fixture
def shop(database: Clone, tmp_path: Path) -> Clone:
    """A tenant in dollars with one payment of 100.50."""
    contract = tmp_path / "tenants.json"
    contract.write_text(
        json.dumps(
            {"currency": "USD", "time_zone": "UTC", "plans": [], "tenants": [{"key": "shop"}]}
        )
    )
    run(["import", "tenants", str(contract)])
    paid = event("shop", "p1", "capture", date(2026, 10, 5), 0) | {
        "currency": "USD",
        "amount": "100.50",
    }
    import_rows(tmp_path, "payments", [paid])
    return database


def test_a_case_is_opened_lost_and_won_after_all(shop: Clone) -> None:
    run(
        ["users", "add", "mina@example.kr", "--name", "민아", "--operator"],
        "long enough a password\n",
    )
    opened = chargeback(
        "open", "--tenant", "shop", "--payment", "p1", "--ref", "cb-7", "--reason", "10.4",
        "--amount", "40.25", "--deadline", "2026-12-01", "--note", "카드 분실 주장", "--as", "mina@example.kr",
    )  # fmt: skip
    assert (opened["status"], opened["held_minor"], opened["respond_by"]) == ("open", 4025, "2026-12-01")  # fmt: skip
    assert [row["gateway_ref"] for row in chargeback("list", "--status", "open")["cases"]] == [
        "cb-7"
    ]
    assert chargeback("evidence", "shop/cb-7", "--note", "서명 전표")["status"] == "open"
    lost = chargeback("lost", "shop/cb-7", "--note", "기각")
    assert (lost["status"], lost["held_minor"]) == ("lost", 0)
    won = chargeback("won", opened["chargeback_case_id"])
    assert (won["status"], won["restored_minor"]) == ("won", 4025)
    shown = chargeback("show", "shop/cb-7")
    assert [(step["step"], step["held_change_minor"]) for step in shown["steps"]] == [
        ("opened", 4025), ("evidence", 0), ("evidence", 0), ("lost", -4025), ("won", 0),
    ]  # fmt: skip
    assert shown["steps"][0]["actor"] == "mi***@example.kr"
    assert "cb-7  won" in run(["chargeback", "list", "--tenant", "shop"])
    assert "held +4025" in run(["chargeback", "show", "shop/cb-7"])
    assert chargeback("list", "--status", "open")["cases"] == []
    with shop.superuser() as connection:
        audited = connection.execute(
            "SELECT action FROM audit.entry WHERE action LIKE 'settlement.chargeback.%' ORDER BY entry_id"
        ).fetchall()
    assert [action.rpartition(".")[2] for (action,) in audited] == [
        "opened", "evidence", "evidence", "lost", "won",
    ]  # fmt: skip
    assert run(["verify"]).startswith("all checks passed")


def test_a_withdrawn_case_releases_its_hold_and_an_unknown_one_is_named(
    shop: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    chargeback("open", "--tenant", "shop", "--payment", "p1", "--ref", "cb/8", "--reason", "13.1")
    assert chargeback("withdraw", "shop/cb/8")["held_minor"] == 0
    with pytest.raises(SystemExit) as ended:
        main(["chargeback", "lost", "shop/cb-9"])
    assert ended.value.code == 2
    assert "unknown chargeback case" in capsys.readouterr().err
