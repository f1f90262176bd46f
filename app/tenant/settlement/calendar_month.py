"""A month of a tenant's days: what was sold on each, and what is or will be paid on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Connection, RowMapping, cast, func, select

from app.tenant.settlement.views import view


@dataclass(frozen=True)
class CalendarMonth:
    """The weeks of a month, Sunday first, and the figures of its days."""

    first: date
    weeks: Sequence[Sequence[date | None]]
    sales: Mapping[date, RowMapping]
    payouts: Mapping[date, Sequence[RowMapping]]

    @property
    def previous(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def following(self) -> date:
        """The first day of the month after."""
        return next_month(self.first)


def next_month(first: date) -> date:
    """Return the first day of the month after the one that begins on this day."""
    return (first + timedelta(days=31)).replace(day=1)


def fetch_month(connection: Connection, tenant_id: UUID, first: date) -> CalendarMonth:
    """Fetch the sales by settlement day and the payouts by payout date of a month."""
    return CalendarMonth(
        first,
        _weeks(first),
        {row["settlement_day"]: row for row in _sales(connection, tenant_id, first)},
        _payouts(connection, tenant_id, first),
    )


def fetch_latest_month(connection: Connection, tenant_id: UUID) -> date | None:
    """Return the first day of the month with the latest payout, or None without statements."""
    columns = view(connection, "statement_report").c
    query = select(func.max(columns.payout_date)).where(
        columns.tenant_id == tenant_id, columns.status != "void"
    )
    latest = connection.execute(query).scalar_one()
    return None if latest is None else latest.replace(day=1)


def _weeks(first: date) -> list[list[date | None]]:
    lead: list[date | None] = [None] * first.isoweekday() if first.isoweekday() < 7 else []
    length = (next_month(first) - first).days
    days = lead + [first + timedelta(days=step) for step in range(length)]
    days += [None] * (-len(days) % 7)
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def _sales(connection: Connection, tenant_id: UUID, first: date) -> Sequence[RowMapping]:
    day = view(connection, "statement_by_day").c
    net_of_returns = day.sales_minor - day.refunds_minor - day.chargebacks_minor
    query = (
        select(
            day.settlement_day,
            _sum(day.sales_minor).label("sales_minor"),
            _sum(-(day.refunds_minor + day.chargebacks_minor)).label("returned_minor"),
            _sum(net_of_returns).label("net_minor"),
            _sum(day.capture_count).label("captures"),
            _sum(day.line_count - day.capture_count).label("returns"),
        )
        .where(
            day.tenant_id == tenant_id,
            day.settlement_day >= first,
            day.settlement_day < next_month(first),
        )
        .group_by(day.settlement_day)
    )
    return connection.execute(query).mappings().all()


def _payouts(
    connection: Connection, tenant_id: UUID, first: date
) -> Mapping[date, Sequence[RowMapping]]:
    columns = view(connection, "statement_report").c
    query = (
        select(
            columns.payout_date,
            columns.statement_id,
            columns.statement_number,
            columns.status,
            columns.payout_minor,
        )
        .where(
            columns.tenant_id == tenant_id,
            columns.status != "void",
            columns.payout_minor > 0,
            columns.payout_date >= first,
            columns.payout_date < next_month(first),
        )
        .order_by(columns.payout_date, columns.statement_number)
    )
    by_day: dict[date, list[RowMapping]] = {}
    for row in connection.execute(query).mappings():
        by_day.setdefault(row["payout_date"], []).append(row)
    return by_day


def _sum(amount: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)
