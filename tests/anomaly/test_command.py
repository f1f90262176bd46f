"""`mindgarden anomaly`, and the nightly job: what is found is kept once, and what people say to it stays."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from app.cli import main
from app.cli.within import run
from scheduler.worker import work_in_threads
from tests.clone import Clone
from tests.verify.platform import event, import_rows

AS_OF = "2026-11-02T04:00:00+0900"


def anomaly(*arguments: str) -> Any:
    """What a subcommand prints as JSON."""
    return json.loads(run(["anomaly", *arguments, "--json"]))


@pytest.fixture
def doubled(database: Clone, tmp_path: Path) -> Clone:
    """Two tenants; one took the same amount twice within a minute."""
    contract = {"currency": "KRW", "time_zone": "Asia/Seoul", "plans": []}
    tenants = tmp_path / "tenants.json"
    tenants.write_text(json.dumps(contract | {"tenants": [{"key": "cafe"}, {"key": "salon"}]}))
    run(["import", "tenants", str(tenants)])
    day = date(2026, 11, 1)
    import_rows(tmp_path, "payments", [
        event(key, ref, "capture", day, amount, method="card")
        for key, ref, amount in (("cafe", "c1", 9_000), ("cafe", "c2", 9_000), ("salon", "s1", 9_000))
    ])  # fmt: skip
    return database


def test_an_anomaly_is_found_once_and_decided(
    doubled: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    run(
        ["users", "add", "mina@example.kr", "--name", "민아", "--operator"],
        "long enough a password\n",
    )
    assert anomaly("detect", "--tenant", "salon", "--as-of", AS_OF) == {"found": 0}
    assert anomaly("detect", "--as-of", AS_OF) == {"found": 1}
    assert anomaly("detect", "--as-of", AS_OF) == {"found": 0}
    (found,) = anomaly("list", "--status", "open")["anomalies"]
    assert (found["tenant_key"], found["rule_code"], found["subject"]) == (
        "cafe", "duplicate_payment", "c1 = c2",
    )  # fmt: skip
    assert "9,000 KRW twice within 0 seconds" in found["explanation_en"]
    (asked,) = json.loads(run(["audit", "open-anomalies", "--json"]))
    assert asked["subject"] == "c1 = c2"
    mina = ("--as", "mina@example.kr")
    key = found["anomaly_id"]
    assert anomaly("acknowledge", key, "--note", "문의함", *mina)["status"] == "acknowledged"
    assert anomaly("false-alarm", key, "--note", "손님 두 명", *mina)["status"] == "false_alarm"
    printed = run(["anomaly", "list", "--tenant", "cafe"])
    assert "mi***@example.kr: 손님 두 명" in printed
    assert anomaly("detect", "--as-of", AS_OF) == {"found": 0}, "a false alarm stays quiet"
    with doubled.superuser() as connection:
        audited = connection.execute(
            "SELECT action FROM audit.entry WHERE action LIKE 'settlement.anomaly.%' ORDER BY entry_id"
        ).fetchall()
    assert [action.rpartition(".")[2] for (action,) in audited] == ["acknowledged", "false_alarm"]
    with pytest.raises(SystemExit) as ended:
        main(["anomaly", "rules", "duplicate_payment", "--set", "minuets=3"])
    assert ended.value.code == 2
    assert "unknown anomaly rule or parameter" in capsys.readouterr().err


def test_the_nightly_job_looks_by_the_thresholds_that_are_set(doubled: Clone) -> None:
    run(["anomaly", "rules", "duplicate_payment", "--disable"])
    assert "duplicate_payment (off)" in run(["anomaly", "rules"])
    assert nightly(doubled) == 0
    (rule,) = anomaly("rules", "duplicate_payment", "--enable", "--set", "minutes=9")["rules"]
    assert (rule["is_enabled"], rule["parameters"]["minutes"]) == (True, 9)
    assert nightly(doubled) == 1
    assert nightly(doubled) == 0, "nothing new"


def nightly(clone: Clone) -> int:
    """Run the job; how many anomalies it found."""
    with clone.connect("mg_batch", autocommit=True) as batch:
        row = batch.execute(
            "SELECT ops.start_run('detect_anomaly', %s, %s)",
            (datetime.now(UTC), Jsonb({"as_of": AS_OF})),
        ).fetchone()
        assert row is not None
        work_in_threads(row[0], 1)
        report = batch.execute(
            "SELECT status, event_count FROM ops.run_report(%s)", (row[0],)
        ).fetchone()
    assert report is not None
    assert report[0] == "done"
    return int(report[1])
