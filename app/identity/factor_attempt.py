"""Counting attempts at a second factor: before it is looked at, and after it was wrong."""

from __future__ import annotations

from sqlalchemy import text

from app.db.context import auth_transaction
from app.identity.login import TooManyAttempts
from app.identity.visit import Visit


def begin_attempt(token: str) -> None:
    """Count one; TooManyAttempts if it comes too early."""
    query = text("SELECT ceil(extract(epoch FROM identity.begin_factor(:token)))::integer")
    with auth_transaction() as connection:
        wait = connection.execute(query, {"token": token}).scalar_one()
    if wait is not None:
        raise TooManyAttempts(wait)


def note_failure(token: str, kind: str, visit: Visit) -> None:
    """Write down that a second factor of this kind was wrong."""
    query = text(
        "SELECT identity.note_failed_factor(:token, :kind, CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    with auth_transaction() as connection:
        connection.execute(
            query,
            {
                "token": token,
                "kind": kind,
                "address": visit.address,
                "request_id": visit.request_id,
            },
        )
