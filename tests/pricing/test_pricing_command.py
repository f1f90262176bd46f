"""`mindgarden pricing`: one asks, another approves, everybody can read who did it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.clone import Clone

RULE = {"component": "platform", "kind": "percent", "percent": "3.3", "valid_from": "2024-01-01"}
CONTRACT = {
    "currency": "KRW",
    "time_zone": "Asia/Seoul",
    "plans": [{"key": "basic", "fee_rules": [RULE | {"minimum": 100}]}],
    "tenants": [{"key": "cafe", "plan": "basic", "fee_rules": [RULE | {"percent": "2.9"}]}],
}


@pytest.fixture
def platform(database: Clone, tmp_path: Path) -> Clone:
    """A plan, a tenant, and two people of headquarters."""
    file = tmp_path / "tenants.json"
    file.write_text(json.dumps(CONTRACT))
    assert database.run("import", "tenants", file).returncode == 0
    with database.superuser() as connection:
        for name in ("kim", "lee"):
            connection.execute(
                "SELECT identity.add_user(%s, 'x', '직원', NULL, 'ko', uuidv7())",
                (f"{name}@hq.kr",),
            )
    return database


def run(platform: Clone, *arguments: str | Path) -> Any:
    done = platform.run("pricing", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_one_asks_and_another_approves(platform: Clone, tmp_path: Path) -> None:
    """BI-01, BI-02: from the request to the history, by the command line alone."""
    asked = run(
        platform, "change", "--tenant", "cafe", "--component", "platform", "--percent", "3.2",
        "--from", "2027-01-01", "--reason", "the market", "--as", "kim@hq.kr",
    )  # fmt: skip
    assert [(d["valid_from"], d["old"]["percent"], d["new"]["percent"]) for d in asked["difference"]] == [
        ("2027-01-01", "2.9", "3.2")
    ]  # fmt: skip
    key = asked["request_id"]
    for arguments, said in (
        (("approve", key, "--as", "kim@hq.kr"), "another person"),
        (("approve", key, "--as", "nobody@hq.kr"), "MI403"),
        (("show", "00000000-0000-0000-0000-000000000000"), "no change request"),
    ):
        refused = platform.run("pricing", *arguments)
        assert refused.returncode == 2
        assert said in refused.stderr, refused.stderr
    shown = platform.run("pricing", "show", key)
    assert (shown.returncode, "3.2 %" in shown.stdout) == (0, True), shown.stderr
    assert run(platform, "approve", key, "--as", "lee@hq.kr")["status"] == "applied"
    versions = run(platform, "history", "--tenant", "cafe", "--on", "2026-11-25")["versions"]
    rules = [row for row in versions if row["subject"] == "fee_rule"]
    assert [(r["state"], r["valid_from"], r["valid_to"], r["content"]["percent"]) for r in rules] == [
        ("present", "2024-01-01", "2027-01-01", "2.9"),
        ("future", "2027-01-01", None, "3.2"),
    ]  # fmt: skip
    for row, effect in zip(rules, ("changed", "added"), strict=True):
        [act] = row["acts"]
        assert (act["effect"], act["requested_by"], act["approved_by"], act["reason"]) == (
            effect, "kim@hq.kr", "lee@hq.kr", "the market",
        )  # fmt: skip
    read = platform.run("pricing", "history", "--tenant", "cafe")
    assert "added: kim@hq.kr, lee@hq.kr, the market" in read.stdout


def test_a_file_holds_the_keys_that_change(platform: Clone, tmp_path: Path) -> None:
    file = tmp_path / "change.json"
    file.write_text(json.dumps({"minimum_payout": 5000, "holdback": {"percent": "5", "release_days": 9}}))  # fmt: skip
    asked = run(platform, "request", file, "--tenant", "cafe", "--effective", "2027-02-01", "--reason", "risk", "--as", "kim@hq.kr")  # fmt: skip
    again = ("request", file, "--tenant", "cafe", "--effective", "2027-02-01", "--reason", "risk", "--as", "kim@hq.kr")  # fmt: skip
    twice = [run(platform, *again, "--key", "the same")["request_id"] for _ in range(2)]
    assert twice[0] == twice[1]
    [only] = asked["difference"]
    assert (only["subject"], only["valid_from"], only["new"]["minimum_payout"]) == ("terms", "2027-02-01", 5000)  # fmt: skip
    assert only["old"]["cycle"] == only["new"]["cycle"] == "monthly"
    assert run(platform, "reject", twice[0], "--reason", "too hard", "--as", "lee@hq.kr")["status"] == "rejected"  # fmt: skip
    assert run(platform, "withdraw", asked["request_id"], "--as", "kim@hq.kr")["status"] == "withdrawn"  # fmt: skip
    assert [r["status"] for r in run(platform, "list", "--tenant", "cafe")["requests"]] == ["rejected", "withdrawn"]  # fmt: skip
    assert run(platform, "list", "--status", "requested")["requests"] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ([], "no JSON object"),
        ({"name_ko": "새 이름"}, "not part of a contract"),
        ({"colour": "red"}, "colour"),
        ({"fee_rules": [{"component": "platform"}]}, "kind"),
        ({"replace": RULE | {"percent": "1", "valid_from": "2024-13-01"}}, "valid_from"),
    ],
)
def test_what_is_no_change_is_refused(change: Any, said: str) -> None:  # fmt: skip
    from app.failure import BadInput
    from app.imports.change import read_change

    with pytest.raises(BadInput, match=said):
        read_change(change, is_plan=False, default_day=None)
