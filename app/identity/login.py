"""Logging in with e-mail and password, and out. One answer for everything that is wrong, in one time."""

from __future__ import annotations

import secrets
from typing import Any

import structlog
from sqlalchemy import text

from app.db.context import auth_transaction
from app.identity.pace import steady
from app.identity.password import check_password
from app.identity.person import email_indexes
from app.identity.visit import Visit, hash_token

log = structlog.get_logger("identity")


class WrongCredentials(Exception):
    """E-mail and password don't open anything: unknown, wrong, or disabled."""


class TooManyAttempts(Exception):
    """Wait `seconds` before the next attempt; the same for addresses that nobody has."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


class EmailNotVerified(Exception):
    """Right, but the person hasn't shown yet that the address is theirs. A mail is on its way."""


def log_in(email: str, password: str, visit: Visit | None = None) -> str:
    """Check the password and open a session; returns the token, which is kept nowhere else."""
    visit = visit or Visit()
    indexes = email_indexes(email)
    # Hashes of the legacy service take another time than ours, and nobody's none.
    with steady():
        found = _begin(indexes, visit)
        # No connection is held while the hash is computed: log-ins must not starve one another.
        is_right, newer = check_password(password, found["password_hash"])
        if not is_right:
            _refuse(found, indexes[0], visit)
    if not found["is_verified"]:
        with auth_transaction() as connection:
            query = text("SELECT identity.queue_mail(:user_id, 'verify_email')")
            connection.execute(query, {"user_id": found["user_id"]})
        raise EmailNotVerified
    return open_session(found["user_id"], visit, method="password", newer_hash=newer)


def open_session(
    user_id: object, visit: Visit, *, method: str, newer_hash: str | None = None
) -> str:
    """Open a session for who has shown what it takes; returns its token."""
    token = secrets.token_urlsafe(32)
    with auth_transaction() as connection:
        if newer_hash is not None:
            query = text("SELECT identity.rehash_password(:user_id, :hash)")
            connection.execute(query, {"user_id": user_id, "hash": newer_hash})
        query = text(
            "SELECT identity.open_session(:user_id, :hash, :portal, :method, :device, :agent, CAST(:address AS inet),"
            " :country, CAST(:request_id AS uuid))"
        )
        connection.execute(
            query,
            {
                "user_id": user_id,
                "hash": hash_token(token),
                "portal": visit.portal,
                "method": method,
                "device": visit.device_hash,
                "agent": visit.user_agent,
                "address": visit.address,
                "country": visit.country,
                "request_id": visit.request_id,
            },
        )
    return token


def log_out(token: str) -> None:
    """End the session of a token; nothing happens if there is none."""
    if "\0" in token:
        return
    with auth_transaction() as connection:
        connection.execute(text("SELECT identity.revoke_session(:token)"), {"token": token})


def _begin(indexes: list[bytes], visit: Visit) -> dict[str, Any]:
    query = text(
        "SELECT user_id, password_hash, is_verified, ceil(extract(epoch FROM retry_after))::integer AS seconds"
        " FROM identity.begin_log_in(:indexes, CAST(:address AS inet), :device, CAST(:request_id AS uuid))"
    )
    parameters = {
        "indexes": indexes,
        "address": visit.address,
        "device": visit.device_hash,
        "request_id": visit.request_id,
    }
    with auth_transaction() as connection:
        found = dict(connection.execute(query, parameters).mappings().one())
    if found["seconds"] is not None:
        raise TooManyAttempts(found["seconds"])
    return found


def _refuse(found: dict[str, Any], index: bytes, visit: Visit) -> None:
    query = text(
        "SELECT identity.note_failed_log_in(:user_id, :index, CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    with auth_transaction() as connection:
        connection.execute(
            query,
            {
                "user_id": found["user_id"],
                "index": index,
                "address": visit.address,
                "request_id": visit.request_id,
            },
        )
    log.warning(
        "log-in refused",
        request_id=visit.request_id,
        user_id=str(found["user_id"]) if found["user_id"] else None,
    )
    raise WrongCredentials
