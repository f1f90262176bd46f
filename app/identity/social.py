"""Accounts that a log-in of Kakao or Naver opens: found, linked, or opened anew."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import RowMapping, text
from sqlalchemy.exc import DBAPIError

from app.db.context import auth_transaction
from app.errors import refusal_of
from app.identity.login import TooManyAttempts, open_session
from app.identity.person import email_indexes, seal_person
from app.identity.visit import Visit
from app.integrations.social_login import Profile


class NotLinked(Exception):
    """Nobody's account is linked with this log-in, and no verified address says whose it could be."""


def log_in_with_social(provider: str, profile: Profile, visit: Visit, locale: str) -> str:
    """Open a session for the account of a log-in; returns its token. NotLinked, TooManyAttempts.

    A verified address links the account that has confirmed the same one, or opens a new account.
    """
    indexes = email_indexes(profile.verified_email) if profile.verified_email else None
    query = text(
        "SELECT user_id, is_email_taken, ceil(extract(epoch FROM retry_after))::integer AS seconds"
        " FROM identity.begin_social(:provider, :subject, :indexes, CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    with auth_transaction() as connection:
        found = (
            connection.execute(
                query,
                {
                    "provider": provider,
                    "subject": profile.subject,
                    "indexes": indexes,
                    "address": visit.address,
                    "request_id": visit.request_id,
                },
            )
            .mappings()
            .one()
        )
    if found["seconds"] is not None:
        raise TooManyAttempts(found["seconds"])
    user_id = found["user_id"]
    if user_id is None:
        if profile.verified_email is None:
            raise NotLinked
        user_id = _register(provider, profile, visit, locale)
    return open_session(user_id, visit, method=provider)


def begin_link(token: str) -> None:
    """SecondFactorError unless the signed-in person may link something now."""
    with auth_transaction() as connection:
        connection.execute(text("SELECT identity.begin_change(:token)"), {"token": token})


def link(token: str, provider: str, profile: Profile, visit: Visit) -> None:
    """Link a log-in to the signed-in person. Refused (MI509) if it is somebody's; SecondFactorError."""
    query = text(
        "SELECT identity.link_social(:token, :provider, :subject, CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    with auth_transaction() as connection:
        connection.execute(
            query,
            {
                "token": token,
                "provider": provider,
                "subject": profile.subject,
                "address": visit.address,
                "request_id": visit.request_id,
            },
        )


def unlink(token: str, provider: str, visit: Visit) -> bool:
    """Take a log-in away; False if there is none. Refused (MI510) for the only way in; SecondFactorError."""
    query = text(
        "SELECT identity.unlink_social(:token, :provider, CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    with auth_transaction() as connection:
        parameters = {
            "token": token,
            "provider": provider,
            "address": visit.address,
            "request_id": visit.request_id,
        }
        return bool(connection.execute(query, parameters).scalar_one())


def list_linked(token: str) -> Sequence[RowMapping]:
    """The linked log-ins: provider, linked_at, last_used_at."""
    with auth_transaction() as connection:
        query = text("SELECT * FROM identity.list_social(:token)")
        return connection.execute(query, {"token": token}).mappings().all()


def _register(provider: str, profile: Profile, visit: Visit, locale: str) -> object:
    assert profile.verified_email is not None
    name = (profile.name or "").strip()[:100] or profile.verified_email.partition("@")[0]
    with auth_transaction() as connection:
        user_id, key_id = connection.execute(text("SELECT uuidv7(), uuidv7()")).one()
        sealed = seal_person(user_id, key_id, email=profile.verified_email, name_ko=name)
        query = text(
            "SELECT identity.register_social(:user_id, CAST(:key AS jsonb), CAST(:sealed AS jsonb), :indexes, :locale,"
            " :provider, :subject, CAST(:address AS inet), CAST(:request_id AS uuid))"
        )
        try:
            return connection.execute(
                query,
                {
                    "user_id": user_id,
                    "key": json.dumps(sealed.data_key),
                    "sealed": json.dumps(sealed.fields),
                    "indexes": sealed.email_indexes,
                    "locale": locale,
                    "provider": provider,
                    "subject": profile.subject,
                    "address": visit.address,
                    "request_id": visit.request_id,
                },
            ).scalar_one()
        except DBAPIError as problem:
            refusal = refusal_of(problem)
            # The address has an account whose owner linked another log-in of the same service.
            if refusal is not None and refusal.sqlstate == "MI501":
                raise NotLinked from problem
            raise
