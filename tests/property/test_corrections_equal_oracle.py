"""What corrects a settlement: reopening, adjustments, a wrong import taken back."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.clone import Clone
from tests.oracle import settle_case
from tests.property.import_files import write_payments, write_tenants
from tests.property.statements import findings, reported

Case = dict[str, Any]
Run = Callable[..., str]
RULES = [
    {"component": "platform", "kind": "percent", "percent": "3.3", "valid_from": "2026-01-01"},
    {"component": "pg", "kind": "percent", "percent": "2.19", "valid_from": "2026-01-01"},
]
MONTHS = [("2026-09-01", "2026-09-30"), ("2026-10-01", "2026-10-31")]


def _payment(ref: str, day: str, amount: int, **changes: Any) -> Case:
    base = {"tenant": "cafe", "ref": ref, "kind": "capture", "amount": amount, "method": "card"}
    at = {"occurred_at": f"{day}T12:00:00+00:00", "platform_discount": 0, "original_ref": None}
    return base | at | changes


def _case(events: list[Case], **terms: Any) -> Case:
    return {
        "currency": "USD",
        "time_zone": "UTC",
        "plans": [],
        "tenants": [{"key": "cafe", "fee_rules": RULES, **terms}],
        "events": events,
        "periods": [{"start": start, "end": end} for start, end in MONTHS],
    }


FIRST = [_payment("a", "2026-09-03", 12_345), _payment("b", "2026-09-30", 6_789)]


@pytest.fixture
def run(database: Clone, tmp_path: Path) -> Run:
    """Runs a command that must end well, on a platform with one tenant."""

    def succeed(*arguments: str | Path) -> str:
        done = database.run(*arguments)
        assert done.returncode == 0, (arguments, done.stdout[-3000:], done.stderr)
        return done.stdout

    succeed("import", "tenants", write_tenants(tmp_path / "tenants.json", _case([])))
    return succeed


@pytest.fixture
def record(run: Run, tmp_path: Path) -> Callable[[list[Case]], str]:
    """Imports some payments; the id of the import."""

    def imported(events: list[Case]) -> str:
        path = write_payments(tmp_path / "payments.csv", _case([]), events)
        return str(json.loads(run("import", "payments", "--json", path))["file_id"])

    return imported


def _statements(database: Clone) -> list[Case]:
    return [s for _, end in MONTHS for s in reported(database, end[:7]).comparable]


def test_a_reopened_period_takes_new_events_and_keeps_those_recorded_while_it_was_closed(
    database: Clone, run: Run, record: Callable[[list[Case]], str]
) -> None:
    """SE-05: the old statement stays as void; events recorded in between keep their day."""
    late = _payment("late", "2026-09-15", 1_000)
    on_time = _payment("on-time", "2026-09-16", 2_000)
    record(FIRST)
    run("settle", "--period", "2026-09")
    record([late])
    run("statement", "reopen", "cafe/20260930-1")
    assert _statements(database) == []
    record([on_time])
    run("settle", "--period", "2026-10")
    today = datetime.now(UTC).date().isoformat()
    expected = _case([*FIRST, on_time, late | {"recorded_on": today}])
    assert _statements(database) == settle_case(expected)["statements"]
    history = [s["status"] for s in _all_versions(database)]
    assert history == ["void", "calculated"]
    assert findings(database) == []


def _all_versions(database: Clone) -> list[Case]:
    with database.connect("mg_auditor") as connection:
        rows = connection.execute(
            "SELECT version, status FROM settlement.statement_report ORDER BY version"
        ).fetchall()
    return [{"version": version, "status": status} for version, status in rows]


def test_states_go_one_way_and_each_step_may_be_repeated(
    database: Clone, run: Run, record: Callable[[list[Case]], str]
) -> None:
    """SE-08: calculated, confirmed, paid; nothing goes back but the latest calculated one."""
    record([*FIRST, _payment("c", "2026-10-02", 500)])
    run("settle", "--period", "2026-10")
    september, october = "cafe/20260930-1", "cafe/20261031-1"

    def refused(*arguments: str) -> bool:
        return database.run("statement", *arguments).returncode == 2

    assert refused("pay", september), "not confirmed yet"
    assert refused("reopen", september), "not the latest"
    run("statement", "confirm", september)
    run("statement", "confirm", september)
    run("statement", "pay", september, "--on", "2026-10-08")
    run("statement", "pay", september, "--on", "2026-10-08")
    assert refused("confirm", september), "paid already"
    assert refused("reopen", september), "paid already"
    run("statement", "confirm", october)
    assert refused("reopen", october), "confirmed"
    assert findings(database) == []


def test_an_adjustment_of_a_closed_period_counts_in_the_first_open_one(
    database: Clone, run: Run, record: Callable[[list[Case]], str]
) -> None:
    """SE-05: September is closed, so October has it; repeated with its key it stays one."""
    record([*FIRST, _payment("c", "2026-10-02", 500)])
    run("settle", "--period", "2026-09")
    adjust = ("adjust", "--tenant", "cafe", "--date", "2026-09-20", "--reason", "damaged goods")
    for _ in range(2):
        run(*adjust, "--amount", "-12.34", "--key", "claim-7")
    run("settle", "--period", "2026-10")
    case = _case([*FIRST, _payment("c", "2026-10-02", 500)])
    case["tenants"][0]["adjustments"] = [{"date": "2026-10-01", "amount": -1_234}]
    assert _statements(database) == settle_case(case)["statements"]
    assert findings(database) == []


@pytest.mark.parametrize("undone", ["before its period closed", "after its period closed"])
def test_a_wrong_import_taken_back_leaves_the_tenant_with_the_right_money(
    database: Clone, run: Run, record: Callable[[list[Case]], str], undone: str
) -> None:
    """SE-13: reversed as a whole; its references are free for the right file."""
    wrong = [
        _payment("w", "2026-09-10", 99_999, platform_discount=77),
        _payment("r", "2026-09-11", 33_333, kind="refund", original_ref="w"),
    ]
    right = [_payment("w", "2026-10-10", 9_999), _payment("c", "2026-10-11", 500)]
    record(FIRST)
    file_id = record(wrong)
    if undone.startswith("after"):
        run("settle", "--period", "2026-09")
    run("import", "undo", file_id)
    run("import", "undo", file_id)
    record(right)
    run("settle", "--period", "2026-10")
    assert findings(database) == []
    expected = settle_case(_case([*FIRST, *right]))["statements"]
    if undone.startswith("before"):
        money = ("gross_sales", "refunds", "platform_discount", "payout", "platform_fee", "pg_fee")
        assert [[s[key] for key in money] for s in _statements(database)] == [
            [s[key] for key in money] for s in expected
        ]
    # After the close, what was taken back is settled on the day of the taking back, still open.
    assert len(_statements(database)) == 2
