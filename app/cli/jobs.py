"""`mindgarden jobs`: what runs by itself, what ran, and starting over."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import click

from app.cli.actor import actor_id, acts_as
from app.db.connection import connect
from app.failure import BadInput

NAMES = (
    "run", "job", "scheduled_at", "parameters", "status", "created_at", "finished_at", "steps", "steps_done",
    "steps_failed", "tenants", "tenants_done", "events", "statements",
)  # fmt: skip


@click.group()
def jobs() -> None:
    """Look at batch runs; restart or cancel one."""


def runs(run_id: UUID | None = None) -> list[dict[str, Any]]:
    """Rows of ops.run_report, newest first; a run that isn't there is a BadInput."""
    with connect("mg_batch") as connection:
        rows = connection.execute("SELECT * FROM ops.run_report(%s)", (run_id,)).fetchall()
    if run_id is not None and not rows:
        raise BadInput(f"unknown run {run_id}", hint="mindgarden jobs list names the runs.")
    return [dict(zip(NAMES, row, strict=True)) for row in rows]


@jobs.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_runs(as_json: bool) -> None:
    """List the runs, newest first."""
    found = runs()
    if as_json:
        click.echo(json.dumps({"runs": found}, default=str, ensure_ascii=False))
        return
    for row in found:
        click.echo(
            f"{row['run']}  {row['job']:<11} {row['status']:<9} {row['scheduled_at']:%Y-%m-%d %H:%M:%S}"
            f"  {row['tenants_done']}/{row['tenants']} tenants, {row['steps_failed']} failed"
        )


@jobs.command()
@click.argument("run", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(run: UUID, as_json: bool) -> None:
    """Show one run and the tenants it could not do."""
    found = runs(run)
    with connect("mg_batch") as connection:
        failed = connection.execute("SELECT * FROM ops.failed_tenant(%s)", (run,)).fetchall()
    faults = [{"tenant": key, "code": code, "reason": reason} for key, code, reason in failed]
    if as_json:
        click.echo(
            json.dumps(
                {"run": found[0] if found else None, "failed": faults},
                default=str,
                ensure_ascii=False,
            )
        )
        return
    for row in found:
        for name in NAMES:
            click.echo(f"{name:<14} {row[name]}")
    for fault in faults:
        click.echo(f"tenant {fault['tenant']}: {fault['reason']}")


@jobs.command()
@click.argument("run", type=click.UUID)
@click.option("--workers", type=click.IntRange(min=0, max=64), default=2, show_default=True)
@acts_as
def restart(run: UUID, workers: int, actor_email: str | None) -> None:
    """Try the failed and cancelled steps of a run again, here (--workers 0: leave them to the scheduler)."""
    from scheduler.worker import work_in_threads

    runs(run)
    with connect("mg_batch") as connection:
        actor = actor_id(connection, actor_email)
        row = connection.execute("SELECT ops.restart_run(%s, %s)", (run, actor)).fetchone()
    assert row is not None
    click.echo(f"{row[0]} steps wait again")
    if row[0] and workers:
        work_in_threads(run, workers)


@jobs.command()
@click.argument("run", type=click.UUID)
@acts_as
def cancel(run: UUID, actor_email: str | None) -> None:
    """Stop a run: its waiting steps are not begun."""
    runs(run)
    with connect("mg_batch") as connection:
        actor = actor_id(connection, actor_email)
        row = connection.execute("SELECT ops.cancel_run(%s, %s)", (run, actor)).fetchone()
    assert row is not None
    click.echo(f"{row[0]} steps cancelled")
