"""The one place that opens transactions for people, each inside a context sealed by a door."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from uuid import UUID

import psycopg
from sqlalchemy import Connection, Engine, RowMapping, create_engine, text
from sqlalchemy.exc import DBAPIError

from app.db.connection import connect, sqlalchemy_url
from app.errors import ForbiddenError, SecondFactorError, SessionEndedError, refusal_of
from app.failure import BadInput
from app.settings import PROJECT_ROOT, settings

# A seal holds nothing else, so that it can stand in a literal: SET takes no parameters.
_SEALED = re.compile(r"[0-9A-Za-z_|-]+")
_SECOND_FACTOR = frozenset({"MI106", "MI107", "MI108"})
_SESSION = _SECOND_FACTOR | {"MI101"}
# Log-in is rare and takes long (the password hash): a few connections are enough.
_POOL_SIZE = {"mg_app": 10, "mg_auth": 2}
_engines: dict[str, tuple[str, Engine]] = {}
_lock = Lock()


@dataclass(frozen=True)
class Entered:
    """An open transaction, and what its context says."""

    connection: Connection
    tenant_id: UUID
    branch_id: UUID | None
    user_id: UUID
    role_code: str
    request_id: UUID
    _token: str = field(repr=False)

    @cached_property
    def session(self) -> RowMapping:
        """Who is signed in: identity.sealed_person's columns, auth_session_id, is_operator, memberships."""
        query = text("SELECT * FROM identity.describe_session(:token)")
        return self.connection.execute(query, {"token": self._token}).mappings().one()


@contextmanager
def tenant_transaction(
    token: str,
    role: str | None = None,
    branch: UUID | None = None,
    *,
    request_id: UUID | str | None = None,
    permission: str | None = None,
) -> Iterator[Entered]:
    """One transaction in the tenant's context, if the role has the `permission`.

    SessionEndedError, SecondFactorError or ForbiddenError if the door stays shut.
    """
    door = "identity.enter(:token, :role, :branch, CAST(:request_id AS uuid), :permission)"
    wish = {"token": token, "role": role, "branch": branch, "permission": permission}
    with _entered_by(door, wish, request_id) as entered:
        yield entered


@contextmanager
def application_transaction(
    secret: str, *, request_id: UUID | str | None = None, permission: str | None = None
) -> Iterator[Entered]:
    """One transaction in the context of an access token, if role and scopes have the `permission`.

    `secret`: the token's jti, once its signature was checked. ForbiddenError if the door stays shut.
    """
    door = "identity.enter_token(:token, CAST(:request_id AS uuid), :permission)"
    wish = {"token": secret, "permission": permission}
    with _entered_by(door, wish, request_id) as entered:
        yield entered


@contextmanager
def _entered_by(
    door: str, wish: Mapping[str, object], request_id: UUID | str | None
) -> Iterator[Entered]:
    with _said_plainly(), _engine("mg_app", sqlalchemy_url("mg_app")).begin() as connection:
        number = str(request_id) if request_id else None
        sealed = _enter(connection, f"SELECT {door}", {**wish, "request_id": number})
        # A literal, not set_config(): only that reaches the workers of a distributed engine.
        connection.exec_driver_sql(f"SET LOCAL mg.context = '{sealed}'")
        tenant_id, branch_id, user_id, role_code, request = sealed.split("|")[:5]
        yield Entered(
            connection=connection,
            tenant_id=UUID(tenant_id),
            branch_id=UUID(branch_id) if branch_id else None,
            user_id=UUID(user_id),
            role_code=role_code,
            request_id=UUID(request),
            _token=str(wish["token"]),
        )


@contextmanager
def auth_transaction() -> Iterator[Connection]:
    """One transaction of the role that may look up credentials; for app.identity alone.

    SessionEndedError for a session that is over, SecondFactorError for one that waits for a second factor.
    """
    with _said_plainly(), _engine("mg_auth", sqlalchemy_url("mg_auth")).begin() as connection:
        yield connection


@contextmanager
def _said_plainly() -> Iterator[None]:
    """What refusals of a session mean, whichever statement met them."""
    try:
        yield
    except DBAPIError as problem:
        refusal = refusal_of(problem)
        if refusal and refusal.sqlstate == "MI101":
            raise SessionEndedError(refusal) from None
        if refusal and refusal.sqlstate in _SECOND_FACTOR:
            raise SecondFactorError(refusal) from None
        if refusal and refusal.sqlstate == "MI112":
            raise ForbiddenError(refusal) from None
        raise


def check_connection() -> None:
    """Raise unless the database answers."""
    with _engine("mg_app", sqlalchemy_url("mg_app")).begin() as connection:
        connection.execute(text("SELECT core.tenant_id()"))


def tenant_session_script(tenant_key: str) -> Path:
    """A psql start-up file that opens the session inside a tenant's context."""
    tenant_id = find_tenant(tenant_key)
    script = settings().home / "tenant-session.psqlrc"
    script.parent.mkdir(parents=True, exist_ok=True)
    python = PROJECT_ROOT / ".venv" / "bin" / "python"
    # The seal is bound to psql's own backend, so that it is minted once psql is connected.
    script.write_text(
        "\\set QUIET on\n"
        "SELECT pg_catalog.pg_backend_pid() AS mg_pid \\gset\n"
        f"\\set mg_context `{python} -m app.db.session_seal {tenant_id} :mg_pid`\n"
        "SET mg.context = :'mg_context';\n"
        "\\unset mg_context\n"
        "\\unset QUIET\n"
    )
    return script


def find_tenant(tenant_key: str) -> UUID:
    """The tenant with a key, for administration."""
    with connect("mg_migrator") as connection:
        connection.execute("SET LOCAL ROLE mg_batch_owner")
        try:
            row = connection.execute(
                "SELECT d.tenant_id FROM tenancy.tenant_directory AS d WHERE d.tenant_key = %s",
                (tenant_key,),
            ).fetchone()
        except psycopg.DataError:
            row = None
    if row is None:
        raise BadInput(f"no tenant has the key {tenant_key!r}")
    return UUID(str(row[0]))


def _enter(connection: Connection, door: str, wish: Mapping[str, object]) -> str:
    try:
        sealed = str(connection.execute(text(door), wish).scalar_one())
    except DBAPIError as problem:
        refusal = refusal_of(problem)
        if refusal and refusal.http_status == 403 and refusal.sqlstate not in _SESSION:
            raise ForbiddenError(refusal) from None
        raise
    if not _SEALED.fullmatch(sealed):
        raise ValueError("the door returned something else than a seal")
    return sealed


def _engine(role: str, url: str) -> Engine:
    """The role's pool; another one once the URL is another, as it is between tests."""
    with _lock:
        known = _engines.get(role)
        if known is None or known[0] != url:
            if known is not None:
                known[1].dispose()
            engine = create_engine(
                url, pool_size=_POOL_SIZE[role], max_overflow=0, pool_pre_ping=True
            )
            known = _engines[role] = (url, engine)
        return known[1]
