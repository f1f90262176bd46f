"""Opens a signed-in visitor's request: one transaction in their tenant's context."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request
from sqlalchemy import Connection, RowMapping, select

from app.db.context import tenant_transaction
from app.tenant.cookie import SESSION_COOKIE
from app.tenant.request_log import bind_actor, request_id
from app.tenant.settlement.views import view
from app.tenant.visitor import Visitor


@contextmanager
def visit() -> Iterator[Visitor]:
    """Enter the visitor's tenant by the door, for as long as the block lasts."""
    token = request.cookies.get(SESSION_COOKIE, "")
    with tenant_transaction(token, request_id=request_id()) as entered:
        bind_actor(
            tenant_id=entered.tenant_id, branch_id=entered.branch_id, user_id=entered.user_id
        )
        yield Visitor(
            connection=entered.connection,
            tenant=_fetch_tenant(entered.connection, entered.tenant_id),
            branch=None,
            person=entered.person,
            role_code=entered.role_code,
            can_switch=False,
        )


def _fetch_tenant(connection: Connection, tenant_id: object) -> RowMapping:
    tenant = view(connection, "tenant", "tenancy")
    currency = view(connection, "currency", "core")
    query = (
        select(
            tenant.c.tenant_id,
            tenant.c.name_ko,
            tenant.c.name_en,
            tenant.c.currency,
            tenant.c.time_zone,
            currency.c.decimals,
        )
        .join(currency, currency.c.currency == tenant.c.currency)
        .where(tenant.c.tenant_id == tenant_id)
    )
    return connection.execute(query).mappings().one()
