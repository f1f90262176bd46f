"""The steps from sales to payout, with the geometry of their bars worked out by the database."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Numeric, RowMapping, cast, func, literal, select
from sqlalchemy import case as when

from app.tenant.settlement.views import view

# A bar is drawn on a ruler of this length; the page stretches the ruler to its own width.
RULER: Final = 1000

# Shown even where they are zero: the two ends of the calculation.
_ALWAYS: Final = ("gross_sales", "payout")


def fetch_waterfall(
    connection: Connection, tenant_id: UUID, statement_id: UUID
) -> Sequence[RowMapping]:
    """Fetch the steps that count for something, in order, each with its bar.

    `bar_start` and `bar_length` place the bar, `join` the dotted line down to the next one,
    `percent_of_gross` compares the amount with the sales (null where there were none).
    """
    waterfall = view(connection, "statement_waterfall")
    columns = waterfall.c
    is_total = columns.code == "payout"
    before = when((is_total, 0), else_=columns.running_minor - columns.amount_minor)
    behind = when((is_total, columns.amount_minor), else_=columns.running_minor)
    gross = func.max(when((columns.code == "gross_sales", columns.amount_minor))).over()
    step = (
        select(
            columns.step,
            columns.code,
            columns.amount_minor,
            func.least(before, behind).label("low"),
            behind.label("behind"),
            func.least(0, func.min(func.least(before, behind)).over()).label("floor"),
            func.greatest(1, func.max(func.greatest(before, behind)).over()).label("ceiling"),
            gross.label("gross"),
        )
        .where(columns.tenant_id == tenant_id, columns.statement_id == statement_id)
        .cte("step")
    )
    bar = step.c
    scale = cast(literal(RULER), Numeric) / (bar.ceiling - bar.floor)
    share = func.abs(bar.amount_minor) * cast(literal(100), Numeric)
    query = (
        select(
            bar.code,
            bar.amount_minor,
            func.round((bar.low - bar.floor) * scale, 1).label("bar_start"),
            func.round(func.abs(bar.amount_minor) * scale, 1).label("bar_length"),
            func.round((bar.behind - bar.floor) * scale, 1).label("join"),
            func.round(share / func.nullif(bar.gross, 0), 1).label("percent_of_gross"),
        )
        .where((bar.amount_minor != 0) | bar.code.in_(_ALWAYS))
        .order_by(bar.step)
    )
    return connection.execute(query).mappings().all()
