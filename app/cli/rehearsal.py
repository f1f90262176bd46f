"""What a rehearsed settlement says: which statements would be the same, and how new ones stand beside those before."""

from __future__ import annotations

import sys
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from app.i18n.money import digits

SHOWN = 40
_TITLES = {
    "stored": "These would not be what is stored",
    "previous": "Beside the month or period before",
}


def print_rehearsal(
    statements: list[dict[str, Any]], comparison: list[dict[str, Any]], period: str
) -> None:
    """How many statements, the settled ones that would be the same, and every difference."""
    click.echo(
        f"rehearsed: {len(statements)} statements in {period}; nothing was kept (--json shows them)"
    )
    stored = {row["tenant"] for row in comparison if row["compared_with"] == "stored"}
    first = {row["tenant"] for row in comparison if row["compared_with"] == "nothing"}
    differing = [row for row in comparison if row["difference_minor"]]
    off = {row["tenant"] for row in differing if row["compared_with"] == "stored"}
    if stored:
        click.echo(
            f"settled already: {len(stored)} tenants; would be the same: {len(stored - off)}"
        )
    if first:
        click.echo(f"without a statement to compare with: {len(first)} tenants")
    for compared, title in _TITLES.items():
        rows = [row for row in differing if row["compared_with"] == compared]
        if rows:
            print_differences(rows[:SHOWN], title, {})
        if len(rows) > SHOWN:
            click.echo(f"and {len(rows) - SHOWN} more figures (--json: all)")


def print_differences(rows: list[dict[str, Any]], title: str, names: dict[Any, str]) -> None:
    """Rows of tenant, figure, old, new and difference; `names` says what stands for a tenant that is none."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name in ("tenant", "", "old", "new", "difference"):
        table.add_column(name, justify="left" if name in ("tenant", "") else "right")
    last = None
    for row in rows:
        name = row["tenant"] or names[row["currency"]]
        decimals = row["decimals"]
        table.add_row(
            "" if name == last else name,
            row["figure"].replace("_", " "),
            digits(row["old_minor"], decimals),
            digits(row["new_minor"], decimals),
            digits(row["difference_minor"], decimals, plus=True),
        )
        last = name
    Console(width=None if sys.stdout.isatty() else 120).print(table)
