"""The demo from an empty database, and once more."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.cli.within import run
from app.demo.contract import ACADEMY, CAFE, SALON, TEACHER
from app.demo.login import LOGINS, PASSWORD
from app.demo.months import last_complete, remembered
from app.demo.play import Outcome, play
from app.identity import log_in
from tests import clone as cloning
from tests.clone import Clone


def _counts(clone: Clone) -> dict[str, int]:
    tables = (
        *("commerce.payment_event", "settlement.line", "settlement.statement"),
        *("ledger.transfer", "settlement.adjustment", "pricing.tenant_fee_rule"),
        *("identity.auth_user", "identity.membership", "tenancy.branch"),
    )
    with clone.superuser() as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in tables
        }


@pytest.fixture(scope="module")
def played(
    module_database: Clone, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Clone, Path, Outcome]:
    folder = tmp_path_factory.mktemp("demo")
    with cloning.environment(module_database.environment):
        return module_database, folder, play(run, lambda _: None, folder)


def test_a_second_run_changes_nothing(played: tuple[Clone, Path, Outcome]) -> None:
    clone, folder, first = played
    with cloning.environment(clone.environment):
        before = _counts(clone)
        second = play(run, lambda _: None, folder)
        assert _counts(clone) == before
    assert second.statements == first.statements
    assert [path.name for path in second.reports] == [path.name for path in first.reports]


def test_it_holds_what_it_promises(played: tuple[Clone, Path, Outcome]) -> None:
    _, folder, outcome = played
    months = remembered(folder / "demo.json")

    def of(tenant: str, position: int) -> list[dict[str, Any]]:
        return [
            one
            for one in outcome.statements
            if one["tenant"] == tenant and one["period_end"].startswith(str(months[position]))
        ]

    (negative,) = of(SALON, 1)
    assert negative["payout"] == 0
    assert negative["carry_out"] < 0
    (after,) = of(SALON, 2)
    assert after["carry_in"] == negative["carry_out"]
    assert after["chargebacks"] > 0
    assert after["status"] == "calculated"
    (academy,) = of(ACADEMY, 2)
    assert academy["status"] == "confirmed"
    assert academy["platform_discount"] > 0
    assert academy["refunds"] > 0
    assert academy["holdback"] > 0
    assert academy["holdback_release"] > 0
    assert academy["adjustments"] > 0
    assert len(of(CAFE, 2)) == 2, "twice a month"
    assert all(one["withholding"] > 0 for one in of(TEACHER, 2))
    assert {one["status"] for one in outcome.statements} == {"calculated", "confirmed", "paid"}


def test_the_late_payment_is_settled_when_it_came(played: tuple[Clone, Path, Outcome]) -> None:
    clone, folder, _ = played
    months = remembered(folder / "demo.json")
    with clone.superuser() as connection:
        row = connection.execute(
            "SELECT business_day, settlement_day FROM commerce.payment_event WHERE ref LIKE '%LATE'"
        ).fetchone()
    assert row == (months[1].last, months[2].day(4))


def test_everybody_can_log_in(played: tuple[Clone, Path, Outcome]) -> None:
    clone, _, _ = played
    with cloning.environment(clone.environment):
        for login in LOGINS:
            assert log_in(login.email, PASSWORD)


def test_reports_are_there(played: tuple[Clone, Path, Outcome]) -> None:
    _, _, outcome = played
    assert {path.suffix for path in outcome.reports} == {".csv", ".json", ".pdf", ".xlsx"}
    assert all(path.stat().st_size > 1000 for path in outcome.reports)


def test_nothing_is_off_in_the_books(played: tuple[Clone, Path, Outcome]) -> None:
    clone, _, _ = played
    done = clone.run("verify", "--json")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_last_month_is_a_complete_one() -> None:
    assert [str(month) for month in last_complete(date(2026, 11, 22))] == [
        *("2026-08", "2026-09", "2026-10"),
    ]
    assert [str(month) for month in last_complete(date(2026, 1, 1))] == [
        *("2025-10", "2025-11", "2025-12"),
    ]


def test_months_are_those_of_seoul_and_remembered(tmp_path: Path) -> None:
    file = tmp_path / "demo.json"
    evening = datetime(2026, 10, 31, 16, tzinfo=UTC)  # 1 November in Seoul
    assert str(remembered(file, evening)[2]) == "2026-10"
    assert json.loads(file.read_text())["months"][2] == "2026-10"
    assert str(remembered(file, datetime(2027, 5, 1, tzinfo=UTC))[2]) == "2026-10"
