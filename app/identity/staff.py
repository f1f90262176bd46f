"""The people of a business: seen masked, invited, shown in full with a reason, removed.

Every function works inside the visitor's transaction; the database checks permission, rank and branch.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, RowMapping, text

from app.identity.person import Person, open_person, seal_person


def list_members(connection: Connection) -> Sequence[RowMapping]:
    """The live memberships, people masked, as identity.list_member gives them."""
    return connection.execute(text("SELECT * FROM identity.list_member()")).mappings().all()


def invite_member(
    connection: Connection,
    *,
    email: str,
    name: str,
    role_code: str,
    branch_code: str,
    locale: str,
) -> None:
    """Give somebody a role; who has no account gets one, and a mail with the way in. BadInput for no e-mail or name."""
    user_id, key_id = connection.execute(text("SELECT uuidv7(), uuidv7()")).one()
    sealed = seal_person(user_id, key_id, email=email, name_ko=name)
    person = {"user_id": str(user_id), "data_key": sealed.data_key, "sealed": sealed.fields}
    query = text(
        "SELECT tenancy.invite_member(CAST(:person AS jsonb), :indexes, :role, :branch, :locale)"
    )
    parameters = {
        "person": json.dumps(person),
        "indexes": sealed.email_indexes,
        "role": role_code,
        "branch": branch_code,
        "locale": locale,
    }
    connection.execute(query, parameters)


def show_member(connection: Connection, membership_id: UUID, reason: str) -> Person:
    """Who a member is, in full; who saw whom, and why, is written down."""
    query = text("SELECT * FROM identity.show_member(:membership, :reason)")
    parameters = {"membership": membership_id, "reason": reason}
    return open_person(connection.execute(query, parameters).mappings().one())


def remove_member(connection: Connection, membership_id: UUID) -> None:
    """Take a role away from somebody. Refused (MI502) for the last owner."""
    query = text("SELECT identity.end_role(:membership)")
    connection.execute(query, {"membership": membership_id})
