"""`mindgarden anomaly`: what looks wrong about payments and statements, and what people say to it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import click
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from app.cli.actor import actor_id, acts_as
from app.db.connection import connect
from app.failure import BadInput

STATUSES = ("open", "acknowledged", "false_alarm")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_ID = click.argument("anomaly_id", metavar="ID", type=click.UUID)


@click.group()
def anomaly() -> None:
    """Look for anomalies by explained rules; acknowledge one, or call it a false alarm."""


@anomaly.command()
@click.option("--tenant", "tenant_key", help="Only this tenant's payments and statements.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]),
    help="The instant to look back from, like 2026-11-01T04:00:00+0900 (default: now).",
)
@_JSON
def detect(tenant_key: str | None, as_of: datetime | None, as_json: bool) -> None:
    """Look now. What was found before stays as it is, so that a second look finds nothing new."""
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT settlement.detect_anomaly(CASE WHEN %(tenant)s::text IS NOT NULL"
            " THEN ARRAY[settlement.find_tenant(%(tenant)s)] END, coalesce(%(as_of)s, now()))",
            {"tenant": tenant_key, "as_of": as_of},
        ).fetchone()
    assert row is not None
    click.echo(json.dumps({"found": row[0]}) if as_json else f"{row[0]} new anomalies")


@anomaly.command("list")
@click.option("--tenant", "tenant_key", help="Only this tenant's.")
@click.option("--status", type=click.Choice(STATUSES), help="Only in this state.")
@click.option("--rule", "rule_code", help="Only of this rule.")
@_JSON
def list_anomalies(
    tenant_key: str | None, status: str | None, rule_code: str | None, as_json: bool
) -> None:
    """List anomalies, the newest first."""
    with connect("mg_batch") as connection, connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT * FROM settlement.list_anomaly(%s, %s, %s)", (tenant_key, status, rule_code)
        ).fetchall()
    if as_json:
        click.echo(json.dumps({"anomalies": found}, default=str, ensure_ascii=False))
        return
    for row in found:
        click.echo(
            f"{row['anomaly_id']}  {row['status']:<12} {row['tenant_key']} {row['rule_code']} {row['subject']}\n"
            f"  {row['explanation_ko']}\n  {row['explanation_en']}"
            + (f"\n  {row['decided_by']}: {row['note']}" if row["decided_by"] else "")
        )


@anomaly.command()
@_ID
@click.option("--note", default="", help="What was seen or done.")
@acts_as
@_JSON
def acknowledge(anomaly_id: UUID, note: str, actor_email: str | None, as_json: bool) -> None:
    """Somebody has seen it."""
    _decide(anomaly_id, "acknowledged", note, actor_email, as_json)


@anomaly.command("false-alarm")
@_ID
@click.option("--note", required=True, help="Why it is none; it stays quiet from then on.")
@acts_as
@_JSON
def false_alarm(anomaly_id: UUID, note: str, actor_email: str | None, as_json: bool) -> None:
    """It is nothing: the same is not reported again."""
    _decide(anomaly_id, "false_alarm", note, actor_email, as_json)


@anomaly.command()
@click.argument("rule_code", metavar="RULE", required=False)
@click.option(
    "--set", "changes", metavar="NAME=NUMBER", multiple=True, help="A threshold; may be repeated."
)
@click.option("--enable/--disable", "is_enabled", default=None, help="Switch the rule on or off.")
@acts_as
@_JSON
def rules(
    rule_code: str | None,
    changes: tuple[str, ...],
    is_enabled: bool | None,
    as_json: bool,
    actor_email: str | None,
) -> None:
    """Show the rules and their thresholds, or change those of one."""
    if rule_code is None and (changes or is_enabled is not None):
        raise BadInput("which rule?", hint="mindgarden anomaly rules names them.")
    with connect("mg_batch") as connection:
        if changes or is_enabled is not None:
            connection.execute(
                "SELECT settlement.set_anomaly_rule(%s, %s, %s, %s)",
                (
                    rule_code,
                    Jsonb(dict(map(_change, changes))),
                    is_enabled,
                    actor_id(connection, actor_email),
                ),
            )
        with connection.cursor(row_factory=dict_row) as cursor:
            found = cursor.execute(
                "SELECT * FROM settlement.list_anomaly_rule() AS r"
                " WHERE %(rule)s::text IS NULL OR r.rule_code = %(rule)s",
                {"rule": rule_code},
            ).fetchall()
    if as_json:
        click.echo(json.dumps({"rules": found}, ensure_ascii=False))
        return
    for row in found:
        state = "" if row["is_enabled"] else " (off)"
        click.echo(f"{row['rule_code']}{state}: {row['name_ko']}, {row['name_en']}")
        click.echo(
            "  " + ", ".join(f"{name} = {value}" for name, value in row["parameters"].items())
        )


def _change(text: str) -> tuple[str, Any]:
    name, _, number = text.partition("=")
    try:
        return name, json.loads(number)
    except json.JSONDecodeError:
        raise BadInput(f"not a threshold: {text!r}", hint="Like --set share=0.25.") from None


def _decide(
    anomaly_id: UUID, status: str, note: str, actor_email: str | None, as_json: bool
) -> None:
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT settlement.decide_anomaly(%s, %s, %s, %s)",
            (anomaly_id, status, note, actor_id(connection, actor_email)),
        ).fetchone()
    assert row is not None
    if as_json:
        click.echo(json.dumps({"anomaly_id": str(anomaly_id), "status": row[0]}))
    else:
        click.echo(f"anomaly {anomaly_id}: {row[0]}")
