"""Reads procedures/ with PostgreSQL's own parser, for the rules that tests/lint checks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pglast import ast, parse_plpgsql, parse_sql

from app.db import manifest
from app.settings import PROJECT_ROOT

SCHEMAS = manifest.read().schemas
_OWN = rf"(?:{'|'.join(SCHEMAS)})\.\w+"
# The PL/pgSQL parser outside a server knows no types of ours; for these rules any type will do.
_ROWTYPE = re.compile(rf"\b{_OWN}%ROWTYPE", re.IGNORECASE)
_COLUMN_TYPE = re.compile(rf"\b{_OWN}\.\w+%TYPE", re.IGNORECASE)
_DECLARED = re.compile(rf"^(\s+\w+\s+(?:CONSTANT\s+)?){_OWN}(\[\])?(?=\s*(?:;|:=|DEFAULT))", re.M)
_IN_HEADER = re.compile(
    rf"\b(RETURNS\s+(?:SETOF\s+)?|\w+\s+){_OWN}(\[\])?(?=\s*(?:,|\)|\n|$|LANG))"
)


@dataclass(frozen=True)
class Routine:
    """One file of procedures/."""

    path: Path

    @property
    def name(self) -> str:
        """As the file says: schema.routine."""
        return f"{self.path.parent.name}.{self.path.stem}"

    @cached_property
    def text(self) -> str:
        """The file."""
        return self.path.read_text()

    @cached_property
    def statements(self) -> list[Any]:
        """Its parsed statements."""
        return [raw.stmt for raw in parse_sql(self.text)]

    @cached_property
    def created(self) -> list[Any]:
        """Its CREATE FUNCTION and CREATE PROCEDURE statements."""
        return [stmt for stmt in self.statements if isinstance(stmt, ast.CreateFunctionStmt)]

    def option(self, name: str) -> list[Any]:
        """The values of one option (language, security, set) of the routine."""
        return [option.arg for option in self.created[0].options if option.defname == name]

    @property
    def language(self) -> str:
        """sql or plpgsql."""
        return str(self.option("language")[0].sval)

    @property
    def body(self) -> str:
        """Between its dollar quotes."""
        return str(self.option("as")[0][0].sval)

    def plpgsql(self) -> Any:
        """The parsed body."""
        raw = next(
            raw for raw in parse_sql(self.text) if isinstance(raw.stmt, ast.CreateFunctionStmt)
        )
        start = raw.stmt_location
        statement = self.text[start : start + raw.stmt_len if raw.stmt_len else None]
        head, dollar, rest = statement.partition("$")
        head = _IN_HEADER.sub(r"\1text\2", head)
        rest = _ROWTYPE.sub("record", _COLUMN_TYPE.sub("text", rest))
        return parse_plpgsql(head + dollar + _DECLARED.sub(r"\1record", rest))


def all_routines() -> list[Routine]:
    """Every file of procedures/."""
    return [Routine(path) for path in sorted((PROJECT_ROOT / "procedures").glob("*/*.sql"))]


def nodes(tree: Any, kind: str) -> Iterator[dict[str, Any]]:
    """Every node of a kind in a parsed PL/pgSQL body."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == kind:
                yield value
            yield from nodes(value, kind)
    elif isinstance(tree, list):
        for item in tree:
            yield from nodes(item, kind)


def as_text(tree: Any) -> str:
    """A parsed body as text, to look for words in."""
    return json.dumps(tree)
