"""`mindgarden pricing`: one asks, another approves, everybody can read who did it; and what a change would mean."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.cli.within import run as command
from app.failure import BadInput
from app.imports.change import read_change
from app.imports.staging import COLUMNS
from tests import clone as cloning
from tests.clone import Clone
from tests.operator import add_operator

RULE = {"component": "platform", "kind": "percent", "percent": "3.3", "valid_from": "2024-01-01"}
CONTRACT = {
    "currency": "KRW",
    "time_zone": "Asia/Seoul",
    "plans": [{"key": "basic", "fee_rules": [RULE | {"minimum": 100}]}],
    "tenants": [
        {"key": "cafe", "plan": "basic", "fee_rules": [RULE | {"percent": "2.9"}]},
        {"key": "shop", "plan": "basic", "cycle": "weekly"},
    ],
}
CHANGE = {"fee_rules": [{"component": "platform", "kind": "percent", "percent": "4"}]}
Json = Any


@pytest.fixture(scope="module")
def settled(module_database: Clone, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """Two tenants with sales in August and September 2024, settled through September; two people of headquarters."""
    folder = tmp_path_factory.mktemp("pricing")
    (folder / "tenants.json").write_text(json.dumps(CONTRACT))
    with (folder / "payments.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for tenant in ("cafe", "shop"):
            for month, day in ((8, 5), (9, 2), (9, 20), (10, 7)):
                writer.writerow({
                    "tenant_key": tenant, "ref": f"{month}-{day}", "kind": "capture", "currency": "KRW", "amount": 10_000 * day,
                    "occurred_at": f"2024-{month:02}-{day:02}T12:00:00+09:00", "method": "card",
                })  # fmt: skip
    with cloning.environment(module_database.environment):
        command(("import", "tenants", str(folder / "tenants.json")))
        command(("import", "payments", str(folder / "payments.csv")))
        command(("settle", "--period", "2024-09"))
    with module_database.superuser() as connection:
        for name in ("kim", "lee"):
            add_operator(connection, f"{name}@hq.kr")
    return module_database


@pytest.fixture
def platform(settled: Clone) -> Iterator[Clone]:
    with cloning.environment(settled.environment):
        yield settled


def run(*arguments: str | Path) -> Json:
    return json.loads(command(("pricing", *map(str, arguments), "--json")))


def written(folder: Path, change: Json) -> Path:
    file = folder / "change.json"
    file.write_text(json.dumps(change))
    return file


def test_one_asks_and_another_approves(platform: Clone) -> None:
    """BI-01, BI-02: from the request to the history, by the command line alone."""
    asked = run(
        "change", "--tenant", "cafe", "--component", "platform", "--percent", "3.2",
        "--from", "2027-01-01", "--reason", "the market", "--as", "kim@hq.kr",
    )  # fmt: skip
    [only] = asked["difference"]
    assert only["valid_from"] == "2027-01-01"
    assert (only["old"]["percent"], only["new"]["percent"]) == ("2.9", "3.2")
    key = asked["request_id"]
    for wrong, code in (("kim@hq.kr", "MP510"), ("nobody@hq.kr", "MI403")):
        with pytest.raises(psycopg.Error) as refused:
            run("approve", key, "--as", wrong)
        assert refused.value.sqlstate == code
    with pytest.raises(BadInput, match="no change request"):
        run("show", "00000000-0000-0000-0000-000000000000")
    assert "3.2 %" in command(("pricing", "show", key))
    assert run("approve", key, "--as", "lee@hq.kr")["status"] == "applied"
    versions = run("history", "--tenant", "cafe", "--on", "2026-11-25")["versions"]
    rules = [row for row in versions if row["subject"] == "fee_rule"]
    assert [(r["state"], r["valid_from"], r["valid_to"], r["content"]["percent"]) for r in rules] == [
        ("present", "2024-01-01", "2027-01-01", "2.9"),
        ("future", "2027-01-01", None, "3.2"),
    ]  # fmt: skip
    for row, effect in zip(rules, ("changed", "added"), strict=True):
        [act] = row["acts"]
        assert (act["effect"], act["requested_by"], act["approved_by"], act["reason"]) == (
            effect, "ki***@hq.kr", "le***@hq.kr", "the market",
        )  # fmt: skip
    read = command(("pricing", "history", "--tenant", "cafe"))
    assert "added: ki***@hq.kr, le***@hq.kr, the market" in read


def test_a_file_holds_the_keys_that_change(platform: Clone, tmp_path: Path) -> None:
    file = written(
        tmp_path, {"minimum_payout": 5000, "holdback": {"percent": "5", "release_days": 9}}
    )
    ask = (
        "request", file, "--tenant", "cafe", "--effective", "2027-02-01", "--reason", "risk", "--as", "kim@hq.kr",
    )  # fmt: skip
    asked = run(*ask)
    twice = [run(*ask, "--key", "the same")["request_id"] for _ in range(2)]
    assert twice[0] == twice[1]
    [only] = asked["difference"]
    assert (only["subject"], only["valid_from"]) == ("terms", "2027-02-01")
    assert only["new"]["minimum_payout"] == 5000
    assert only["old"]["cycle"] == only["new"]["cycle"] == "monthly"
    rejected = run("reject", twice[0], "--reason", "too hard", "--as", "lee@hq.kr")
    assert rejected["status"] == "rejected"
    withdrawn = run("withdraw", asked["request_id"], "--as", "kim@hq.kr")
    assert withdrawn["status"] == "withdrawn"
    listed = {r["request_id"]: r["status"] for r in run("list", "--tenant", "cafe")["requests"]}
    assert (listed[twice[0]], listed[asked["request_id"]]) == ("rejected", "withdrawn")
    assert run("list", "--status", "requested")["requests"] == []


def figures(found: Json, tenant: str | None, figure: str) -> list[int]:
    """Old, new and difference of a tenant, or of all in won."""
    rows = found["tenants"] if tenant else found["totals"]
    [row] = [row for row in rows if row.get("tenant") == tenant]
    return [row["figures"][figure][name] for name in ("old", "new", "difference")]


def test_a_change_is_rehearsed_over_a_settled_month(platform: Clone, tmp_path: Path) -> None:
    """SE-10: 2.9 percent of 220,000 becomes 4; the shop's 3.3 of its plan does as well."""
    file = written(tmp_path, CHANGE)
    ask = ("what-if", file, "--period", "2024-09")
    found = run(*ask)
    assert figures(found, "cafe", "platform_fee") == [6380, 8800, 2420]
    assert figures(found, "cafe", "payout") == [212_982, 210_320, -2662]
    # The shop's weeks that end in September begin on 26 August; all its sales are of September.
    assert figures(found, "shop", "platform_fee") == [7260, 8800, 1540]
    assert figures(found, None, "platform_fee") == [13_640, 17_600, 3960]
    alone = run(*ask, "--tenant", "cafe")
    assert [row["tenant"] for row in alone["tenants"]] == ["cafe"]
    assert figures(alone, None, "platform_fee") == [6380, 8800, 2420]
    planned = run(*ask, "--plan", "basic")
    assert figures(planned, "cafe", "platform_fee") == [6380, 6380, 0]
    assert figures(planned, "shop", "platform_fee") == [7260, 8800, 1540]
    shown = command(("pricing", *map(str, ask)))
    assert "+2,420" in shown
    assert "nothing was kept" in shown
    rows = list(csv.reader(io.StringIO(command(("pricing", *map(str, ask), "--format", "csv")))))
    assert ["cafe", "KRW", "platform_fee", "6380", "8800", "2420"] in rows
    assert ["", "KRW", "platform_fee", "13640", "17600", "3960"] in rows
    assert figures(run(*ask), "cafe", "platform_fee") == [6380, 8800, 2420]


