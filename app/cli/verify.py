"""`mindgarden verify`: everything that is settled, computed anew and compared."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.verify import Verification, verify_platform

SHOWN = 20


@click.command()
@click.option("--tenant", "tenant_key", metavar="KEY", help="Only this tenant, and not the schema.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(tenant_key: str | None, as_json: bool) -> None:
    """Check everything: the schema, and all that is settled against its sources, to the unit.

    Exit code 1 and the exact findings, if anything is off.
    """
    console = Console(stderr=True)
    with Progress(
        TextColumn("verifying"), BarColumn(), MofNCompleteColumn(), TextColumn("tenants"), TimeElapsedColumn(),
        console=console, disable=not console.is_terminal, transient=True,
    ) as progress:  # fmt: skip
        task = progress.add_task("verifying", total=None)
        outcome = verify_platform(
            tenant_key,
            on_progress=lambda done, all_of_them: progress.update(
                task, completed=done, total=all_of_them
            ),
        )
    if as_json:
        click.echo(json.dumps(_document(outcome), ensure_ascii=False, indent=1))
    else:
        _print(outcome)
    if outcome.findings:
        sys.exit(1)


def _document(outcome: Verification) -> dict[str, Any]:
    return {
        "is_well": not outcome.findings,
        "counts": outcome.counts,
        "findings": [finding._asdict() for finding in outcome.findings],
    }


def _print(outcome: Verification) -> None:
    counted = ", ".join(
        f"{number:,} {name.replace('_', ' ')}" for name, number in outcome.counts.items()
    )
    if not outcome.findings:
        click.echo(f"all checks passed: {counted}")
        return
    by_check: dict[str, int] = {}
    for finding in outcome.findings:
        by_check[finding.check] = by_check.get(finding.check, 0) + 1
        if by_check[finding.check] <= SHOWN:
            click.echo(
                f"{finding.tenant or 'platform'}: {finding.check}: {finding.subject}: {finding.finding}"
            )
    for check, number in by_check.items():
        if number > SHOWN:
            click.echo(f"{check}: {number - SHOWN:,} more (--json shows all)")
    click.echo(
        f"error: {len(outcome.findings):,} findings in {counted}\n"
        "  what to do: confirm and pay nothing of these tenants; see docs/how-to/clear-a-finding.md",
        err=True,
    )
