"""The list of a tenant's statements: rows, totals of the whole filter, and the sums above it."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    RowMapping,
    Select,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from app.tenant.settlement.keyset import Order, Page, fetch_page
from app.tenant.settlement.statement_filter import State, StatementFilter
from app.tenant.settlement.views import view

PAGE_SIZE: Final = 25

_SORTED_BY: Final = {
    "payout_date": "payout_date",
    "period": "period_start",
    "gross": "gross_sales_minor",
    "payout": "payout_minor",
}


def fetch_statements(connection: Connection, tenant_id: UUID, asked: StatementFilter) -> Page:
    """Fetch one page of the list."""
    statement = view(connection, "statement_report")
    query = _rows(statement, tenant_id, asked)
    return fetch_page(
        connection,
        query,
        _order(statement, asked),
        size=PAGE_SIZE,
        after=asked.after,
        before=asked.before,
    )


def fetch_all_statements(
    connection: Connection, tenant_id: UUID, asked: StatementFilter
) -> Sequence[RowMapping]:
    """Fetch every row of the list, in its order."""
    statement = view(connection, "statement_report")
    order = _order(statement, asked)
    query = _rows(statement, tenant_id, asked).order_by(
        *(column.desc() if order.descending else column for column in order.by.values())
    )
    return connection.execute(query).mappings().all()


def fetch_totals(connection: Connection, tenant_id: UUID, asked: StatementFilter) -> RowMapping:
    """Sum every statement that matches, whichever page is shown."""
    statement = view(connection, "statement_report")
    columns = statement.c
    query = _matching(
        statement,
        select(
            func.count().label("statements"),
            _sum(columns.gross_sales_minor).label("gross_sales_minor"),
            _sum(-(columns.refunds_minor + columns.chargebacks_minor)).label("returned_minor"),
            _sum(-columns.fee_total_minor).label("fees_minor"),
            _sum(columns.adjustments_minor).label("adjustments_minor"),
            _sum(columns.payout_minor).label("payout_minor"),
        ),
        tenant_id,
        asked,
    )
    return connection.execute(query).mappings().one()


def fetch_next_payout(connection: Connection, tenant_id: UUID) -> RowMapping | None:
    """Fetch the nearest payout that is still to come: its day and the sum due on it."""
    statement = view(connection, "statement_report")
    columns = statement.c
    query = (
        select(
            columns.payout_date,
            _sum(columns.payout_minor).label("payout_minor"),
            func.bool_and(columns.confirmed_at.is_not(None)).label("is_confirmed"),
        )
        .where(
            columns.tenant_id == tenant_id,
            columns.status.not_in(("paid", "void")),
            columns.hold_kind.is_distinct_from("hold"),
            columns.payout_minor > 0,
        )
        .group_by(columns.payout_date)
        .order_by(columns.payout_date)
        .limit(1)
    )
    return connection.execute(query).mappings().one_or_none()


def fetch_month_sums(connection: Connection, tenant_id: UUID) -> RowMapping | None:
    """Sum the statements paid in this month, or in the latest month that has a payout date.

    The month is the tenant's own: what day it is depends on the time zone.
    """
    statement = view(connection, "statement_report")
    columns = statement.c
    month = cast(func.date_trunc("month", columns.payout_date), Date)
    today = func.timezone(columns.time_zone, func.now())
    query = (
        select(
            month.label("month"),
            func.count().label("statements"),
            _sum(columns.gross_sales_minor).label("gross_sales_minor"),
            _sum(-columns.fee_total_minor).label("fees_minor"),
            _sum(columns.payout_minor).label("payout_minor"),
            func.count().filter(columns.status == "paid").label("paid_statements"),
        )
        .where(
            columns.tenant_id == tenant_id,
            columns.status != "void",
            month <= cast(func.date_trunc("month", today), Date),
        )
        .group_by(month)
        .order_by(month.desc())
        .limit(1)
    )
    return connection.execute(query).mappings().one_or_none()


def _rows(
    statement: FromClause, tenant_id: UUID, asked: StatementFilter
) -> Select[*tuple[Any, ...]]:
    later = statement.alias("later")
    next_id = (
        select(later.c.statement_id)
        .where(
            later.c.tenant_id == statement.c.tenant_id,
            later.c.schedule_code == statement.c.schedule_code,
            later.c.period_start > statement.c.period_end,
            later.c.status != "void",
        )
        .order_by(later.c.period_start)
        .limit(1)
        .scalar_subquery()
    )
    query = select(
        *statement.c,
        display_state(statement).label("state"),
        (-statement.c.fee_total_minor).label("fees_minor"),
        (-(statement.c.refunds_minor + statement.c.chargebacks_minor)).label("returned_minor"),
        case((display_state(statement) == "carried", next_id)).label("next_statement_id"),
    )
    return _matching(statement, query, tenant_id, asked)


def _order(statement: FromClause, asked: StatementFilter) -> Order:
    key = asked.sort or "-payout_date"
    column = _SORTED_BY[key.removeprefix("-")]
    return Order(
        {column: statement.c[column], "statement_id": statement.c.statement_id},
        descending=key.startswith("-"),
    )


def display_state(statement: FromClause) -> ColumnElement[str]:
    """Say what a statement is to its tenant: its status, or that its balance is carried on."""
    columns = statement.c
    carried = and_(
        columns.status != "void", columns.payout_minor == 0, columns.carry_out_minor != 0
    )
    return case((carried, "carried"), else_=columns.status)


def _matching(
    statement: FromClause, query: Select[*tuple[Any, ...]], tenant_id: UUID, asked: StatementFilter
) -> Select[*tuple[Any, ...]]:
    columns = statement.c
    query = query.where(columns.tenant_id == tenant_id)
    if asked.basis == "period":
        if asked.since:
            query = query.where(columns.period_end >= asked.since)
        if asked.until:
            query = query.where(columns.period_start <= asked.until)
    else:
        if asked.since:
            query = query.where(columns.payout_date >= asked.since)
        if asked.until:
            query = query.where(columns.payout_date <= asked.until)
    if asked.states:
        return query.where(or_(*(_has_state(statement, state) for state in asked.states)))
    return query.where(columns.status != "void")


def _has_state(statement: FromClause, state: State) -> ColumnElement[bool]:
    return display_state(statement) == state


def _sum(amount: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(amount), literal_column("0")), BigInteger)
