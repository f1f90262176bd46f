"""mindgarden db: the server itself."""

from __future__ import annotations

import json
import os

import click

from app.db import binaries, server
from app.db.connection import admin_dsn, client_environment, connect_admin, dsn
from app.failure import BadInput, EnvironmentProblem, Finding
from app.settings import settings


@click.group()
def db() -> None:
    """Start, stop and look at the database server."""


@db.command()
@click.option("--tcp-port", type=int, help="Also listen on 127.0.0.1 at this port, with passwords.")
def up(tcp_port: int | None) -> None:
    """Start the embedded server (after a crash or a reboot as well)."""
    _require_embedded("start")
    address = server.up(tcp_port=tcp_port)
    click.echo(f"PostgreSQL is up: {address.socket_folder} (process {address.process_id})")


@db.command()
def down() -> None:
    """Stop the embedded server."""
    _require_embedded("stop")
    click.echo("stopped" if server.down() else "it was not running")


@db.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(as_json: bool) -> None:
    """Say whether the server runs, and what is in it (exit 1 if it does not run)."""
    known = settings()
    facts: dict[str, object] = {"home": str(known.home), "database": known.database_name}
    address = None if known.database_url else server.running()
    facts["server"] = "url" if known.database_url else "embedded"
    facts["is_running"] = bool(known.database_url or address)
    if facts["is_running"]:
        with connect_admin(database="postgres") as connection:
            facts["version"] = connection.info.parameter_status("server_version")
            row = connection.execute(
                "SELECT pg_catalog.pg_database_size(oid) FROM pg_catalog.pg_database"
                " WHERE datname = %s",
                (known.database_name,),
            ).fetchone()
        facts["bytes"] = row[0] if row else None
    if address:
        facts["socket"] = str(address.socket_folder)
        facts["process"] = address.process_id
    if as_json:
        click.echo(json.dumps(facts))
    else:
        for name, value in facts.items():
            click.echo(f"{name:12}{value}")
    if not facts["is_running"]:
        raise Finding("the embedded server is not running", hint="run: mindgarden db up")


@db.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--tenant", help="Open the session inside this tenant's context, as mg_app.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(tenant: str | None, arguments: tuple[str, ...]) -> None:
    """Run psql as the server's administrator; ARGUMENTS go to psql (after --)."""
    if tenant is not None:
        _psql_inside(tenant, arguments)
    _become_psql(admin_dsn(), arguments, {})


def _psql_inside(tenant: str, arguments: tuple[str, ...]) -> None:
    if not tenant:
        raise BadInput("which tenant?", hint="make psql TENANT=key")
    from app.db.context import tenant_session_script

    _become_psql(dsn("mg_app"), ("-v", "ON_ERROR_ROLLBACK=interactive", *arguments), {
        "PSQLRC": str(tenant_session_script(tenant)),
    })  # fmt: skip


def _become_psql(conninfo: str, arguments: tuple[str, ...], environment: dict[str, str]) -> None:
    """The connection goes by environment: the user's own -d, -U or -h then change only what they name.

    And the password is not seen by every user of the machine, as arguments are.
    """
    variables = {**os.environ, **client_environment(conninfo), **environment}
    program = str(binaries.program("psql"))
    try:
        os.execve(
            program,
            ["psql", *arguments],
            variables,
        )
    except OSError as problem:
        raise EnvironmentProblem(f"psql can't be run: {problem}") from problem


def _require_embedded(what: str) -> None:
    if settings().database_url:
        raise BadInput(
            f"MINDGARDEN_DATABASE_URL names a server that this command does not {what}",
            hint="unset it to use the embedded one",
        )
