"""What the manifest promises: for each table, role, command, context and target the one right outcome."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from app.db import manifest

Outcome = Literal["denied", "nothing", "reached"]
COMMANDS = ("select", "insert", "update", "delete")
CONTEXTS = ("own", "none", "forged", "expired", "altered", "operator")
TARGETS = ("own", "other")
# Runtime roles, and the owners as whom definer routines act.
ROLES = (
    "mg_app", "mg_auth", "mg_batch", "mg_ops", "mg_operator", "mg_auditor",
    "mg_owner", "mg_batch_owner", "mg_door",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One question of the matrix."""

    table: str
    role: str
    command: str
    context: str
    target: str


@cache
def kind_of(table: str) -> str:
    """tenant, or what the manifest says."""
    about = manifest.read().global_tables.get(table)
    return about["kind"] if about else "tenant"


def cells(table: str) -> list[Cell]:
    """All questions about a table."""
    targets = TARGETS if kind_of(table) == "tenant" else TARGETS[:1]
    return [
        Cell(table, role, command, context, target)
        for role in ROLES
        for context in CONTEXTS
        for command in COMMANDS
        for target in targets
        if promised(Cell(table, role, command, context, target)) is not None
    ]


@cache
def promised(cell: Cell) -> Outcome | None:
    """The right outcome; None where the roles' own grants decide and nothing is isolated."""
    kind = kind_of(cell.table)
    if kind == "door":
        return _door(cell)
    if cell.role in ("mg_auth", "mg_batch", "mg_ops", "mg_door"):
        return "denied"
    if cell.role == "mg_batch_owner":
        return "reached" if cell.command in ("select", "insert") else None
    if cell.role == "mg_owner":
        is_in = kind == "tenant" and cell.context == "own" and cell.target == "own"
        return "reached" if is_in else "denied" if cell.command == "insert" else "nothing"
    if cell.command != "select" or (
        cell.role == "mg_app" and cell.table in manifest.read().internal_tables
    ):
        return "denied"
    if cell.table in manifest.read().secret_tables:
        return "denied"
    if cell.role == "mg_auditor":
        return "reached"
    if cell.role == "mg_operator":
        return "reached" if cell.context == "operator" else "nothing"
    if kind != "tenant":
        return "denied"
    return "reached" if cell.context == "own" and cell.target == "own" else "nothing"


def _door(cell: Cell) -> Outcome | None:
    if cell.role == "mg_door":
        about = manifest.read().global_tables[cell.table]
        if cell.command == "update" and "kept" in about:
            return "denied"
        return "reached" if cell.command != "delete" or "swept" in about else "denied"
    if cell.role == "mg_owner":
        return "denied" if cell.command == "insert" else "nothing"
    return "denied"
