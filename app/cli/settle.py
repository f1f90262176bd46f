"""`mindgarden settle`: statements of a period, through the same runs as by the clock."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.cli.rehearsal import print_rehearsal
from app.i18n.money import digits

SHOWN = 10


@click.command()
@click.option(
    "--period", required=True, help="YYYY-MM: every period that ends in it; START..END: one period."
)
@click.option("--tenant", "tenant_key", help="Only this tenant.")
@click.option("--rehearse", is_flag=True, help="Show what would come out, keep nothing.")
@click.option("--workers", type=click.IntRange(min=1, max=64), default=2, show_default=True)
@click.option(
    "--chunk-size", type=click.IntRange(min=1), help="Tenants in one step (default: the job's)."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def settle(
    period: str,
    tenant_key: str | None,
    rehearse: bool,
    workers: int,
    chunk_size: int | None,
    as_json: bool,
) -> None:
    """Run or resume a settlement. Earlier periods that are still open are settled first.

    A tenant that fails is reported with its reason (exit code 1) and stops no other.
    """
    from app import settle as settling
    from app.reports.period import parse

    wanted = parse(period)
    if rehearse:
        found = settling.rehearse(wanted, tenant_key=tenant_key)
        if as_json:
            shown = {"statements": found.statements, "comparison": found.comparison}
            click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        else:
            print_rehearsal(found.statements, found.comparison, str(wanted))
        return
    with _Bar(f"settling {wanted}") as bar:
        outcome = settling.settle(
            wanted,
            tenant_key=tenant_key,
            workers=workers,
            chunk_size=chunk_size,
            on_progress=bar.show,
        )
    if as_json:
        click.echo(json.dumps(vars(outcome), default=str, ensure_ascii=False))
    else:
        _print(outcome, str(wanted))
    for fault in outcome.failed:
        click.echo(f"tenant {fault['tenant']}: {fault['reason']} [{fault['code']}]", err=True)
    if outcome.failed:
        sys.exit(1)


class _Bar:
    """A progress bar on a terminal, nothing elsewhere."""

    def __init__(self, title: str) -> None:
        self._console = Console(stderr=True)
        self._progress = Progress(
            TextColumn(title), BarColumn(), MofNCompleteColumn(), TextColumn("tenants"), TimeElapsedColumn(),
            console=self._console, disable=not self._console.is_terminal, transient=True,
        )  # fmt: skip
        self._task = self._progress.add_task(title, total=None)

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, row: tuple[Any, ...]) -> None:
        """Take over the counts of a row of ops.run_report."""
        self._progress.update(self._task, total=row[10], completed=row[11])


def _print(outcome: Any, period: str) -> None:
    if outcome.earlier:
        spans = sorted({f"{row['period_start']}..{row['period_end']}" for row in outcome.earlier})
        more = f" and {len(spans) - SHOWN} more" if len(spans) > SHOWN else ""
        click.echo(
            f"earlier periods were still open and were settled first: {', '.join(spans[:SHOWN])}{more}"
        )
    for row in outcome.not_over[:SHOWN]:
        click.echo(
            f"tenant {row['tenant']}: its period that ends on {row['period_end']} is not over yet",
            err=True,
        )
    if outcome.resumed is not None:
        click.echo(f"an earlier run that had not ended was finished first: {outcome.resumed}")
    report = outcome.report
    click.echo(f"settled {report['events']} events into {report['statements']} new statements")
    if not outcome.totals:
        click.echo(f"no statements in {period}")
        return
    table = Table(title=f"Statements of {period}")
    for name in ("currency", "tenants", "statements", "lines"):
        table.add_column(name, justify="left" if name == "currency" else "right")
    money = (
        "gross_sales",
        "platform_discount",
        "returned",
        "fee_total",
        "withholding",
        "payout",
        "carry_out",
    )
    for name in money:
        table.add_column(name.replace("_", " "), justify="right")
    for row in outcome.totals:
        table.add_row(
            row["currency"],
            *(f"{row[name]:,}" for name in ("tenants", "statements", "lines")),
            *(digits(row[f"{name}_minor"], row["decimals"]) for name in money),
        )
    Console(width=None if sys.stdout.isatty() else 160).print(table)
