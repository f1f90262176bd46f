"""`mindgarden scheduler`: what happens by itself."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--workers",
    type=click.IntRange(min=0, max=64),
    default=2,
    show_default=True,
    help="Workers of this process.",
)
def scheduler(workers: int) -> None:
    """Start the jobs of ops.job at their times and work on their runs; several may run at once."""
    from scheduler.process import run

    run(workers)
