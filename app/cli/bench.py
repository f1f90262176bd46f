"""`mindgarden bench`: figures that are ratios, measured side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from app.db import server
from app.settings import settings


@click.group()
def bench() -> None:
    """Measure on this machine, in databases of its own. Starts the embedded server if it doesn't run."""
    if not settings().database_url:
        server.up()


def _say(line: str) -> None:
    click.echo(line, err=True)


def _show(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    for key, value in found.items():
        click.echo(f"{key:<36} {value}")


@bench.command()
@click.option("--tenants", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--events", type=click.IntRange(min=1), default=1_000_000, show_default=True)
@click.option("--repetitions", type=click.IntRange(min=1), default=3, show_default=True)
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def settle(tenants: int, events: int, repetitions: int, workers: int, as_json: bool) -> None:
    """Settle a month, against the bare insert of the very rows that it writes."""
    from app.bench.settle import bench_settle

    _show(bench_settle(tenants, events, repetitions, workers, _say), as_json)


@bench.command()
@click.option("--tenants", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--events", type=click.IntRange(min=1), default=1_000_000, show_default=True)
@click.option("--factor", type=click.IntRange(min=2), default=10, show_default=True)
@click.option("--repetitions", type=click.IntRange(min=1), default=3, show_default=True)
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def growth(
    tenants: int, events: int, factor: int, repetitions: int, workers: int, as_json: bool
) -> None:
    """Settle a month, and one with several times the events: seconds and memory."""
    from app.bench.growth import bench_growth

    _show(bench_growth(tenants, events, factor, repetitions, workers, _say), as_json)


@bench.command()
@click.option("--tenants", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--settled", type=click.IntRange(min=1), default=10_000_000, show_default=True)
@click.option("--events", type=click.IntRange(min=1), default=10_000, show_default=True)
@click.option("--repetitions", type=click.IntRange(min=1), default=3, show_default=True)
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def day(
    tenants: int, settled: int, events: int, repetitions: int, workers: int, as_json: bool
) -> None:
    """Settle one more day on top of many settled ones, against the same on an empty database."""
    from app.bench.growth import bench_day

    _show(bench_day(tenants, settled, events, repetitions, workers, _say), as_json)


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


@bench.command()
@click.option("--seconds", type=click.IntRange(min=1), default=10, show_default=True)
@click.option("--repetitions", type=click.IntRange(min=1), default=3, show_default=True)
@click.option("--clients", type=click.IntRange(min=1, max=64), default=8, show_default=True)
@click.option(
    "--pgledger",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="pgledger.sql of a checkout of github.com/pgr0ss/pgledger; what it needs lies beside it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def post(
    seconds: int, repetitions: int, clients: int, pgledger: Path | None, as_json: bool
) -> None:
    """Record payments one by one, many connections at once, against pgledger's transfers."""
    from app.bench.post import bench_post

    _show(bench_post(seconds, repetitions, clients, pgledger, _say), as_json)


@bench.command()
@click.option("--lines", type=click.IntRange(min=1), default=1_000_000, show_default=True)
@click.option("--repetitions", type=click.IntRange(min=1), default=3, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def report(lines: int, repetitions: int, as_json: bool) -> None:
    """Download a long statement as CSV from the portal, against psql's \\copy of the same query."""
    from app.bench.report import bench_report

    _show(bench_report(lines, repetitions, _say), as_json)


@bench.command("import")
@click.option("--tenants", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--events", type=click.IntRange(min=1), default=1_000_000, show_default=True)
@click.option("--repetitions", type=click.IntRange(min=1), default=3, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def import_(tenants: int, events: int, repetitions: int, as_json: bool) -> None:
    """Import a payments file, against the bare insert of the very rows that it records."""
    from app.bench.imports import bench_import

    _show(bench_import(tenants, events, repetitions, _say), as_json)
