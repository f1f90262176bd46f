"""Every command that takes something: what it is given wrongly, it refuses with words, not a trace."""

import io
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from tests.input.conftest import Command, Footprint

UNKNOWN = str(UUID(int=7))
NOBODYS_OWNER = ("--tenant", "nobody", "--role", "TENANT_OWNER")
ADJUST = ("adjust", "--tenant", "cafe", "--date", "2026-10-05", "--amount", "100", "--reason", "x")


def _adjust(**changes: str) -> tuple[str, ...]:
    given = dict(zip(ADJUST[1::2], ADJUST[2::2], strict=True))
    given |= {f"--{name}": value for name, value in changes.items()}
    return ("adjust", *(word for pair in given.items() for word in pair))


# The words of a command, and words that its complaint holds.
BAD: list[tuple[tuple[str, ...], str]] = [
    (("dance",), "dance"),
    (("settle",), "--period"),
    (("settle", "--period", "October"), "October"),
    (("settle", "--period", "2026-13"), "2026-13"),
    (("settle", "--period", "2026-10-31..2026-10-01"), "2026-10-31"),
    (("settle", "--period", "2026-10-02..2026-10-20"), "2026-10-02"),
    (("settle", "--period", "2026-10", "--tenant", "nobody"), "nobody"),
    (("settle", "--period", "2026-10", "--workers", "0"), "workers"),
    (("settle", "--period", "2026-10", "--workers", "many"), "workers"),
    (("settle", "--period", "2026-10", "--chunk-size", "0"), "chunk-size"),
    (("settle", "--period", "9998-01"), "9998"),
    (("settle", "--period", "2026-10", "--rehearse", "--tenant", "nobody"), "nobody"),
    (("statement", "confirm", "seven"), "seven"),
    (("statement", "confirm", UNKNOWN), UNKNOWN),
    (("statement", "confirm", "cafe/20200131-1"), "cafe/20200131-1"),
    (("statement", "confirm", "cafe/20209931-1"), "20209931"),
    (("statement", "confirm", "nobody/20261031-1"), "nobody"),
    (("statement", "reopen", UNKNOWN), UNKNOWN),
    (("statement", "pay", UNKNOWN), UNKNOWN),
    (("statement", "pay", UNKNOWN, "--on", "tomorrow"), "tomorrow"),
    (_adjust(tenant="nobody"), "nobody"),
    (_adjust(date="2026-02-30"), "2026-02-30"),
    (_adjust(amount="0"), "0"),
    (_adjust(amount="1.5"), "1.5"),
    (_adjust(amount="lots"), "lots"),
    (_adjust(amount="1e3"), "1e3"),
    (_adjust(amount="9" * 30), "9" * 30),
    (_adjust(reason=""), "reason"),
    (_adjust(reason="  "), "reason"),
    (("report", "statement", "--tenant", "cafe", "--period", "2026-10"), "--format"),
    (("report", "statements", "--period", "soon"), "soon"),
    (("import", "undo", "seven"), "seven"),
    (("import", "undo", UNKNOWN), UNKNOWN),
    (("jobs", "show", "seven"), "seven"),
    (("jobs", "show", UNKNOWN), UNKNOWN),
    (("jobs", "restart", UNKNOWN), UNKNOWN),
    (("jobs", "cancel", UNKNOWN), UNKNOWN),
    (("audit", "no_such_question"), "no_such_question"),
    (("verify", "--tenant", "nobody"), "nobody"),
    (("explain", "seven"), "seven"),
    (("explain", "cafe/nothing"), "nothing"),
    (("explain", UNKNOWN), UNKNOWN),
    (("users", "add", "no-address", "--name", "가"), "no-address"),
    (("users", "add", "a@example.com", "--name", " "), "name"),
    (("users", "add", "a@example.com", "--name", "가", *NOBODYS_OWNER), "nobody"),
    (("users", "list", "--tenant", "nobody"), "nobody"),
    (("restore", "/nowhere/backup.dump"), "/nowhere/backup.dump"),
    (("backup", "/nowhere/backup.dump"), "/nowhere"),
    (("bench", "settle", "--tenants", "0"), "tenants"),
]


@pytest.mark.parametrize(("words", "complaint"), BAD, ids=[" ".join(words) for words, _ in BAD])
def test_a_command_given_something_wrong_says_what_and_does_nothing(
    command: Command,
    footprint: Footprint,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    complaint: str,
) -> None:
    """TN-02, SE-12: exit 2, the wrong thing named on stderr, no trace, nothing half done."""
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery staple\n"))
    before = footprint()
    outcome = command(*words)
    assert outcome.code == 2, outcome
    assert complaint in outcome.err
    assert "Traceback" not in outcome.err
    assert outcome.out == ""
    assert footprint() == before


@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf", "json"])
@pytest.mark.parametrize(
    ("tenant", "period", "complaint"),
    [("nobody", "2026-10", "unknown tenant"), ("cafe", "2019-10", "2019-10"), ("cafe", "x", "'x'")],
)
def test_a_report_of_nothing_leaves_no_file(
    command: Command, tmp_path: Path, form: str, tenant: str, period: str, complaint: str
) -> None:
    """SE-09: exit 2 and what is unknown; an empty or half-written file would be worse than none."""
    target = tmp_path / f"statement.{form}"
    arguments = ("--tenant", tenant, "--period", period, "--format", form, "--output", target)
    outcome = command("report", "statement", *arguments)
    assert outcome.code == 2, outcome
    assert complaint in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_a_period_that_is_not_over_is_not_settled(command: Command, footprint: Footprint) -> None:
    """SE-02: nothing closes before its last day is over."""
    before = footprint()
    outcome = command("settle", "--period", "9998-12-01..9998-12-31")
    assert outcome.code == 2
    assert "not over" in outcome.err
    assert footprint() == before


def test_without_a_server_the_environment_is_named(tmp_path: Path) -> None:
    """TN-01: exit 3 and what to start."""
    program = str(Path(sys.executable).with_name("mindgarden"))
    names = [name for name in os.environ if name.startswith("MINDGARDEN_")]
    bare = {name: value for name, value in os.environ.items() if name not in names}
    done = subprocess.run(
        [program, "report", "statements", "--period", "2026-10"],
        env={**bare, "MINDGARDEN_HOME": str(tmp_path / "empty")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "mindgarden db up" in done.stderr
