"""mindgarden migrate and rollback: the schema."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from app.db import deploy, server
from app.failure import Finding
from app.settings import settings


@click.command()
@click.option("--check", is_flag=True, help="Compare only; exit 1 if something would change.")
@click.option("--create-roles", is_flag=True, help="On a server by URL: create roles and database.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def migrate(check: bool, create_roles: bool, as_json: bool) -> None:
    """Bring the schema up to date: migrations, routines, views, policies, grants."""
    if settings().database_url is None and not check:
        server.up()
    done = deploy.check() if check else deploy.migrate(create_roles=create_roles)
    if as_json:
        click.echo(json.dumps(asdict(done)))
    else:
        would = "to " if check else ""
        for name in done.migrations:
            click.echo(f"{would}migrate  {name}")
        for path in done.replaced:
            click.echo(f"{would}replace  {path}")
        if done.is_empty:
            click.echo("up to date")
    if check and not done.is_empty:
        raise Finding("the database differs from the files", hint="run: mindgarden migrate")


@click.command()
@click.confirmation_option("--yes", prompt="Roll the newest migration back?")
def rollback() -> None:
    """Roll the newest migration back (views and routines come back with the next migrate)."""
    click.echo(f"rolled back  {deploy.roll_back()}")
