"""`mindgarden demo`: a sample platform, settled and served."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import click
from rich.console import Console
from rich.table import Table

from app.cli.within import run
from app.demo.play import Outcome, play
from app.settings import settings

PAGE = "http://localhost:8000"
# What fits a terminal of 80 columns.
COLUMNS = (
    ("tenant", "left"),
    ("period", "left"),
    ("status", "left"),
    ("lines", "right"),
    ("gross sales", "right"),
    ("payout", "right"),
    ("carried", "right"),
)
AMOUNTS = ("line_count", "gross_sales", "payout", "carry_out")


@click.command()
@click.option("--no-serve", is_flag=True, help="End when everything is there.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; implies --no-serve.")
def demo(no_serve: bool, as_json: bool) -> None:
    """A small Korean platform: three months of payments, settled, with reports and a portal.

    Running it again finds everything there and changes nothing.
    """
    started = time.perf_counter()
    screen = Console(stderr=as_json, highlight=False)
    screen.print("database and schema …", style="dim")
    run(("migrate",))
    folder = settings().home / "demo"
    outcome = play(run, lambda what: screen.print(f"{what} …", style="dim"), folder)
    if as_json:
        click.echo(json.dumps(_document(outcome), ensure_ascii=False, indent=1))
        return
    _show(screen, outcome, time.perf_counter() - started)
    if not no_serve:
        screen.print(f"\nThe portal: [bold]{PAGE}[/]  (Ctrl-C stops it)\n")
        run_portal()


def run_portal() -> None:
    """Serve until it is stopped."""
    from app.cli import cli

    cli.main(args=["serve"], prog_name="mindgarden", standalone_mode=False)


def _document(outcome: Outcome) -> dict[str, Any]:
    return {
        "statements": outcome.statements,
        "reports": [str(path) for path in outcome.reports],
        "payments": outcome.payments,
        "logins": [login.email for login in outcome.logins],
        "password": outcome.password,
    }


def _show(screen: Console, outcome: Outcome, seconds: float) -> None:
    """What there is now, and where."""
    table = Table(
        title="정산 / Settlements",
        title_justify="left",
        header_style="bold",
        box=None,
        padding=(0, 1, 0, 0),
    )
    for name, justify in COLUMNS:
        table.add_column(name, justify=cast(Any, justify), no_wrap=True)
    for statement in outcome.statements:
        table.add_row(
            statement["tenant"],
            f"{statement['period_start']}~{statement['period_end'][8:]}",
            statement["status"],
            *(f"{statement[name]:,}" for name in AMOUNTS),
        )
    screen.print()
    screen.print(table)
    screen.print("\n[bold]Reports[/]")
    for path in outcome.reports:
        screen.print(f"  {_shown(path)}", soft_wrap=True)
    _show_logins(screen, outcome)
    screen.print(f"\n{outcome.payments:,} payments, {seconds:.1f} seconds")


def _show_logins(screen: Console, outcome: Outcome) -> None:
    screen.print(f"\n[bold]Logins[/]  (password of all: [bold]{outcome.password}[/])")
    table = Table(box=None, show_header=False, padding=(0, 2))
    for login in outcome.logins:
        rights: Sequence[str] = [
            f"{tenant} {role.removeprefix('TENANT_').lower()}{f' ({branch})' if branch else ''}"
            for tenant, role, branch in login.memberships
        ]
        table.add_row(login.email, f"{login.name_ko} / {login.name_en}", ", ".join(rights))
    screen.print(table)


def _shown(path: Path) -> str:
    """Relative to here if it is under here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
