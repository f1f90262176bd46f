"""`mindgarden simulate`: what a case would settle to, keeping nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from app.failure import BadInput


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--chunk-size", type=click.IntRange(min=1), help="Tenants settled together.")
def simulate(case: Path, chunk_size: int | None) -> None:
    """Run a case file through the procedures of a real run and print its statements; keep nothing.

    A faulty tenant is left out, its reason goes to stderr, and the exit code is 1.
    """
    from app.simulate import simulate as run

    result = run(read_json(case), chunk_size=chunk_size)
    click.echo(json.dumps({"statements": result["statements"]}, ensure_ascii=False, indent=1))
    for tenant, reason in sorted(result["faults"].items()):
        click.echo(f"tenant {tenant}: {reason}", err=True)
    if result["faults"]:
        sys.exit(1)


def read_json(path: Path) -> Any:
    """The JSON value of a file; a BadInput says what is wrong with it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise BadInput(
            f"{path}: {problem.strerror}", hint="Give the path of a JSON file."
        ) from problem
    except UnicodeDecodeError as problem:
        raise BadInput(
            f"{path}: not UTF-8 at byte {problem.start}", hint="Save the file as UTF-8."
        ) from problem
    if not text.strip():
        raise BadInput(f"{path}: the file is empty", hint="Give a JSON file.")
    try:
        return json.loads(text, parse_float=str)
    except (json.JSONDecodeError, RecursionError) as problem:
        raise BadInput(
            f"{path}: not JSON: {problem}", hint="Mend the file and try again."
        ) from problem
