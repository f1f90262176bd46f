"""`mindgarden import payments`: files that can't be read at all, or not to their end."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.input.conftest import COLUMNS, ROW, Command, Footprint, csv_text

GOOD = csv_text(ROW | {"ref": "good"})
HEADER = ",".join(COLUMNS)


def _line(**changes: str) -> str:
    return csv_text(ROW | changes).splitlines()[1]


# name: (bytes of the file, words that the report holds)
BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "only a mark of byte order": (b"\xef\xbb\xbf", "empty"),
    "only a header": ((HEADER + "\n").encode(), "no row"),
    "no amount column": (GOOD.replace("amount", "sum").encode(), "amount"),
    "unknown column": (GOOD.replace("recorded_on", "colour").encode(), "colour"),
    "a column twice": (GOOD.replace("recorded_on", "ref").encode(), "ref"),
    "a value too few": ((GOOD + "cafe,,p2,capture\n").encode(), "line 3"),
    "a value too many": ((GOOD + _line(ref="p2") + ",more\n").encode(), "line 3"),
    "not UTF-8": ((GOOD + _line(ref="p2", category="한식")).encode("cp949"), "line 3, category"),
    "UTF-16": (GOOD.encode("utf-16"), "column"),
    "NUL bytes": ((GOOD + _line(ref="p\0" + "2") + "\n").encode(), "line 3, ref"),
    "a line of 10 MB": ((GOOD + _line(ref="x" * 10_000_000) + "\n").encode(), "line 3"),
    "a header of 10 MB": (b"x" * 10_000_000 + b"\n", "column"),
    "a quote that never ends": ((GOOD + '"cafe,' + "x\n" * 200_000).encode(), "line 3"),
    "a damaged archive": (gzip.compress(GOOD.encode() * 1_000)[:-200], "damaged"),
    "an archive of something else": (gzip.compress(b"\x89PNG\r\n" * 99), "column"),
    "a spreadsheet": (b"PK\x03\x04" + bytes(range(256)) * 40, "column"),
}


@pytest.mark.usefixtures("parts_of_a_file")
@pytest.mark.parametrize("name", BAD)
def test_an_unreadable_file_is_refused_whole(
    command: Command, footprint: Footprint, tmp_path: Path, name: str
) -> None:
    """TN-02, DA-01: exit 2, what is wrong, no trace in the database."""
    content, words = BAD[name]
    path = tmp_path / ("payments.csv.gz" if "archive" in name else "payments.csv")
    path.write_bytes(content)
    before = footprint()
    outcome = command("import", "payments", path)
    assert outcome.code == 2
    assert words in outcome.err
    assert "Traceback" not in outcome.err
    assert len(outcome.err) < 10_000, "the report quotes the line of 10 MB"
    assert footprint() == before


@pytest.mark.parametrize("place", ["missing.csv", "."])
def test_a_path_that_is_no_file_is_refused(command: Command, tmp_path: Path, place: str) -> None:
    """TN-02: exit 2 and the path."""
    outcome = command("import", "payments", tmp_path / place)
    assert outcome.code == 2
    assert str(tmp_path) in outcome.err


def test_bad_lines_among_good_ones_are_skipped_on_request(command: Command, tmp_path: Path) -> None:
    """TN-02: NUL bytes, wrong bytes, missing values and long lines are rejects like any other."""
    bad = [
        _line(ref="n\0").encode(),
        _line(ref="b").replace("drink", "한식").encode("cp949"),
        b"cafe,,short",
        _line(ref="x" * 200_000).encode(),
    ]
    good = [_line(ref="fine-1").encode(), _line(ref="fine-2").encode()]
    path = tmp_path / "mixed.csv"
    path.write_bytes(b"\n".join([HEADER.encode(), good[0], *bad, good[1], b""]))
    outcome = command("import", "payments", "--skip-bad", path)
    assert outcome.code == 0, outcome.err
    assert "6 rows: 2 recorded, 0 unchanged, 4 refused" in outcome.out
    rejects = tmp_path / "mixed.rejects.csv"
    with rejects.open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
        csv.field_size_limit(1_000_000)
        assert [row["reject_line"] for row in csv.DictReader(stream)] == ["3", "4", "5", "6"]


@pytest.mark.parametrize("form", ["BOM", "gzip", "columns in another order", "CRLF"])
def test_a_payments_file_may_come_in_other_forms(
    command: Command, tmp_path: Path, form: str, payments_file: Callable[..., Path]
) -> None:
    """TN-02: with BOM, compressed, columns in any order, lines as Windows ends them."""
    text = csv_text(ROW | {"ref": f"form-{form}", "category": "한식"})
    path = tmp_path / "payments.csv"
    if form == "BOM":
        path.write_text(text, encoding="utf-8-sig")
    elif form == "gzip":
        path = tmp_path / "payments.csv.gz"
        path.write_bytes(gzip.compress(text.encode()))
    elif form == "CRLF":
        path.write_bytes(text.replace("\n", "\r\n").encode())
    else:
        lines = [",".join(reversed(line.split(","))) for line in text.splitlines()]
        path.write_text("\n".join(lines), encoding="utf-8")
    outcome = command("import", "payments", path)
    assert outcome.code == 0, outcome.err
    assert "1 recorded" in outcome.out
