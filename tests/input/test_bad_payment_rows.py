"""`mindgarden import payments`: one bad row keeps the file out, and is named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.input.conftest import ROW, Command, Footprint, refund

Rows = list[dict[str, Any]]
# name: (rows whose last is bad, the column that the report names, words of the reason)
BAD: dict[str, tuple[Rows, str, str]] = {
    "no tenant": ([ROW | {"tenant_key": ""}], "tenant_key", ""),
    "unknown tenant": ([ROW | {"tenant_key": "nobody"}], "tenant_key", "nobody"),
    "unknown branch": ([ROW | {"branch_code": "moon"}], "branch_code", "moon"),
    "no ref": ([ROW | {"ref": ""}], "ref", ""),
    "ref without end": ([ROW | {"ref": "x" * 5_000}], "ref", ""),
    "unknown kind": ([ROW | {"kind": "gift"}], "kind", "gift"),
    "no instant": ([ROW | {"occurred_at": ""}], "occurred_at", ""),
    "no such day": ([ROW | {"occurred_at": "2026-02-30T12:00:00+09:00"}], "occurred_at", "02-30"),
    "a sign for a digit": (
        [ROW | {"occurred_at": "2026-10-05T12:00:+1+09:00"}],
        "occurred_at",
        "+1",
    ),
    "no offset": ([ROW | {"occurred_at": "2026-10-05T12:00:00"}], "occurred_at", ""),
    "words for an instant": ([ROW | {"occurred_at": "yesterday"}], "occurred_at", "yesterday"),
    "infinity": ([ROW | {"occurred_at": "infinity"}], "occurred_at", "infinity"),
    "wrong currency": ([ROW | {"currency": "USD"}], "currency", "USD"),
    "unknown currency": ([ROW | {"currency": "won"}], "currency", "won"),
    "no amount": ([ROW | {"amount": ""}], "amount", ""),
    "words for an amount": ([ROW | {"amount": "a lot"}], "amount", "a lot"),
    "not a number": ([ROW | {"amount": "NaN"}], "amount", "NaN"),
    "exponent": ([ROW | {"amount": "1e4"}], "amount", "1e4"),
    "negative amount": ([ROW | {"amount": "-1"}], "amount", "-1"),
    "amount beyond measure": ([ROW | {"amount": "9" * 30}], "amount", ""),
    "too many decimals": ([ROW | {"amount": "10.5"}], "amount", "10.5"),
    "too many decimals of cents": (
        [ROW | {"tenant_key": "diner", "currency": "USD", "amount": "1.234"}],
        "amount",
        "1.234",
    ),
    "negative discount": ([ROW | {"platform_discount": "-5"}], "platform_discount", "-5"),
    "capture of nothing": ([ROW | {"amount": "0"}], "amount", ""),
    "capture of a capture": ([ROW | {"original_ref": "old"}], "original_ref", ""),
    "refund of nothing named": ([refund("r", "")], "original_ref", ""),
    "unknown original": ([refund("r", "never")], "original_ref", "never"),
    "original of another tenant": (
        [refund("r", "old", tenant_key="salon")],
        "original_ref",
        "old",
    ),
    "original is a refund": (
        [refund("r", "old"), refund("s", "r")],
        "original_ref",
        "r",
    ),
    "refund above its capture": ([refund("r", "old", "701")], "amount", "70"),
    "refunds above their capture": (
        [refund("r", "old", "700"), refund("s", "old", "1")],
        "amount",
        "70",
    ),
    "refund of nothing": ([refund("r", "old", "0")], "amount", ""),
    "refund before its capture": (
        [refund("r", "old", occurred_at="2026-10-04T12:00:00+09:00")],
        "occurred_at",
        "2026-10-04",
    ),
    "discount of a refund": (
        [refund("r", "old", platform_discount="5")],
        "platform_discount",
        "",
    ),
    "no such day of recording": ([ROW | {"recorded_on": "2026-13-01"}], "recorded_on", "2026-13"),
    "the same ref with other content": ([ROW | {"ref": "old"}], "ref", "700"),
    "the same ref twice in a file": ([ROW, ROW | {"amount": "9999"}], "ref", "9999"),
}


@pytest.mark.usefixtures("parts_of_a_file")
@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_named_with_line_column_and_reason_and_nothing_is_taken(
    command: Command,
    footprint: Footprint,
    payments_file: Callable[..., Path],
    name: str,
) -> None:
    """TN-02, DA-01: the good rows of such a file are not taken either."""
    rows, column, words = BAD[name]
    good = ROW | {"ref": "good"}
    before = footprint()
    outcome = command("import", "payments", payments_file(good, *rows))
    assert outcome.code == 2
    named = [line for line in outcome.err.splitlines() if line.startswith("line ")]
    bad_line = len(rows) + 2
    # Where two rows contradict each other, both may be named; the last one always is.
    assert any(line.startswith(f"line {bad_line}, {column}: ") for line in named), outcome.err
    assert words in "".join(named)
    assert footprint() == before


def test_good_rows_are_taken_and_the_bad_ones_can_be_mended_and_imported(
    command: Command, payments_file: Callable[..., Path], tmp_path: Path
) -> None:
    """TN-02: --skip-bad writes a reject file with line, column and reason in front."""
    wrong = ROW | {"ref": "mend-2", "amount": "1.5"}
    path = payments_file(ROW | {"ref": "mend-1"}, wrong, refund("mend-3", "mend-2", "2"))
    rejects = tmp_path / "rejects.csv"
    arguments = ("import", "payments", "--skip-bad", "--json", "--reject-file", rejects)
    first = command(*arguments, path)
    assert first.code == 0
    done = json.loads(first.out)
    assert (done["recorded"], done["rejected"]) == (1, 2)
    assert [reject["line"] for reject in done["rejects"]] == [3, 4]

    text = rejects.read_text(encoding="utf-8")
    assert text.splitlines()[0].startswith("reject_line,reject_column,reject_reason,tenant_key")
    rejects.write_text(text.replace(",1.5,", ",15,"), encoding="utf-8")
    second = command("import", "payments", "--json", rejects)
    assert second.code == 0, second.err
    assert json.loads(second.out)["recorded"] == 2

    path.write_text(path.read_text(encoding="utf-8").replace("1.5", "15"), encoding="utf-8")
    third = command("import", "payments", "--json", path)
    assert json.loads(third.out)["unchanged"] == 3
    assert json.loads(third.out)["recorded"] == 0


@pytest.mark.usefixtures("parts_of_a_file")
def test_good_rows_wait_while_the_bad_ones_cannot_be_written_back(
    command: Command, payments_file: Callable[..., Path], footprint: Footprint, tmp_path: Path
) -> None:
    """TN-02: no row is ever neither recorded nor in the reject file."""
    path = payments_file(ROW | {"ref": "wait-1"}, ROW | {"ref": "wait-2", "amount": "1.5"})
    before = footprint()
    outcome = command(
        "import", "payments", "--skip-bad", "--reject-file", tmp_path / "no" / "folder.csv", path
    )
    assert outcome.code == 2
    assert "--reject-file" in outcome.err
    assert footprint() == before


def test_an_identical_repeat_is_unchanged_however_it_is_written(
    command: Command, payments_file: Callable[..., Path]
) -> None:
    """TN-02: the same instant in another offset, the same amount with zeros in front."""
    command("import", "payments", payments_file(ROW | {"ref": "again"}))
    same = {"ref": "again", "occurred_at": "2026-10-05T03:00:00Z", "amount": "010000"}
    outcome = command("import", "payments", "--json", payments_file(ROW | same))
    assert outcome.code == 0, outcome.err
    done = json.loads(outcome.out)
    assert (done["recorded"], done["unchanged"]) == (0, 1)
