"""Rows as a table that people read in a terminal, or in a pipe without being cut off."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table


def print_columns(columns: dict[str, list[str]], *, right: Sequence[str] = ()) -> None:
    """Print the columns side by side; those named in `right` are numbers."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name, justify="right" if name in right else "left")
    for cells in zip(*columns.values(), strict=True):
        table.add_row(*cells)
    Console(soft_wrap=True, width=None if sys.stdout.isatty() else 240).print(table)
