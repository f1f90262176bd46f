"""Makes the server's roles and the rights of one database, as the administrator."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from app.db.connection import connect_admin
from app.db.credential import LOGIN_ROLES, ensure_passwords, known_roles
from app.failure import EnvironmentProblem
from app.settings import PROJECT_ROOT, settings


def create_roles() -> None:
    """Create or mend every role of the platform and give the login roles their passwords."""
    with connect_admin(database="postgres") as connection:
        try:
            if settings().database_url:
                _require_known_passwords(connection)
            connection.execute((PROJECT_ROOT / "sql" / "roles.sql").read_bytes())
            for role, password in ensure_passwords().items():
                verifier = connection.pgconn.encrypt_password(
                    password.encode(), role.encode(), b"scram-sha-256"
                ).decode()  # the server's log never sees the password itself
                connection.execute(
                    sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(verifier)
                    )
                )
        except psycopg.errors.InsufficientPrivilege as refused:
            raise EnvironmentProblem(
                f"creating the roles was refused: {refused.diag.message_primary}",
                hint="name an administrator (superuser, or CREATEROLE) in MINDGARDEN_DATABASE_URL",
            ) from refused


def _require_known_passwords(connection: psycopg.Connection[Any]) -> None:
    """On somebody's server a new password would lock out whoever uses the old one."""
    there = connection.execute(
        "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = ANY (%s)", (list(LOGIN_ROLES),)
    ).fetchall()
    unknown = sorted({str(row[0]) for row in there} - known_roles())
    if unknown:
        raise EnvironmentProblem(
            f"the server has {', '.join(unknown)} already, and their passwords are not known here",
            hint=f"set MINDGARDEN_PASSWORD_{unknown[0].upper()} and so on, or name the other "
            "platform's credentials.json in MINDGARDEN_CREDENTIALS",
        )


def missing_roles() -> list[str]:
    """Roles of the platform that the server doesn't have."""
    wanted = ["mg_owner", "mg_door", "mg_batch_owner", "mg_operator", "mg_migrator", "mg_app"]
    wanted += ["mg_auth", "mg_batch", "mg_ops", "mg_auditor"]
    with connect_admin() as connection:
        found = {row[0] for row in connection.execute("SELECT rolname FROM pg_catalog.pg_roles")}
    return [role for role in wanted if role not in found]


def secure_database(database: str) -> None:
    """Give and take the rights of one database (idempotent; also needed by a clone)."""
    with connect_admin(database=database) as connection:
        try:
            connection.execute((PROJECT_ROOT / "sql" / "database.sql").read_bytes())
        except psycopg.errors.InsufficientPrivilege as refused:
            raise EnvironmentProblem(
                f"the rights of database {database} can't be set: {refused.diag.message_primary}",
                hint=refused.diag.message_hint
                or "run sql/database.sql once as superuser in this database",
            ) from refused


def is_administrator() -> bool:
    """Whether the configured user may create roles (the embedded one always may)."""
    with connect_admin(database="postgres") as connection:
        row = connection.execute(
            "SELECT rolsuper OR rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user"
        ).fetchone()
    return bool(row and row[0])
