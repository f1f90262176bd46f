"""mindgarden roles: templates, permissions, and what headquarters locks."""

from __future__ import annotations

import json

import click
from psycopg.rows import dict_row

from app.cli.actor import actor_id, acts_as
from app.db.connection import connect

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def roles() -> None:
    """Roles and permissions: what there is, and what businesses may not give further."""


@roles.command("list")
@_JSON
def list_roles(as_json: bool) -> None:
    """List the templates, and what each may do."""
    with connect("mg_auditor") as connection, connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT t.template_code, t.audience, t.business_type, t.role_level, t.name_ko, t.name_en,"
            " ARRAY(SELECT p.permission_code FROM identity.role_template_permission AS p"
            " WHERE p.template_code = t.template_code ORDER BY 1) AS permissions"
            " FROM identity.role_template AS t ORDER BY t.audience, t.role_level DESC, t.template_code"
        ).fetchall()
    if as_json:
        click.echo(json.dumps({"roles": found}, ensure_ascii=False))
        return
    for row in found:
        where = row["business_type"] or row["audience"]
        click.echo(
            f"{row['template_code']}\t{where}\tlevel {row['role_level']}\t{row['name_ko']}, {row['name_en']}"
        )
        for permission in row["permissions"]:
            click.echo(f"  {permission}")


@roles.command()
@_JSON
def permissions(as_json: bool) -> None:
    """List the permissions: whose they are, which are locked, which ask for a recent second factor."""
    with connect("mg_auditor") as connection, connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT p.permission_code, p.audience, p.name_ko, p.name_en, p.is_locked, p.is_delicate,"
            " ARRAY(SELECT c.routine FROM identity.command_permission AS c"
            " WHERE c.permission_code = p.permission_code ORDER BY 1) AS routines"
            " FROM identity.permission AS p ORDER BY p.audience, p.permission_code"
        ).fetchall()
    if as_json:
        click.echo(json.dumps({"permissions": found}, ensure_ascii=False))
        return
    for row in found:
        marks = " locked" * row["is_locked"] + " delicate" * row["is_delicate"]
        click.echo(
            f"{row['permission_code']}\t{row['audience']}{marks}\t{row['name_ko']}, {row['name_en']}"
        )


@roles.command()
@click.argument("permission")
@acts_as
def lock(permission: str, actor_email: str | None) -> None:
    """Let no business give PERMISSION to a role whose template lacks it; what was given before stays."""
    _lock(permission, actor_email, is_locked=True)


@roles.command()
@click.argument("permission")
@acts_as
def unlock(permission: str, actor_email: str | None) -> None:
    """Let businesses give PERMISSION to their roles."""
    _lock(permission, actor_email, is_locked=False)


def _lock(permission: str, actor_email: str | None, *, is_locked: bool) -> None:
    with connect("mg_migrator") as connection:
        actor = actor_id(connection, actor_email)
        row = connection.execute(
            "SELECT identity.lock_permission(%s, %s, %s)", (permission, is_locked, actor)
        ).fetchone()
    state = "locked" if is_locked else "unlocked"
    click.echo(f"{permission} {'is' if row and row[0] else 'was'} {state}")
