"""mindgarden audit: named questions of database administrators, read-only."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from app.db.connection import connect, connect_admin
from app.db.replaceable import STEMS
from app.failure import BadInput, Finding
from app.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "sql" / "audit"
_PARAMETER = re.compile(
    r"^-- parameter: (?P<name>[a-z_]+) = (?P<default>[^:\n]*): (?P<what>.*)$", re.MULTILINE
)


@dataclass(frozen=True)
class Question:
    """One file of sql/audit: its first comment asks, `-- kind: check` means that a row is a finding."""

    name: str
    asks: str
    is_check: bool
    # `-- as: administrator`: asks the server itself, which no auditor may.
    is_for_administrator: bool
    text: str
    # `-- parameter: NAME = DEFAULT: WHAT`, in the query as %(NAME)s.
    parameters: dict[str, tuple[str, str]] = field(default_factory=dict)


def questions() -> dict[str, Question]:
    """Every question by name."""
    return {
        path.stem: _read(path) for path in sorted(FOLDER.glob("*.sql")) if path.stem not in STEMS
    }


def ask(question: Question, values: dict[str, str]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows of the answer."""
    opened = connect_admin() if question.is_for_administrator else connect("mg_auditor")
    with opened as connection:
        connection.execute("SET TRANSACTION READ ONLY")
        cursor = connection.execute(question.text.encode(), values or None)
        return [column.name for column in cursor.description or ()], cursor.fetchall()


@click.command()
@click.argument("name", required=False)
@click.option(
    "-p",
    "--parameter",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of the question.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def audit(name: str | None, given: tuple[str, ...], as_json: bool) -> None:
    """Ask the question NAME of sql/audit as the auditor; without NAME list the questions."""
    known = questions()
    if name is None:
        listed = [(q.name, q.asks, _usage(q)) for q in known.values()]
        _print(["name", "asks", "parameters"], listed, as_json)
        return
    if name not in known:
        raise BadInput(f"no question is named {name}", hint="list them: mindgarden audit")
    question = known[name]
    columns, rows = ask(question, _values(question, given))
    _print(columns, rows, as_json)
    if question.is_check and rows:
        raise Finding(
            f"{name}: {len(rows)} found", hint=f"{question.asks} See sql/audit/{name}.sql"
        )


def _read(path: Path) -> Question:
    text = path.read_text()
    return Question(
        name=path.stem,
        asks=text.split("\n", 1)[0].removeprefix("--").strip(),
        is_check=bool(re.search(r"^-- kind: check$", text, re.MULTILINE)),
        is_for_administrator=bool(re.search(r"^-- as: administrator$", text, re.MULTILINE)),
        text=text,
        parameters={
            found["name"]: (found["default"], found["what"]) for found in _PARAMETER.finditer(text)
        },
    )


def _values(question: Question, given: tuple[str, ...]) -> dict[str, str]:
    values = {name: default for name, (default, _) in question.parameters.items()}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or name not in values:
            raise BadInput(
                f"{question.name} has no parameter {name}",
                hint=f"give NAME=VALUE; its parameters: {_usage(question) or 'none'}",
            )
        values[name] = value
    return values


def _usage(question: Question) -> str:
    return ", ".join(
        f"{name}={default or '…'} ({what})" for name, (default, what) in question.parameters.items()
    )


def _print(columns: list[str], rows: list[tuple[Any, ...]], as_json: bool) -> None:
    if as_json:
        found = [dict(zip(columns, row, strict=True)) for row in rows]
        click.echo(json.dumps(found, ensure_ascii=False, default=_plain))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, name in enumerate(columns):
        is_number = all(isinstance(row[place], int | Decimal | None) for row in rows)
        table.add_column(name, justify="right" if rows and is_number else "left")
    for row in rows:
        table.add_row(*(_shown(value) for value in row))
    Console(soft_wrap=True, width=None if sys.stdout.isatty() else 200).print(table)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return (
        f"{value:,}"
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
        else str(value)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return str(value)
