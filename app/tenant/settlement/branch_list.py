"""What a member who is limited to a branch sees of the statements: that branch's part of each."""

from typing import Final
from uuid import UUID

from sqlalchemy import Connection, select

from app.tenant.settlement.breakdown import signed_columns
from app.tenant.settlement.keyset import Order, Page, fetch_page
from app.tenant.settlement.statement_filter import StatementFilter
from app.tenant.settlement.views import view

PAGE_SIZE: Final = 25


def fetch_branch_statements(
    connection: Connection, tenant_id: UUID, branch_code: str, asked: StatementFilter
) -> Page:
    """Fetch one page of the branch's parts, latest period first. Nothing of the payout is in it."""
    part = view(connection, "statement_by_branch")
    statement = view(connection, "statement_head")
    query = (
        select(
            statement.c.statement_id,
            statement.c.statement_number,
            statement.c.period_start,
            statement.c.period_end,
            *signed_columns(part),
        )
        .join(
            statement,
            (statement.c.tenant_id == part.c.tenant_id)
            & (statement.c.statement_id == part.c.statement_id),
        )
        .where(
            part.c.tenant_id == tenant_id,
            part.c.branch_code == branch_code,
            statement.c.status != "void",
        )
    )
    order = Order(
        {"period_end": statement.c.period_end, "statement_id": statement.c.statement_id},
        descending=True,
    )
    return fetch_page(
        connection, query, order, size=PAGE_SIZE, after=asked.after, before=asked.before
    )
