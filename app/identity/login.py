"""Logging in with email and password, and out. One answer for everything that is wrong."""

from __future__ import annotations

import hashlib
import secrets

import structlog
from sqlalchemy import text

from app.db.context import auth_transaction
from app.identity.password import check_password

log = structlog.get_logger("identity")


class WrongCredentials(Exception):
    """Email and password don't open anything: unknown, wrong, locked for a while, or disabled."""


def log_in(email: str, password: str, *, request_id: str | None = None) -> str:
    """Check the password and open a session; returns the token, which is kept nowhere else."""
    found = None
    if "\0" not in email:
        with auth_transaction() as connection:
            query = text("SELECT * FROM identity.find_credential(:email)")
            found = connection.execute(query, {"email": email}).mappings().one_or_none()
    # No connection is held while the hash is computed: log-ins must not starve one another.
    is_right, newer = check_password(password, found["password_hash"] if found else None)
    if found is None or found["is_locked"] or not is_right:
        if found is not None and not found["is_locked"]:
            with auth_transaction() as connection:
                query = text("SELECT identity.record_failed_login(:user_id)")
                connection.execute(query, {"user_id": found["user_id"]})
        log.warning(
            "log-in refused",
            request_id=request_id,
            user_id=str(found["user_id"]) if found else None,
        )
        raise WrongCredentials
    token = secrets.token_urlsafe(32)
    with auth_transaction() as connection:
        if newer is not None:
            query = text("SELECT identity.rehash_password(:user_id, :hash)")
            connection.execute(query, {"user_id": found["user_id"], "hash": newer})
        query = text("SELECT identity.open_session(:user_id, :hash)")
        connection.execute(
            query,
            {"user_id": found["user_id"], "hash": hashlib.sha256(token.encode()).digest()},
        )
    return token


def log_out(token: str) -> None:
    """End the session of a token; nothing happens if there is none."""
    if "\0" in token:
        return
    with auth_transaction() as connection:
        connection.execute(text("SELECT identity.revoke_session(:token)"), {"token": token})
