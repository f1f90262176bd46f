"""The same command given by many at once: done once."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from subprocess import CompletedProcess

from tests.concurrency.conftest import Crowd
from tests.oracle import settle_case
from tests.property.statements import findings, reported

MANY = 4


def _at_once(crowded: Crowd, commands: Sequence[Sequence[object]]) -> list[CompletedProcess[str]]:
    with ThreadPoolExecutor(len(commands)) as pool:
        return list(pool.map(lambda words: crowded.database.run(*map(str, words)), commands))


def _one(crowded: Crowd, query: str) -> object:
    with crowded.database.superuser() as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_one_adjustment_asked_for_by_many_is_one(crowded: Crowd) -> None:
    """SE-05: the same key is the same adjustment; another amount under it is refused."""
    tenant = crowded.case["tenants"][0]["key"]
    adjust = ("adjust", "--tenant", tenant, "--date", "2026-09-20", "--reason", "x", "--json")
    same = [*adjust, "--key", "k1", "--amount", "500"]
    outcomes = _at_once(crowded, [same] * MANY)
    assert [done.returncode for done in outcomes] == [0] * MANY, [d.stderr for d in outcomes]
    assert len({json.loads(done.stdout)["adjustment_id"] for done in outcomes}) == 1
    counted = "SELECT count(*) FROM settlement.adjustment WHERE reason = 'x'"
    assert _one(crowded, counted) == 1
    other = crowded.database.run(*adjust, "--key", "k1", "--amount", "501")
    assert other.returncode == 2
    assert _one(crowded, counted) == 1


def test_one_import_taken_back_by_many_is_taken_back_once(crowded: Crowd) -> None:
    """SE-13: afterwards the tenants are owed nothing, and the file can be imported again."""
    done = crowded.database.run("import", "payments", "--json", crowded.payments)
    file_id = json.loads(done.stdout)["file_id"]
    outcomes = _at_once(crowded, [["import", "undo", "--json", file_id]] * MANY)
    assert [done.returncode for done in outcomes] == [0] * MANY, [d.stderr for d in outcomes]
    total = len(crowded.case["events"])
    assert sorted(json.loads(done.stdout)["reversed"] for done in outcomes) == [0, 0, 0, total]
    again = crowded.database.run("import", "payments", "--json", crowded.payments)
    assert json.loads(again.stdout)["recorded"] == total


def test_a_period_settled_and_reopened_at_once_ends_as_either_says(crowded: Crowd) -> None:
    """SE-05: whatever came first; a last run gives every statement that there must be."""
    imported = crowded.database.run("import", "payments", crowded.payments)
    assert imported.returncode == 0, imported.stderr
    monthly = crowded.case["tenants"][3]
    assert monthly["cycle"] == "monthly"
    settle = ("settle", "--period", "2026-09")
    assert crowded.database.run(*settle).returncode == 0
    reopen = ("statement", "reopen", f"{monthly['key']}/20260930-1")
    outcomes = _at_once(crowded, [settle, reopen, settle, reopen])
    assert all(done.returncode in (0, 2) for done in outcomes), [d.stderr for d in outcomes]
    assert not any("deadlock" in done.stderr for done in outcomes)
    assert crowded.database.run(*settle).returncode == 0
    expected = settle_case(crowded.case)["statements"]
    of_period = [s for s in expected if s["period_end"].startswith("2026-09")]
    assert reported(crowded.database, "2026-09").comparable == of_period
    assert findings(crowded.database) == []


def test_a_statement_is_confirmed_or_reopened_never_both(crowded: Crowd) -> None:
    """SE-08: of two who decide at once one is told that it is too late."""
    imported = crowded.database.run("import", "payments", crowded.payments)
    assert imported.returncode == 0, imported.stderr
    assert crowded.database.run("settle", "--period", "2026-09").returncode == 0
    statement = f"{crowded.case['tenants'][3]['key']}/20260930-1"
    verbs = ["confirm", "reopen"] * 2
    outcomes = _at_once(crowded, [["statement", verb, statement] for verb in verbs])
    done = {verb for verb, o in zip(verbs, outcomes, strict=True) if o.returncode == 0}
    assert len(done) == 1
    assert {o.returncode for o in outcomes} == {0, 2}
    assert findings(crowded.database) == []
