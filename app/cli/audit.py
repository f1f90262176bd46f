"""mindgarden audit: named questions of database administrators, read-only."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from app.db.connection import connect
from app.db.replaceable import STEMS
from app.failure import BadInput, Finding
from app.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "sql" / "audit"


@dataclass(frozen=True)
class Question:
    """One file of sql/audit: its first comment asks, `-- kind: check` means that a row is a finding."""

    name: str
    asks: str
    is_check: bool
    text: str


def questions() -> dict[str, Question]:
    """Every question by name."""
    return {
        path.stem: _read(path) for path in sorted(FOLDER.glob("*.sql")) if path.stem not in STEMS
    }


def _read(path: Path) -> Question:
    text = path.read_text()
    first = text.split("\n", 1)[0].removeprefix("--").strip()
    is_check = bool(re.search(r"^-- kind: check$", text, re.MULTILINE))
    return Question(path.stem, first, is_check, text)


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def audit(name: str | None, as_json: bool) -> None:
    """Ask the question NAME of sql/audit as the auditor; without NAME list the questions."""
    known = questions()
    if name is None:
        _print(("name", "asks"), [(q.name, q.asks) for q in known.values()], as_json)
        return
    if name not in known:
        raise BadInput(f"no question is named {name}", hint="list them: mindgarden audit")
    question = known[name]
    with connect("mg_auditor") as connection:
        cursor = connection.execute(question.text.encode())
        columns = tuple(column.name for column in cursor.description or ())
        rows = cursor.fetchall()
    _print(columns, rows, as_json)
    if question.is_check and rows:
        raise Finding(
            f"{name}: {len(rows)} found", hint=f"{question.asks} See sql/audit/{name}.sql"
        )


def _print(columns: tuple[str, ...], rows: list[tuple[object, ...]], as_json: bool) -> None:
    if as_json:
        found = [dict(zip(columns, row, strict=True)) for row in rows]
        click.echo(json.dumps(found, ensure_ascii=False, default=str))
        return
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    Console(soft_wrap=True).print(table)
