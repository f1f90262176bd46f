"""Codes on paper, for who has lost the second factor."""

from __future__ import annotations

import secrets
from typing import Final

from sqlalchemy import text

from app.db.context import auth_transaction
from app.identity.code import code_hash, make_code
from app.identity.factor_attempt import begin_attempt, note_failure
from app.identity.mailed_code import WrongCode
from app.identity.visit import Visit, hash_token

_COUNT: Final = 10


def make_recovery_codes(token: str, visit: Visit) -> list[str]:
    """Fresh codes in place of the ones before, shown once. SecondFactorError unless a factor was shown lately."""
    codes = [make_code() for _ in range(_COUNT)]
    query = text(
        "SELECT identity.put_recovery_codes(:token, :hashes, CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    with auth_transaction() as connection:
        connection.execute(
            query,
            {
                "token": token,
                "hashes": [code_hash(code) for code in codes],
                "address": visit.address,
                "request_id": visit.request_id,
            },
        )
    return codes


def use_recovery_code(token: str, code: str, visit: Visit) -> str:
    """Show the second factor by one of the codes; the session goes on under the returned token."""
    begin_attempt(token)
    fresh = secrets.token_urlsafe(32)
    query = text(
        "SELECT identity.use_recovery_code(:token, :hash, :fresh, CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    with auth_transaction() as connection:
        is_right = connection.execute(
            query,
            {
                "token": token,
                "hash": code_hash(code),
                "fresh": hash_token(fresh),
                "address": visit.address,
                "request_id": visit.request_id,
            },
        ).scalar_one()
    if not is_right:
        note_failure(token, "recovery_code", visit)
        raise WrongCode
    return fresh
