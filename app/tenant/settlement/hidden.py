"""Statements that rules about things hide: looked at one by one, before any list, sum or page is made of them."""

from uuid import UUID

from sqlalchemy import Connection, select

from app.tenant.policy import Guard
from app.tenant.settlement.views import HIDDEN_STATEMENTS, view


def hide_statements(connection: Connection, tenant_id: UUID, guard: Guard) -> None:
    """Let the transaction's views leave out every statement that the visitor may not see.

    Conditions are tried here and not compiled into SQL: both would have to mean the same by every value and
    every type, and a business has hundreds of statements, not millions. What is not seen whole (by a member
    of one branch) can't be told, and counts as refused.
    """
    rows = _statements(connection, tenant_id, "statement_report")
    if not rows:
        rows = _statements(connection, tenant_id, "statement_head")
    hidden = [row["statement_id"] for row in rows if not guard.lets_see("statement", row)]
    connection.execution_options(**{HIDDEN_STATEMENTS: tuple(hidden)})


def _statements(connection: Connection, tenant_id: UUID, name: str) -> list[dict[str, object]]:
    columns = view(connection, name).c
    wanted = (
        "statement_id", "status", "period_start", "period_end", "payout_date", "payout_minor", "gross_sales_minor",
    )  # fmt: skip
    query = select(*(columns[each] for each in wanted if each in columns)).where(
        columns.tenant_id == tenant_id
    )
    return [dict(row) for row in connection.execute(query).mappings()]
