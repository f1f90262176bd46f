"""mindgarden security: what a security officer wants to know."""

from __future__ import annotations

import json
from uuid import UUID

import click
from psycopg.rows import dict_row

from app.cli.actor import actor_id, acts_as
from app.db.connection import connect

_SEVERITIES = ("info", "low", "high", "critical")
_VERDICTS = ("expected", "handled", "false_alarm")


@click.group()
def security() -> None:
    """Security events: failed log-ins, lock-outs, new roles …; say what became of one."""


@security.command("list")
@click.option("--severity", "severities", type=click.Choice(_SEVERITIES), multiple=True)
@click.option("--open", "only_open", is_flag=True, help="Those that nobody has judged.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_events(severities: tuple[str, ...], only_open: bool, limit: int, as_json: bool) -> None:
    """List events, the latest first; people masked."""
    with connect("mg_migrator") as connection, connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            "SELECT * FROM identity.list_security_event(NULL, %s, %s, %s)",
            (list(severities) or None, only_open, limit),
        ).fetchall()
    if as_json:
        click.echo(json.dumps({"events": rows}, default=str, ensure_ascii=False))
        return
    for row in rows:
        verdict = row["acknowledged_as"] or "open"
        click.echo(
            f"{row['security_event_id']}\t{row['occurred_at']:%Y-%m-%d %H:%M:%S}\t{row['severity']}\t{row['kind']}"
            f"\t{row['email_mask'] or ''}\t{row['address'] or ''}\t{verdict}\t{json.dumps(row['detail'], ensure_ascii=False)}"
        )


@security.command()
@click.argument("event", type=click.UUID)
@click.argument("verdict", type=click.Choice(_VERDICTS))
@click.option("--note", required=True, help="Why, or what was done.")
@acts_as
def judge(event: UUID, verdict: str, note: str, actor_email: str | None) -> None:
    """Say what became of an EVENT."""
    with connect("mg_migrator") as connection:
        row = connection.execute(
            "SELECT identity.judge_security_event(%s, %s, %s, %s)",
            (event, verdict, note, actor_id(connection, actor_email)),
        ).fetchone()
    click.echo(verdict if row and row[0] else "was judged before")
