"""`mindgarden payout exceptions` and `payout resolve`: answers that contradict earlier ones."""

from __future__ import annotations

import json
import sys
from uuid import UUID

import click

from app.cli.actor import actor_id, acts_as
from app.cli.payout_query import one, rows_of
from app.db.connection import connect

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command()
@click.option("--all", "all_of_them", is_flag=True, help="Also those that were resolved.")
@_JSON
def exceptions(all_of_them: bool, as_json: bool) -> None:
    """List answers that contradict earlier ones (exit code 1, if one is open)."""
    with connect("mg_batch") as connection:
        rows = rows_of(
            connection,
            "SELECT * FROM settlement.list_payout_exception(%s)",
            (not all_of_them,),
        )
    if as_json:
        click.echo(json.dumps({"exceptions": rows}, default=str, ensure_ascii=False))
    else:
        for row in rows:
            click.echo(
                f"{row['payout_exception_id']}  {row['tenant_key']}  {row['reference']} is {row['payout_status']},"
                f" reported as {row['reported_status']}: {row['status']}"
            )
    if any(row["status"] == "open" for row in rows):
        sys.exit(1)


@click.command()
@click.argument("exception_id", type=click.UUID)
@click.option(
    "--true/--untrue", "is_true", required=True, help="Whether the report is what happened."
)
@click.option("--note", required=True, help="What was found out, and where.")
@acts_as
@_JSON
def resolve(
    exception_id: UUID, is_true: bool, note: str, actor_email: str | None, as_json: bool
) -> None:
    """Say what a contradictory answer was; until then its statement is not paid."""
    with connect("mg_batch") as connection:
        status = one(
            connection,
            "SELECT settlement.resolve_payout_exception(%s, %s, %s, %s)",
            (exception_id, is_true, note, actor_id(connection, actor_email)),
        )
    click.echo(json.dumps({"status": status}) if as_json else f"exception {exception_id}: {status}")
