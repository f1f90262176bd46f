"""mindgarden policies: headquarters' rules of access, which hold in every business."""

from __future__ import annotations

import json
from uuid import UUID

import click
from psycopg.rows import dict_row

from app.cli.actor import actor_id, acts_as
from app.db.connection import connect
from app.failure import BadInput
from app.policy.condition import BadCondition
from app.policy.rule import checked

_rule = click.argument("rule", type=click.UUID)


@click.group()
def policies() -> None:
    """Rules of access that hold in every business; a business has its own under /rules."""


@policies.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_policies(as_json: bool) -> None:
    """List headquarters' rules: in force first, then drafts."""
    with connect("mg_auditor") as connection, connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute("SELECT * FROM identity.policy_rows(NULL)").fetchall()
    if as_json:
        click.echo(json.dumps({"rules": found}, default=str, ensure_ascii=False))
        return
    for row in found:
        about = ", ".join(row["permissions"]) or "everything"
        click.echo(
            f"{row['policy_rule_id']}  {row['state']:<7}  {row['effect']:<5}  {row['name_ko']}  {about}  {row['condition']}"
        )


@policies.command()
@click.option("--name", required=True, help="Its name in Korean, which refusals say.")
@click.option("--name-en", default="", help="Its name in English.")
@click.option(
    "--condition",
    required=True,
    help="In CEL, over user, branch, business, session, device, address, time, resource.",
)
@click.option(
    "--permission", "permissions", multiple=True, help="What it is about; without any, everything."
)
@click.option(
    "--allow", is_flag=True, help="Allow only where the condition holds, instead of refusing there."
)
@acts_as  # fmt: skip
def add(
    name: str, name_en: str, condition: str, permissions: tuple[str, ...], allow: bool, actor_email: str | None
) -> None:  # fmt: skip
    """Draft a rule. It does nothing before it is switched on."""
    wish = {
        "name_ko": name, "name_en": name_en, "effect": "allow" if allow else "deny", "permissions": permissions,
        "condition": condition,
    }  # fmt: skip
    try:
        rule = checked(wish)
    except BadCondition as problem:
        raise BadInput(f"the condition can't be read: {problem}") from problem
    with connect("mg_migrator") as connection:
        row = connection.execute(
            "SELECT identity.save_platform_policy(NULL, %s, %s)",
            (json.dumps(rule), actor_id(connection, actor_email)),
        ).fetchone()
    click.echo(f"drafted {row[0] if row else ''}")


@policies.command("switch-on")
@_rule
@acts_as
def switch_on(rule: UUID, actor_email: str | None) -> None:
    """Put a draft into force in every business."""
    _switch(rule, "active", actor_email)


@policies.command()
@_rule
@acts_as
def retire(rule: UUID, actor_email: str | None) -> None:
    """Take a rule out of force, or throw a draft away."""
    _switch(rule, "retired", actor_email)


def _switch(rule: UUID, state: str, email: str | None) -> None:
    with connect("mg_migrator") as connection:
        connection.execute(
            "SELECT identity.switch_platform_policy(%s, %s, %s)",
            (rule, state, actor_id(connection, email)),
        )
    click.echo(f"{rule} is {state}")
