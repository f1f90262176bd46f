"""mindgarden backup and restore: the whole database in one file."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import click
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.db import binaries, deploy, server
from app.db.connection import admin_dsn
from app.failure import BadInput, EnvironmentProblem
from app.settings import settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write the database to FILE (roles and passwords are the server's and stay out)."""
    if file.exists():
        raise BadInput(f"{file} is there already", hint="name a new file")
    building = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _run("pg_dump", ["--format=custom", f"--file={building}"])
        building.rename(file)
    finally:
        building.unlink(missing_ok=True)
    click.echo(f"{settings().database_name} → {file} ({file.stat().st_size:,} bytes)")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def restore(file: Path) -> None:
    """Read FILE into a database that isn't there yet (MINDGARDEN_DATABASE_NAME names it)."""
    if settings().database_url is None:
        server.up()
    if not deploy.create_empty():
        raise BadInput(
            f"database {settings().database_name} is there already, and nothing is overwritten",
            hint="name a new one in MINDGARDEN_DATABASE_NAME",
        )
    _run("pg_restore", ["--exit-on-error", "--single-transaction", str(file)])
    deploy.finish_restored()
    click.echo(f"{file} → {settings().database_name}")


def _run(name: str, arguments: list[str]) -> None:
    parts = conninfo_to_dict(admin_dsn())
    password = parts.pop("password", None)
    done = subprocess.run(
        [str(binaries.program(name)), f"--dbname={make_conninfo('', **parts)}", *arguments],
        env={**os.environ, **({"PGPASSWORD": str(password)} if password else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise EnvironmentProblem(f"{name} failed: {done.stderr.strip()}")
