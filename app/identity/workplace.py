"""The tenants that a person works in, and which of them a session is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.db.context import auth_transaction


def workplaces(memberships: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """The tenants of a person's memberships, each once, in a lasting order."""
    return sorted({UUID(str(membership["tenant_id"])) for membership in memberships})


def choose_tenant(token: str, tenant_id: UUID) -> None:
    """Let the session be about this tenant from here on; refused if the person isn't its member."""
    with auth_transaction() as connection:
        connection.execute(
            text("SELECT identity.choose_tenant(:token, :tenant_id)"),
            {"token": token, "tenant_id": tenant_id},
        )
