"""Run one command inside another, as if it had been typed."""

import io
from collections.abc import Sequence
from contextlib import redirect_stdout

import click

from app.cli import cli
from app.failure import Failure


class CommandEnded(Failure):
    """A command that another one ran ended with an exit code that isn't 0."""

    def __init__(self, arguments: Sequence[str], code: int) -> None:
        super().__init__(f"`mindgarden {' '.join(arguments)}` ended with exit code {code}")
        self.exit_code = code


def run(arguments: Sequence[str]) -> str:
    """Run a command in this process; its standard output, or the failure that it raised."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        try:
            result = cli.main(args=list(arguments), prog_name="mindgarden", standalone_mode=False)
        except click.exceptions.Exit as ended:
            result = ended.exit_code
    if isinstance(result, int) and result != 0:
        raise CommandEnded(arguments, result)
    return printed.getvalue()
