"""Connection strings and plain connections for each role; starts nothing by itself."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.db import server
from app.db.credential import password_of
from app.failure import EnvironmentProblem
from app.settings import settings

OLDEST_VERSION = 180000
# libpq's variables of the keywords that our connection strings hold.
PG_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "dbname": "PGDATABASE",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "options": "PGOPTIONS",
    "application_name": "PGAPPNAME",
}


def admin_dsn(database: str | None = None) -> str:
    """Connection string of the server's administrator (with a URL: whoever the URL names)."""
    return _dsn(None, database)


def dsn(role: str, database: str | None = None) -> str:
    """Connection string of a role in the platform's database."""
    return _dsn(role, database)


def sqlalchemy_url(role: str) -> str:
    """The same for SQLAlchemy and yoyo: everything as query parameters, so that sockets work."""
    from urllib.parse import quote

    parts = {k: str(v) for k, v in conninfo_to_dict(dsn(role)).items() if v is not None}
    user = quote(parts.pop("user", ""), safe="")
    password = quote(parts.pop("password", ""), safe="")
    name = quote(parts.pop("dbname", ""), safe="")
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in parts.items())
    return f"postgresql+psycopg://{user}{':' + password if password else ''}@/{name}?{query}"


def client_environment(conninfo: str) -> dict[str, str]:
    """libpq's variables for PostgreSQL's own programs; so that no password stands among their arguments."""
    return {
        PG_VARIABLES[key]: str(value)
        for key, value in conninfo_to_dict(conninfo).items()
        if key in PG_VARIABLES and value is not None
    }


def connect(
    role: str, *, autocommit: bool = False, database: str | None = None
) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection as the role; a server that isn't there is an EnvironmentProblem."""
    return _connect(dsn(role, database), autocommit)


def connect_admin(
    *, autocommit: bool = False, database: str | None = None
) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection as the server's administrator."""
    return _connect(admin_dsn(database), autocommit)


def _connect(conninfo: str, autocommit: bool) -> psycopg.Connection[tuple[Any, ...]]:
    try:
        connection = psycopg.connect(conninfo, autocommit=autocommit)
    except psycopg.OperationalError as problem:
        raise EnvironmentProblem(
            f"no connection to the database: {str(problem).strip()}", hint=_what_to_do()
        ) from problem
    if connection.info.server_version < OLDEST_VERSION:
        found = connection.info.parameter_status("server_version")
        connection.close()
        raise EnvironmentProblem(
            f"the server is PostgreSQL {found}, and 18 is the oldest that works",
            hint="name another server in MINDGARDEN_DATABASE_URL, or unset it for the embedded one",
        )
    return connection


def _what_to_do() -> str:
    if settings().database_url:
        return "check MINDGARDEN_DATABASE_URL, and that `mindgarden migrate --create-roles` was run"
    return "run: mindgarden db up && mindgarden migrate"


def _dsn(role: str | None, database: str | None) -> str:
    known = settings()
    name = database or known.database_name
    if known.database_url:
        if role is None:
            return make_conninfo(known.database_url, dbname=name)
        if conninfo_to_dict(known.database_url).get("user") == role:
            return make_conninfo(known.database_url, dbname=name)
        return make_conninfo(known.database_url, dbname=name, user=role, password=password_of(role))
    address = server.running()
    if address is None:
        raise EnvironmentProblem(
            f"the embedded server in {known.home} is not running", hint="run: mindgarden db up"
        )
    return make_conninfo(
        host=str(address.socket_folder),
        port=address.port,
        dbname=name,
        user=role or server.ADMINISTRATOR,
    )
