"""Terms and policies by version: what somebody has agreed to, and what is still to be asked."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import RowMapping, text

from app.db.context import auth_transaction
from app.failure import BadInput
from app.identity.visit import Visit


class ConsentMissing(BadInput):
    """What everybody has to agree to was left out."""


def list_consents(token: str) -> Sequence[RowMapping]:
    """The versions of the moment as identity.list_consent gives them, what is required first."""
    with auth_transaction() as connection:
        query = text("SELECT * FROM identity.list_consent(:token)")
        return connection.execute(query, {"token": token}).mappings().all()


def is_asked(token: str) -> bool:
    """Whether something that everybody has to agree to is open."""
    return any(c["is_required"] and c["is_pending"] for c in list_consents(token))


def give_consents(token: str, shown: Sequence[tuple[str, int]], visit: Visit) -> int:
    """Agree to these versions; returns how many are new. ConsentMissing if a required one is left out."""
    given = set(shown)
    for asked in list_consents(token):
        place = (asked["document_code"], asked["version"])
        if asked["is_required"] and asked["is_pending"] and place not in given:
            raise ConsentMissing("a required consent is missing", hint="agree to what is required")
    documents = [{"document_code": code, "version": version} for code, version in given]
    query = text(
        "SELECT identity.give_consent(:token, CAST(:documents AS jsonb), CAST(:request_id AS uuid))"
    )
    with auth_transaction() as connection:
        parameters = {
            "token": token,
            "documents": json.dumps(documents),
            "request_id": visit.request_id,
        }
        return int(connection.execute(query, parameters).scalar_one())


def withdraw_consent(token: str, document_code: str) -> bool:
    """Take back what nobody has to give; False if there was none. Refused (MI508) for what is required."""
    with auth_transaction() as connection:
        query = text("SELECT identity.withdraw_consent(:token, :document)")
        parameters = {"token": token, "document": document_code}
        return bool(connection.execute(query, parameters).scalar_one())
