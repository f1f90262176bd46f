"""Looking a mailed code up, with what is needed to go on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from app.db.context import auth_transaction
from app.identity.code import code_hash
from app.identity.login import TooManyAttempts
from app.identity.visit import Visit


class WrongCode(Exception):
    """The code is unknown, used or old, or what was given with it is wrong: one answer for all."""


def begin_code(code: str, purpose: str, visit: Visit) -> dict[str, Any] | None:
    """The code's row of identity.begin_token and its hash; None if it doesn't work. TooManyAttempts."""
    hashed = code_hash(code)
    query = text(
        "SELECT t.*, ceil(extract(epoch FROM t.retry_after))::integer AS seconds"
        " FROM identity.begin_token(:hash, :purpose, CAST(:address AS inet)) AS t"
    )
    with auth_transaction() as connection:
        parameters = {"hash": hashed, "purpose": purpose, "address": visit.address}
        row = connection.execute(query, parameters).mappings().one_or_none()
    if row is None:
        return None
    if row["seconds"] is not None:
        raise TooManyAttempts(row["seconds"])
    return {**row, "token_hash": hashed}
