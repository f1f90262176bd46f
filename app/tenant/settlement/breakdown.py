"""What a statement is made of, seen by day, method or branch, and the lists behind its tabs."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    Select,
    cast,
    func,
    select,
)

from app.tenant.settlement.views import view

_SUM_VIEWS: Final = {
    "days": ("statement_by_day", "settlement_day"),
    "methods": ("statement_by_method", "method"),
    "branches": ("statement_by_branch", "branch_code"),
}
_LIST_VIEWS: Final = {
    "tax": ("statement_tax", ("step",)),
    "adjustments": ("statement_adjustment", ("effective_on", "adjusted_on", "adjustment_id")),
    "rules": ("statement_fee_rule", ("component", "owner", "valid_from", "fee_rule_id")),
    "history": ("statement_history", ("at", "version")),
}


def fetch_breakdown(
    connection: Connection, tenant_id: UUID, statement_id: UUID, tab: str
) -> dict[str, Any]:
    """Fetch what a tab of a statement shows: `rows`, and `total` where they have sums."""
    if tab in _SUM_VIEWS:
        name, group = _SUM_VIEWS[tab]
        table = view(connection, name)
        of_statement = _of_statement(table, tenant_id, statement_id)
        rows = select(*table.c, *signed_columns(table)).where(of_statement)
        return {
            "rows": _all(connection, rows.order_by(table.c[group])),
            "total": connection.execute(
                select(*signed_columns(table, total=True)).where(of_statement)
            )
            .mappings()
            .one(),
        }
    name, order = _LIST_VIEWS[tab]
    table = view(connection, name)
    query = (
        select(*table.c)
        .where(_of_statement(table, tenant_id, statement_id))
        .order_by(*(table.c[column] for column in order))
    )
    return {"rows": _all(connection, query)}


def signed_columns(table: FromClause, *, total: bool = False) -> list[ColumnElement[Any]]:
    """Return a sum view's figures as they act on the tenant's money, by row or all together."""
    columns = table.c
    acting = {
        "captures": columns.capture_count,
        "returns": columns.line_count - columns.capture_count,
        "gross_minor": columns.sales_minor,
        "returned_minor": -(columns.refunds_minor + columns.chargebacks_minor),
        "coupons_minor": columns.discount_minor,
        "platform_minor": -columns.platform_fee_minor,
        "pg_minor": -columns.pg_fee_minor,
        "settled_minor": columns.net_minor,
    }
    return [(_sum(amount) if total else amount).label(name) for name, amount in acting.items()]


def _of_statement(table: FromClause, tenant_id: UUID, statement_id: UUID) -> ColumnElement[bool]:
    return (table.c.tenant_id == tenant_id) & (table.c.statement_id == statement_id)


def _all(connection: Connection, query: Select[Any]) -> Sequence[RowMapping]:
    return connection.execute(query).mappings().all()


def _sum(amount: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)
