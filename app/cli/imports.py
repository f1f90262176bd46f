"""`mindgarden import`: tenants and payments in, a wrong file back out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from app.cli.simulate import read_json

if TYPE_CHECKING:
    from app.imports.payments import Outcome

SHOWN_REJECTS = 20


@click.group()
def imports() -> None:
    """Import tenants' contracts and payments, or take a wrong import back."""


@imports.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def tenants(file: Path, as_json: bool) -> None:
    """Import plans, tenants, terms, fee rules and adjustments from a JSON file: all of it or nothing."""
    from app.imports.tenants import import_tenants

    done = import_tenants(read_json(file))
    click.echo(
        json.dumps(done)
        if as_json
        else f"imported {done['tenants']} tenants, {done['plans']} plans"
    )


@imports.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--skip-bad", is_flag=True, help="Record the good rows and write the bad ones to a reject file."
)
@click.option(
    "--reject-file", type=click.Path(path_type=Path), help="Where (default: beside the file)."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def payments(file: Path, skip_bad: bool, reject_file: Path | None, as_json: bool) -> None:
    """Import captures, refunds and chargebacks from a CSV file (.gz too).

    A bad row is reported with line, column and reason, and keeps the whole file out unless --skip-bad is given.
    """
    from app.imports.payments import import_payments

    outcome = import_payments(file, skip_bad=skip_bad, reject_file=reject_file)
    say_outcome(outcome, skip_bad, as_json, "mindgarden import undo")


def say_outcome(outcome: Outcome, skip_bad: bool, as_json: bool, undo_command: str) -> None:
    """Say what became of a file and its rows; exit 2 if it was refused."""
    refused = bool(outcome.rejects) and not skip_bad
    if as_json:
        click.echo(
            json.dumps(
                {
                    "file_id": str(outcome.file_id) if outcome.file_id else None,
                    "rows": outcome.rows,
                    "recorded": outcome.recorded,
                    "unchanged": outcome.unchanged,
                    "rejected": len(outcome.rejects),
                    "rejects": [
                        {"line": r.line_number, "column": r.column, "reason": r.reason}
                        for r in outcome.rejects
                    ],
                    "reject_file": str(outcome.reject_file) if outcome.reject_file else None,
                },
                ensure_ascii=False,
            )
        )
    else:
        click.echo(
            f"{outcome.rows} rows: {outcome.recorded} recorded, {outcome.unchanged} unchanged,"
            f" {len(outcome.rejects)} refused"
        )
        if outcome.file_id:
            click.echo(f"import {outcome.file_id} (take it back: {undo_command} {outcome.file_id})")
        if outcome.reject_file:
            click.echo(f"refused rows: {outcome.reject_file}")
    for reject in outcome.rejects[:SHOWN_REJECTS]:
        click.echo(
            f"line {reject.line_number}, {reject.column or 'row'}: {reject.reason}", err=True
        )
    if len(outcome.rejects) > SHOWN_REJECTS:
        click.echo(f"... and {len(outcome.rejects) - SHOWN_REJECTS} more", err=True)
    if refused:
        click.echo("nothing was imported: mend these rows, or give --skip-bad", err=True)
        sys.exit(2)


@imports.command()
@click.argument("file_id", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def undo(file_id: UUID, as_json: bool) -> None:
    """Take a wrong payments import back as a whole, by reversing events; its references are free again."""
    from app.db.connection import connect

    with connect("mg_batch") as connection:
        row = connection.execute("SELECT settlement.undo_import(%s)", (file_id,)).fetchone()
    assert row is not None
    count = row[0]
    if as_json:
        click.echo(json.dumps({"file_id": str(file_id), "reversed": count}))
    else:
        click.echo(
            f"{count} events reversed" if count else "it was undone already: nothing changed"
        )


@imports.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_imports(as_json: bool) -> None:
    """List the imported payments files, newest first."""
    from app.db.connection import connect

    with connect("mg_batch") as connection:
        rows = connection.execute(
            "SELECT import_file_id::text, file_name, status, recorded_count, rejected_count, created_at::text"
            " FROM commerce.list_import()"
        ).fetchall()
    names = ("file_id", "file_name", "status", "recorded", "rejected", "created_at")
    if as_json:
        click.echo(
            json.dumps(
                {"imports": [dict(zip(names, row, strict=True)) for row in rows]},
                ensure_ascii=False,
            )
        )
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row))
