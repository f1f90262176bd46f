"""Run one command inside another, as if it had been typed."""

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout

import click

from app.cli import cli
from app.failure import Failure


class CommandEnded(Failure):
    """A command that another one ran ended with an exit code that isn't 0."""

    def __init__(self, arguments: Sequence[str], code: int) -> None:
        super().__init__(f"`mindgarden {' '.join(arguments)}` ended with exit code {code}")
        self.exit_code = code


@contextmanager
def _standard_input(text: str) -> Iterator[None]:
    before = sys.stdin
    sys.stdin = io.StringIO(text)
    try:
        yield
    finally:
        sys.stdin = before


def run(arguments: Sequence[str], standard_input: str = "") -> str:
    """Run a command in this process; its standard output, or the failure that it raised."""
    printed = io.StringIO()
    code: object = 0
    with redirect_stdout(printed), _standard_input(standard_input):
        try:
            code = cli.main(args=list(arguments), prog_name="mindgarden", standalone_mode=False)
        except click.exceptions.Exit as ended:
            code = ended.exit_code
        except SystemExit as ended:
            code = ended.code
    if isinstance(code, int) and code != 0:
        raise CommandEnded(arguments, code)
    return printed.getvalue()
