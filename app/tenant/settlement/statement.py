"""One statement and its neighbours."""

from uuid import UUID

from sqlalchemy import Connection, RowMapping, select

from app.tenant.settlement.statement_list import display_state
from app.tenant.settlement.views import view


def fetch_statement(
    connection: Connection, tenant_id: UUID, statement_id: UUID
) -> RowMapping | None:
    """Fetch a statement of this tenant, or None.

    `adds_up` is the identity of every statement, worked out again from its own columns.
    """
    statement = view(connection, "statement_report")
    columns = statement.c
    worked_out = (
        columns.carry_in_minor
        + columns.gross_sales_minor
        + columns.platform_discount_minor
        - columns.refunds_minor
        - columns.chargebacks_minor
        - columns.platform_fee_minor
        - columns.pg_fee_minor
        - columns.fee_vat_minor
        - columns.withholding_minor
        - columns.holdback_minor
        + columns.holdback_release_minor
        + columns.adjustments_minor
    )
    query = select(
        *columns,
        display_state(statement).label("state"),
        (worked_out == columns.payout_minor + columns.carry_out_minor).label("adds_up"),
        (-columns.carry_out_minor).label("carried_on_minor"),
        (-columns.holdback_minor).label("held_back_minor"),
        (columns.refund_count + columns.chargeback_count).label("returned_count"),
    ).where(columns.tenant_id == tenant_id, columns.statement_id == statement_id)
    return connection.execute(query).mappings().one_or_none()


def fetch_statement_head(
    connection: Connection, tenant_id: UUID, statement_id: UUID
) -> RowMapping | None:
    """Fetch name and period of a statement of this tenant, or None: what is no branch's alone stays out."""
    columns = view(connection, "statement_head").c
    query = select(*columns).where(
        columns.tenant_id == tenant_id, columns.statement_id == statement_id
    )
    return connection.execute(query).mappings().one_or_none()


def fetch_neighbours(
    connection: Connection, statement: RowMapping
) -> tuple[RowMapping | None, RowMapping | None]:
    """Fetch the statements in force right before and right after this one, for its carry."""
    columns = view(connection, "statement_report").c
    query = select(columns.statement_id, columns.statement_number).where(
        columns.tenant_id == statement["tenant_id"],
        columns.schedule_code == statement["schedule_code"],
        columns.statement_id != statement["statement_id"],
        columns.status != "void",
    )
    earlier = (
        query.where(columns.period_end < statement["period_start"])
        .order_by(columns.period_end.desc())
        .limit(1)
    )
    later = (
        query.where(columns.period_start > statement["period_end"])
        .order_by(columns.period_start)
        .limit(1)
    )
    return (
        connection.execute(earlier).mappings().one_or_none(),
        connection.execute(later).mappings().one_or_none(),
    )