def test_a_request_is_rehearsed_before_it_is_approved(platform: Clone) -> None:
    asked = run(
        "change", "--plan", "basic", "--component", "platform", "--percent", "3.5", "--minimum", "100",
        "--from", "2027-01-01", "--reason", "costs", "--as", "kim@hq.kr",
    )  # fmt: skip
    found = run("what-if", "--request", asked["request_id"], "--period", "2024-09")
    assert figures(found, "shop", "platform_fee") == [7260, 7700, 440]
    run("withdraw", asked["request_id"], "--as", "kim@hq.kr")
    for wrong in (("--period", "2024-09"), ("x.json", "--request", asked["request_id"], "--period", "2024-09")):  # fmt: skip
        with pytest.raises(BadInput, match="which change"):
            run("what-if", *wrong)


def test_a_rehearsed_settlement_is_compared(platform: Clone) -> None:
    """Settled months would be the same; a new one stands beside the month before."""
    settled = json.loads(command(("settle", "--period", "2024-09", "--rehearse", "--json")))
    stored = [row for row in settled["comparison"] if row["compared_with"] == "stored"]
    assert {row["tenant"] for row in stored} == {"cafe", "shop"} == {r["tenant"] for r in settled["comparison"]}  # fmt: skip
    assert [row for row in stored if row["difference_minor"]] == []
    assert "would be the same: 2" in command(("settle", "--period", "2024-09", "--rehearse"))
    fresh = json.loads(command(("settle", "--period", "2024-10", "--rehearse", "--json")))
    sales = {r["tenant"]: r for r in fresh["comparison"] if r["figure"] == "net_sales"}
    assert sales["cafe"]["compared_with"] == "previous"
    assert (sales["cafe"]["old_minor"], sales["cafe"]["new_minor"]) == (220_000, 70_000)
    assert sales["cafe"]["difference_minor"] == -150_000


def test_a_rehearsal_keeps_nobody_waiting(platform: Clone, tmp_path: Path) -> None:
    """While a what-if is open in one session, others record, ask, and confirm."""
    with platform.connect("mg_batch") as rehearsing, platform.connect("mg_batch") as working:
        rehearsing.execute(
            "SELECT * FROM settlement.what_if(%s, '2024-09-01', '2024-09-30')",
            (json.dumps(CHANGE),),
        )
        working.execute("SET LOCAL lock_timeout = '1s'")
        with working.transaction(force_rollback=True):
            working.execute(
                "SELECT settlement.adjust('cafe', '2024-11-05', '5000', 'meanwhile', 'meanwhile')"
            )
            working.execute(
                "SELECT settlement.confirm(statement_id) FROM settlement.report_statement('2024-08-01', '2024-08-31', 'cafe')"
            )
            working.execute(
                "SELECT settlement.request_price_change('cafe', NULL, '{\"minimum_payout\": 7}', NULL, 'meanwhile', 'm')"
            )
            working.execute(
                "SELECT settlement.close_period(ARRAY[settlement.find_tenant('cafe')], '2024-10-31')"
            )
            done = working.execute(
                "SELECT statement_count FROM settlement.settle_chunk(ARRAY[settlement.find_tenant('cafe')])"
            ).fetchone()
            assert done == (1,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ([], "no JSON object"),
        ({"name_ko": "새 이름"}, "not part of a contract"),
        ({"colour": "red"}, "colour"),
        ({"fee_rules": [{"component": "platform"}]}, "kind"),
        ({"fee_rules": [5]}, "fee_rules"),
        ({"replace": RULE | {"percent": "1", "valid_from": "2024-13-01"}}, "valid_from"),
    ],
)
def test_what_is_no_change_is_refused(change: Json, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_change(change, is_plan=False, default_day=None)
