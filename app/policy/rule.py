"""Rules in the database: those in force for a context, and drafts of a business or of headquarters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, text

from app.policy.condition import check, is_about_resource
from app.policy.decision import Rule


def rules_in_force(connection: Connection, permission: str | None) -> list[Rule]:
    """The rules about a permission (None: about any) that hold in the context."""
    query = text("SELECT * FROM identity.rules_in_force(:permission)")
    rows = connection.execute(query, {"permission": permission}).mappings()
    return [rule_of(row) for row in rows]


def context_facts(connection: Connection, device_hash: bytes | None) -> dict[str, Any]:
    """What the database knows for conditions: user, branch, business, session, device."""
    query = text("SELECT identity.policy_facts(:device)")
    return dict(connection.execute(query, {"device": device_hash}).scalar_one())


def list_rules(connection: Connection) -> Sequence[RowMapping]:
    """The business's rules and headquarters' in force, as identity.list_policy gives them."""
    return connection.execute(text("SELECT * FROM identity.list_policy()")).mappings().all()


def save_rule(connection: Connection, rule_id: UUID | None, wish: dict[str, Any]) -> UUID:
    """Keep a draft; BadCondition if its condition can't be read, refused as the database says."""
    query = text("SELECT identity.save_policy(:id, CAST(:rule AS jsonb))")
    parameters = {"id": rule_id, "rule": json.dumps(checked(wish))}
    return UUID(str(connection.execute(query, parameters).scalar_one()))


def switch_rule(connection: Connection, rule_id: UUID, state: str) -> None:
    """Put a draft into force (`active`), or take a rule out of it (`retired`)."""
    query = text("SELECT identity.switch_policy(:id, :state)")
    connection.execute(query, {"id": rule_id, "state": state})


def checked(wish: dict[str, Any]) -> dict[str, Any]:
    """A draft whose condition was read, with what is read off it; BadCondition."""
    check(wish["condition"])
    return {**wish, "is_about_resource": is_about_resource(wish["condition"])}


def rule_of(row: RowMapping | dict[str, Any]) -> Rule:
    """A row of the database as a rule."""
    return Rule(
        rule_id=row["policy_rule_id"],
        name_ko=row["name_ko"],
        name_en=row["name_en"],
        effect=row["effect"],
        permissions=frozenset(row["permissions"]),
        condition=row["condition"],
        is_about_resource=row["is_about_resource"],
    )
