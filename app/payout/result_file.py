"""Reads the bank's answer: a CSV of references and results, in UTF-8 or CP949, with English or Korean columns."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from app.failure import BadInput

COLUMNS = ("reference", "amount", "status", "code", "reason", "paid_on")
REQUIRED = ("reference", "status", "paid_on")
_KOREAN = {
    "지급번호": "reference",
    "이체금액": "amount",
    "금액": "amount",
    "처리결과": "status",
    "결과": "status",
    "오류코드": "code",
    "사유": "reason",
    "이체일": "paid_on",
}


@dataclass(frozen=True)
class Answer:
    """What became of one row; `line` counts from the header's 1."""

    line: int
    reference: str
    outcome: str
    column: str | None
    fault: str | None


def take(
    connection: psycopg.Connection[Any], path: Path, actor: Any
) -> tuple[list[Answer], list[Answer]]:
    """Record the file as a whole; the answers, and the faults for which nothing was taken."""
    content = path.read_bytes()
    lines, rows = _read(content)
    columns = [[row[name] for row in rows] for name in COLUMNS]
    reference, amount, status, code, reason, paid_on = columns
    found = connection.execute(
        "SELECT place, reference, outcome, column_name, fault FROM settlement.import_payout_result("
        "%s, %s, %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s)",
        (
            path.name, hashlib.sha256(content).digest(), reference, amount, status, code, reason,
            paid_on, actor,
        ),
    ).fetchall()  # fmt: skip
    answers = [
        Answer(lines[place - 1], str(ref), outcome, column, fault)
        for place, ref, outcome, column, fault in found
    ]
    faults = [answer for answer in answers if answer.fault]
    return [] if faults else answers, faults


def _read(content: bytes) -> tuple[list[int], list[dict[str, str]]]:
    """Line numbers and rows; every row has every column."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp949")
        except UnicodeDecodeError:
            raise BadInput("the file is neither UTF-8 nor CP949", hint="Save it as CSV.") from None
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [_KOREAN.get(name.strip(), name.strip()) for name in next(reader, [])]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise BadInput(
            f"the file has no column {', '.join(missing)}",
            hint=f"Columns: {', '.join(COLUMNS)}; amount, code and reason may be left out.",
        )
    twice = sorted({name for name in COLUMNS if header.count(name) > 1})
    if twice:
        raise BadInput(
            f"the file has two columns {', '.join(twice)}", hint="Leave the wrong one out."
        )
    lines: list[int] = []
    rows: list[dict[str, str]] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        given = dict(zip(header, cells, strict=False))
        lines.append(reader.line_num)
        rows.append({name: given.get(name, "").strip() for name in COLUMNS})
    if not rows:
        raise BadInput("the file has no rows", hint="One row a payout, under the header.")
    return lines, rows
