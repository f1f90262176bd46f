"""Opening an account, and confirming that its address is the person's."""

from __future__ import annotations

import json

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.db.context import auth_transaction
from app.errors import refusal_of
from app.identity.login import TooManyAttempts, open_session
from app.identity.mailed_code import WrongCode, begin_code
from app.identity.pace import steady
from app.identity.password import check_password, hash_password, require_strength
from app.identity.person import seal_person
from app.identity.visit import Visit


def register(*, email: str, name: str, password: str, visit: Visit, locale: str = "ko") -> None:
    """Open an account that waits for its address to be confirmed by the code in a mail.

    Nothing tells whether somebody has the address already: then its owner gets another mail.
    BadInput for what can't be an e-mail, name or password; TooManyAttempts.
    """
    require_strength(password, about=(email.strip(), name.strip()))
    with steady():
        hashed = hash_password(password)
        with auth_transaction() as connection:
            user_id, key_id = connection.execute(text("SELECT uuidv7(), uuidv7()")).one()
            sealed = seal_person(user_id, key_id, email=email, name_ko=name)
            query = text(
                "SELECT ceil(extract(epoch FROM identity.begin_registration(:user_id, CAST(:key AS jsonb),"
                " CAST(:sealed AS jsonb), :indexes, :hash, :locale, CAST(:address AS inet), CAST(:request_id AS uuid))))::integer"
            )
            try:
                wait = connection.execute(
                    query,
                    {
                        "user_id": user_id,
                        "key": json.dumps(sealed.data_key),
                        "sealed": json.dumps(sealed.fields),
                        "indexes": sealed.email_indexes,
                        "hash": hashed,
                        "locale": locale,
                        "address": visit.address,
                        "request_id": visit.request_id,
                    },
                ).scalar_one()
            except DBAPIError as problem:
                refusal = refusal_of(problem)
                # Somebody registered the same address in this very moment, and gets the mail.
                if refusal is None or refusal.sqlstate not in {"MI501", "23505"}:
                    raise
                connection.rollback()
                return
    if wait is not None:
        raise TooManyAttempts(wait)


def confirm_email(code: str, password: str, visit: Visit) -> str:
    """Confirm an address by the code that was mailed there, and sign in; returns the session's token.

    The password is asked for as well: else somebody could register another's address, have its owner
    confirm it, and share the account. WrongCode for either; TooManyAttempts.
    """
    with steady():
        found = begin_code(code, "verify_email", visit)
        is_right, newer = check_password(password, found["password_hash"] if found else None)
        if found is None or not is_right:
            raise WrongCode
    with auth_transaction() as connection:
        query = text("SELECT identity.verify_email(:hash, CAST(:request_id AS uuid))")
        connection.execute(query, {"hash": found["token_hash"], "request_id": visit.request_id})
    return open_session(found["user_id"], visit, method="password", newer_hash=newer)
