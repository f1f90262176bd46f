"""`mindgarden report` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.failure import BadInput
from app.reports import FORMATS, period
from tests.reports.conftest import PERIOD, Settled


@pytest.mark.parametrize("name", FORMATS)
def test_writes_each_format(settled: Settled, tmp_path: Path, name: str) -> None:
    target = tmp_path / f"statement.{name}"
    done = settled.clone.run(
        *("report", "statement", "--tenant", "won", "--period", PERIOD),
        *("--format", name, "--output", target),
    )
    assert done.returncode == 0, done.stderr
    starts = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "pdf": b"%PDF-", "json": b"{"}
    assert target.read_bytes().startswith(starts[name])
    assert [file.name for file in tmp_path.iterdir()] == [target.name]


def test_statements_as_simulate_prints_them(settled: Settled) -> None:
    done = settled.clone.run("report", "statements", "--period", PERIOD, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["statements"]
    assert [one["tenant"] for one in found] == ["below", "dollar", "taxed", "won"]
    assert list(found[0])[:3] == ["tenant", "period_start", "period_end"]


def test_a_table_for_people(settled: Settled) -> None:
    done = settled.clone.run("report", "statements", "--period", PERIOD)
    assert done.returncode == 0, done.stderr
    assert "below" in done.stdout
    assert "USD" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--tenant", "nobody", "--period", PERIOD, "--output", "x"), "unknown tenant"),
        (("--tenant", "won", "--period", "2026-13", "--output", "x"), "no period"),
        (("--tenant", "won", "--period", "2031-01", "--output", "x"), "no statement"),
        (("--tenant", "won", "--period", PERIOD, "--output", "/nowhere/x"), "can't write"),
    ],
)
def test_bad_input_ends_with_2(
    settled: Settled, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = settled.clone.run("report", "statement", "--format", "csv", *arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_periods() -> None:
    assert str(period.parse("2026-02")) == "2026-02"
    assert period.parse("2026-02").last.day == 28
    assert str(period.parse("2026-02-01..2026-02-15")) == "2026-02-01..2026-02-15"
    for wrong in ("", "2026", "2026-00", "2026-2", "2026-02-02..2026-02-01", "2026-02-30..", "x"):
        with pytest.raises(BadInput):
            period.parse(wrong)
