"""`mindgarden bench`: figures that are ratios, measured side by side."""

from __future__ import annotations

import json

import click


@click.group()
def bench() -> None:
    """Measure on this machine."""


@bench.command()
@click.option("--tenants", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--events", type=click.IntRange(min=1), default=1_000_000, show_default=True)
@click.option("--repetitions", type=click.IntRange(min=1), default=3, show_default=True)
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def settle(tenants: int, events: int, repetitions: int, workers: int, as_json: bool) -> None:
    """Settle a month, against the bare insert of the very rows that it writes."""
    from app.bench.settle import bench_settle

    found = bench_settle(
        tenants, events, repetitions, workers, lambda line: click.echo(line, err=True)
    )
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    for key, value in found.items():
        click.echo(f"{key:<20} {value}")


@bench.command()
@click.option("--tenants", type=click.IntRange(min=2), default=20, show_default=True)
@click.option("--events", type=click.IntRange(min=100), default=200_000, show_default=True)
@click.option("--pairs", type=click.IntRange(min=2), default=200, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rls(tenants: int, events: int, pairs: int, as_json: bool) -> None:
    """Row security with a sealed context, against the same queries without policies."""
    from app.bench.rls import bench_rls

    found = bench_rls(tenants, events, pairs, lambda line: click.echo(line, err=True))
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    for row in found.pop("statements"):
        click.echo("  ".join(f"{key} {value}" for key, value in row.items()))
    for key, value in found.items():
        click.echo(f"{key:<30} {value}")
