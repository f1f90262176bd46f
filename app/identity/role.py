"""Roles of a business: what each may do, made of templates of headquarters.

Every function works inside the visitor's transaction; the database checks permission, rank and locks.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, text

from app.db.context import auth_transaction


def list_roles(connection: Connection) -> Sequence[RowMapping]:
    """The roles in use, highest first, as identity.list_role gives them."""
    return connection.execute(text("SELECT * FROM identity.list_role()")).mappings().all()


def list_templates(connection: Connection) -> Sequence[RowMapping]:
    """The templates that may be activated."""
    return connection.execute(text("SELECT * FROM identity.list_template()")).mappings().all()


def list_permissions(connection: Connection) -> Sequence[RowMapping]:
    """What members of a business may do at all: permission_code, name_ko, name_en, is_locked, is_delicate."""
    query = text(
        "SELECT permission_code, name_ko, name_en, is_locked, is_delicate FROM identity.permission"
        " WHERE audience = 'tenant' ORDER BY permission_code"
    )
    return connection.execute(query).mappings().all()


def own_permissions(connection: Connection) -> frozenset[str]:
    """What the visitor's own role may do."""
    return frozenset(
        connection.execute(text("SELECT unnest(identity.own_permissions())")).scalars()
    )


def activate_role(connection: Connection, template_code: str) -> None:
    """Use a template as a role."""
    connection.execute(
        text("SELECT identity.activate_role(:template)"), {"template": template_code}
    )


def change_role(
    connection: Connection,
    role_code: str,
    *,
    name_ko: str,
    name_en: str,
    needs_second_factor: bool,
    permissions: list[str],
) -> None:
    """Give a role other names and permissions, or ask its people for a second factor."""
    query = text("SELECT identity.change_role(:role, :name_ko, :name_en, :needs, :permissions)")
    parameters = {
        "role": role_code,
        "name_ko": name_ko,
        "name_en": name_en,
        "needs": needs_second_factor,
        "permissions": permissions,
    }
    connection.execute(query, parameters)


def merge_role(connection: Connection, role_code: str) -> None:
    """Take over what changed in the role's template."""
    connection.execute(text("SELECT identity.merge_role(:role)"), {"role": role_code})


def retire_role(connection: Connection, role_code: str) -> None:
    """Take a role that nobody has out of use."""
    connection.execute(text("SELECT identity.retire_role(:role)"), {"role": role_code})


def choose_role(token: str, role_code: str, branch_id: str | None) -> None:
    """Let the session work in another of the person's roles."""
    with auth_transaction() as connection:
        query = text("SELECT identity.choose_role(:token, :role, CAST(:branch AS uuid))")
        connection.execute(query, {"token": token, "role": role_code, "branch": branch_id})
