"""A new password for whoever forgot the old one and reads the account's mail."""

from __future__ import annotations

from sqlalchemy import text

from app.db.context import auth_transaction
from app.identity.login import TooManyAttempts
from app.identity.mailed_code import WrongCode, begin_code
from app.identity.pace import steady
from app.identity.password import hash_password, require_strength
from app.identity.person import email_indexes, open_person
from app.identity.visit import Visit


def ask_recovery(email: str, visit: Visit) -> None:
    """Have a code mailed, if anybody has the address; nothing tells whether. TooManyAttempts."""
    query = text(
        "SELECT ceil(extract(epoch FROM identity.begin_recovery(:indexes, CAST(:address AS inet),"
        " CAST(:request_id AS uuid))))::integer"
    )
    parameters = {
        "indexes": email_indexes(email),
        "address": visit.address,
        "request_id": visit.request_id,
    }
    with steady(), auth_transaction() as connection:
        wait = connection.execute(query, parameters).scalar_one()
    if wait is not None:
        raise TooManyAttempts(wait)


def set_new_password(code: str, password: str, visit: Visit) -> None:
    """Set a new password by the mailed code; every session ends.

    WrongCode; BadInput for a weak password, after which the code still works; TooManyAttempts.
    """
    with steady():
        found = begin_code(code, "reset_password", visit)
        if found is None:
            raise WrongCode
        person = open_person(found)
        require_strength(password, about=(person.email, person.name_ko, person.name_en or ""))
        hashed = hash_password(password)
        with auth_transaction() as connection:
            query = text("SELECT identity.reset_password(:token, :hash)")
            connection.execute(query, {"token": found["token_hash"], "hash": hashed})
