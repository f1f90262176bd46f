"""The lines of a statement: one row an event, filtered, sorted, in pages, with their totals."""

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
    collate,
    func,
    literal_column,
    select,
)

from app.tenant.settlement.keyset import Order, Page, fetch_page
from app.tenant.settlement.line_filter import NO_CODE, LineFilter
from app.tenant.settlement.views import view

PAGE_SIZE: Final = 25


def fetch_lines(
    connection: Connection, tenant_id: UUID, statement_id: UUID, asked: LineFilter
) -> Page:
    """Fetch one page of the lines."""
    line = view(connection, "line_report")
    query = _matching(
        line,
        select(
            *line.c,
            (-(line.c.platform_fee_minor + line.c.pg_fee_minor)).label("fees_minor"),
        ),
        tenant_id,
        statement_id,
        asked,
    )
    return fetch_page(
        connection, query, _order(line, asked), size=PAGE_SIZE, after=asked.after,
        before=asked.before,
    )  # fmt: skip


def fetch_line_totals(
    connection: Connection, tenant_id: UUID, statement_id: UUID, asked: LineFilter
) -> RowMapping:
    """Sum every line that matches, whichever page is shown."""
    line = view(connection, "line_report")
    query = _matching(
        line,
        select(
            func.count().label("lines"),
            _sum(line.c.sales_minor).label("sales_minor"),
            _sum(line.c.discount_minor).label("discount_minor"),
            _sum(-(line.c.platform_fee_minor + line.c.pg_fee_minor)).label("fees_minor"),
            _sum(line.c.net_minor).label("net_minor"),
        ),
        tenant_id,
        statement_id,
        asked,
    )
    return connection.execute(query).mappings().one()


def fetch_line(
    connection: Connection, tenant_id: UUID, statement_id: UUID, payment_event_id: UUID
) -> RowMapping | None:
    """Fetch one line of a statement, or None."""
    line = view(connection, "line_report")
    query = select(
        *line.c,
        (-(line.c.platform_fee_minor + line.c.pg_fee_minor)).label("fees_minor"),
    ).where(
        line.c.tenant_id == tenant_id,
        line.c.statement_id == statement_id,
        line.c.payment_event_id == payment_event_id,
    )
    return connection.execute(query).mappings().one_or_none()


def fetch_original(connection: Connection, tenant_id: UUID, ref: str) -> RowMapping | None:
    """Fetch the settled line of the capture that a refund or chargeback belongs to, or None."""
    line = view(connection, "line_report")
    query = select(line.c.statement_id, line.c.payment_event_id, line.c.ref).where(
        line.c.tenant_id == tenant_id, line.c.ref == ref
    )
    return connection.execute(query.limit(1)).mappings().one_or_none()


def fetch_explanation(
    connection: Connection, tenant_id: UUID, payment_event_id: UUID
) -> dict[str, Any]:
    """Ask the database why a line's fees are what they are."""
    query = select(func.settlement.explain_line(tenant_id, payment_event_id))
    return dict(connection.execute(query).scalar_one() or {})


def fetch_branches(connection: Connection, tenant_id: UUID) -> Sequence[RowMapping]:
    """Fetch the branches of a tenant."""
    branch = view(connection, "branch", "tenancy")
    query = (
        select(
            branch.c.branch_code,
            branch.c.name_ko.label("branch_name_ko"),
            branch.c.name_en.label("branch_name_en"),
        )
        .where(branch.c.tenant_id == tenant_id)
        .order_by(branch.c.sort_order, branch.c.branch_code)
    )
    return connection.execute(query).mappings().all()


def fetch_methods(connection: Connection, tenant_id: UUID, statement_id: UUID) -> Sequence[str]:
    """Fetch the payment methods that a statement has lines of."""
    method = view(connection, "statement_by_method")
    query = (
        select(method.c.method)
        .where(method.c.tenant_id == tenant_id, method.c.statement_id == statement_id)
        .order_by(method.c.method)
    )
    return connection.execute(query).scalars().all()


def _order(line: FromClause, asked: LineFilter) -> Order:
    key = asked.sort or "time"
    in_order: dict[str, ColumnElement[Any]] = {
        "settlement_day": line.c.settlement_day,
        "occurred_at": line.c.occurred_at,
        "ref": collate(line.c.ref, "C"),
    }
    first = {"sales": "sales_minor", "net": "net_minor"}.get(key.removeprefix("-"))
    by = in_order if first is None else {first: line.c[first], **in_order}
    return Order(by, descending=key.startswith("-"))


def _matching(
    line: FromClause,
    query: Select[*tuple[Any, ...]],
    tenant_id: UUID,
    statement_id: UUID,
    asked: LineFilter,
) -> Select[*tuple[Any, ...]]:
    columns = line.c
    query = query.where(columns.tenant_id == tenant_id, columns.statement_id == statement_id)
    if asked.kind:
        query = query.where(columns.kind == asked.kind)
    if asked.method:
        query = query.where(columns.method == _code(asked.method))
    if asked.branch:
        query = query.where(columns.branch_code == asked.branch)
    if asked.day:
        query = query.where(columns.settlement_day == asked.day)
    if asked.ref:
        query = query.where((columns.ref == asked.ref) | (columns.original_ref == asked.ref))
    return query


def _code(asked: str) -> str:
    return "" if asked == NO_CODE else asked


def _sum(amount: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(amount), literal_column("0")), BigInteger)
