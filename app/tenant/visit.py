"""Opens a signed-in visitor's request: one transaction in their tenant's context."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import UUID

from flask import abort, request
from sqlalchemy import Connection, RowMapping, select, text

from app.db.context import Entered, application_transaction, tenant_transaction
from app.tenant.cookie import SESSION_COOKIE
from app.tenant.oauth.bearer import bearer_token, count_this_call
from app.tenant.policy import Guard
from app.tenant.request_log import bind_actor, request_id
from app.tenant.settlement.hidden import hide_statements
from app.tenant.settlement.views import view
from app.tenant.visitor import Visitor


@contextmanager
def visit(
    permission: str | None, *, whole_tenant: bool = False, by_application: bool = False
) -> Iterator[Visitor]:
    """Enter the visitor's tenant by the door, for as long as the block lasts, if the role has the permission.

    Rules in force are asked as well, and hide what they refuse one by one.
    Who is limited to a branch is refused where the `whole_tenant` would be seen. Where no page is shown an
    application may come in `by_application`, with an access token in place of the cookie.
    """
    with _enter(permission, by_application=by_application) as entered:
        bind_actor(
            tenant_id=entered.tenant_id, branch_id=entered.branch_id, user_id=entered.user_id
        )
        if whole_tenant and entered.branch_id is not None:
            abort(403)
        tenant = _fetch_tenant(entered.connection, entered.tenant_id)
        branch = _fetch_branch(entered.connection, entered.tenant_id, entered.branch_id)
        guard = Guard(
            entered.connection,
            permission,
            time_zone=tenant["time_zone"],
            branch_code=branch["branch_code"] if branch else "",
        )
        guard.require()
        if guard.narrows and (permission or "").startswith("settlement."):
            hide_statements(entered.connection, entered.tenant_id, guard)
        yield Visitor(entered=entered, tenant=tenant, branch=branch, guard=guard)


def _enter(permission: str | None, *, by_application: bool) -> AbstractContextManager[Entered]:
    token = bearer_token() if by_application else None
    if token is not None:
        return application_transaction(
            count_this_call(token), request_id=request_id(), permission=permission
        )
    cookie = request.cookies.get(SESSION_COOKIE, "")
    return tenant_transaction(cookie, request_id=request_id(), permission=permission)


def _fetch_branch(
    connection: Connection, tenant_id: UUID, branch_id: UUID | None
) -> RowMapping | None:
    if branch_id is None:
        return None
    branch = view(connection, "branch", "tenancy")
    query = select(
        branch.c.branch_id, branch.c.branch_code, branch.c.name_ko, branch.c.name_en
    ).where(branch.c.tenant_id == tenant_id, branch.c.branch_id == branch_id)
    return connection.execute(query).mappings().one()


def _fetch_tenant(connection: Connection, tenant_id: UUID) -> RowMapping:
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
    found = connection.execute(query).mappings().one_or_none()
    if found is None:
        # Nothing is seen in a context that doesn't hold: let the database say so.
        connection.execute(text("SELECT core.require_tenant_id()"))
        raise LookupError("the context's tenant has no row")
    return found
