"""`mindgarden pricing what-if`: what a changed contract would have meant for a past month, keeping nothing."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import psycopg
from psycopg.rows import dict_row

from app.cli.rehearsal import print_differences
from app.cli.simulate import read_json
from app.db.connection import connect
from app.failure import BadInput
from app.i18n.money import plain
from app.imports.change import read_change
from app.reports.period import Period, parse

SHOWN = 40
Row = dict[str, Any]


@click.command("what-if")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--request", "request_id", type=click.UUID, help="Instead of FILE: a change request.")
@click.option(
    "--period", required=True, help="YYYY-MM, or START..END: settled periods that end then."
)
@click.option("--tenant", "tenant_key", help="Only this tenant (default: all).")
@click.option("--plan", "plan_key", help="Change this plan instead of the tenants' own contracts.")
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def what_if(
    file: Path | None,
    request_id: UUID | None,
    period: str,
    tenant_key: str | None,
    plan_key: str | None,
    form: str,
    as_json: bool,
) -> None:
    """Rehearse a change over a settled month: old, new and difference, by tenant and in sum; nothing is kept.

    FILE is a change as for `pricing request`. A rule without valid_from is in force from the first day of the period on.
    """
    if (file is None) == (request_id is None):
        raise BadInput("which change?", hint="give a FILE, or --request ID")
    if request_id is not None and plan_key is not None:
        raise BadInput("a request says itself whose contract it changes", hint="leave --plan out")
    days = parse(period)
    with connect("mg_batch") as connection, connection.transaction(force_rollback=True):
        rows = rehearsed(connection, file, request_id, days, tenant_key, plan_key)
    if as_json:
        click.echo(json.dumps({"period": str(days)} | as_data(rows), ensure_ascii=False, indent=1))
    elif form == "csv":
        print_csv(rows)
    else:
        print_table(rows, f"What if, {days}")


def rehearsed(
    connection: psycopg.Connection[Any],
    file: Path | None,
    request_id: UUID | None,
    days: Period,
    tenant_key: str | None,
    plan_key: str | None,
) -> list[Row]:
    """The rows of settlement.what_if, with the decimals of their currency."""
    tenants = None
    if tenant_key is not None:
        found = connection.execute("SELECT settlement.find_tenant(%s)", (tenant_key,)).fetchone()
        assert found is not None
        tenants = [found[0]]
    shown = (
        "SELECT w.tenant_key AS tenant, w.currency, c.decimals, w.figure, w.old_minor, w.new_minor, w.difference_minor"
        " FROM {} AS w JOIN core.currency AS c ON c.currency = w.currency"
        " ORDER BY w.tenant_key COLLATE \"C\" NULLS LAST, w.currency, w.place"
    )  # fmt: skip
    with connection.cursor(row_factory=dict_row) as cursor:
        if file is None:
            call = "settlement.what_if_request(%s, %s, %s, %s)"
            cursor.execute(shown.format(call), (request_id, days.first, days.last, tenants))
        else:
            is_plan = plan_key is not None
            change = read_change(read_json(file), is_plan=is_plan, default_day=None, is_dated=False)
            call = "settlement.what_if(%s, %s, %s, %s, %s)"
            given = (json.dumps(change), days.first, days.last, tenants, plan_key)
            cursor.execute(shown.format(call), given)
        return cursor.fetchall()


def as_data(rows: list[Row]) -> dict[str, Any]:
    """By tenant and in sum, each figure with old, new and difference in minor units."""
    tenants: dict[tuple[str | None, str], Row] = {}
    for row in rows:
        one = tenants.setdefault(
            (row["tenant"], row["currency"]),
            {"tenant": row["tenant"], "currency": row["currency"], "figures": {}},
        )
        names = ("old", "new", "difference")
        one["figures"][row["figure"]] = {name: row[f"{name}_minor"] for name in names}
    totals = [one for one in tenants.values() if one["tenant"] is None]
    for one in totals:
        del one["tenant"]
    return {"tenants": [one for (key, _), one in tenants.items() if key], "totals": totals}


def print_csv(rows: list[Row]) -> None:
    """One line a tenant and figure, sums with an empty tenant; amounts in major units."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("tenant", "currency", "figure", "old", "new", "difference"))
    for row in rows:
        amounts = (
            plain(row[name], row["decimals"])
            for name in ("old_minor", "new_minor", "difference_minor")
        )
        writer.writerow((row["tenant"] or "", row["currency"], row["figure"], *amounts))


def print_table(rows: list[Row], title: str) -> None:
    """What differs by tenant, and every sum."""
    differing = [row for row in rows if row["tenant"] and row["difference_minor"]]
    alike = {r["tenant"] for r in rows if r["tenant"]} - {r["tenant"] for r in differing}
    sums = [row for row in rows if not row["tenant"]]
    names = {row["currency"]: f"all, {row['currency']}" for row in sums}
    print_differences(differing[:SHOWN] + sums, title, names)
    if len(differing) > SHOWN:
        click.echo(f"and {len(differing) - SHOWN} more figures (--format csv, --json: all)")
    click.echo(f"{len(alike)} tenants without a difference; nothing was kept")
