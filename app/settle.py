"""Settling from the command line: the same runs and workers as by the clock, watched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from app.db.connection import connect
from app.failure import BadInput
from app.reports.period import Period


@dataclass
class Outcome:
    """What a run did: its report, the tenants that failed, the totals by currency, what came before the period."""

    run_id: UUID | None
    report: dict[str, Any]
    failed: list[dict[str, str]]
    totals: list[dict[str, Any]]
    earlier: list[dict[str, Any]]
    not_over: list[dict[str, Any]]


def chosen_tenants(
    connection: psycopg.Connection[Any], period: Period, tenant_key: str | None, as_of: datetime
) -> tuple[list[UUID], list[dict[str, Any]]]:
    """Tenants with such a period, and of these the ones whose period is not over; BadInput if nothing can be settled."""
    rows = connection.execute(
        "SELECT tenant_id, tenant_key, last_end, is_over FROM settlement.period_choice(%s, %s, %s, %s, %s)",
        (period.first, period.last, period.is_month, tenant_key, as_of),
    ).fetchall()
    if not rows:
        if tenant_key is not None:
            known = connection.execute(
                "SELECT settlement.find_tenant(%s)", (tenant_key,)
            ).fetchone()
            assert known is not None
        raise BadInput(
            f"no tenant has a period {period}",
            hint="Import tenants first, or give a period of their cycle.",
        )
    not_over = [{"tenant": row[1], "period_end": row[2]} for row in rows if not row[3]]
    ready = [row[0] for row in rows if row[3] or period.is_month]
    if len(not_over) == len(rows) and all(row[2] >= period.last for row in rows):
        raise BadInput(
            f"the period {period} is not over",
            detail=f"its last day is {max(row[2] for row in rows)}",
            hint="A period closes only after its last day, in the tenant's time zone.",
        )
    return ready, not_over


def settle(
    period: Period,
    *,
    tenant_key: str | None = None,
    workers: int = 2,
    chunk_size: int | None = None,
    as_of: datetime | None = None,
    on_progress: Callable[[tuple[Any, ...]], None] | None = None,
) -> Outcome:
    """Run or resume the settlement of a period through job runs and workers."""
    from scheduler.worker import work_in_threads

    now = as_of or datetime.now(UTC)
    with connect("mg_batch") as connection:
        tenants, not_over = chosen_tenants(connection, period, tenant_key, now)
        wanted = {"through": period.last.isoformat(), "tenant": tenant_key, "period": str(period)}
        row = connection.execute(
            "SELECT ops.unfinished_run('settle', %s)", (Jsonb(wanted),)
        ).fetchone()
        run_id = row[0] if row else None
        if run_id is None:
            row = connection.execute(
                "SELECT ops.start_run('settle', clock_timestamp(), %s, %s, %s)",
                (Jsonb(wanted | {"as_of": now.isoformat()}), tenants, chunk_size),
            ).fetchone()
            assert row is not None
            run_id = row[0]
    work_in_threads(run_id, workers, on_progress)
    with connect("mg_batch") as connection:
        return _outcome(connection, run_id, period, not_over)


def _outcome(
    connection: psycopg.Connection[Any],
    run_id: UUID,
    period: Period,
    not_over: list[dict[str, Any]],
) -> Outcome:
    from app.cli.jobs import NAMES

    report = connection.execute("SELECT * FROM ops.run_report(%s)", (run_id,)).fetchone()
    assert report is not None
    failed = connection.execute("SELECT * FROM ops.failed_tenant(%s)", (run_id,)).fetchall()
    totals = connection.execute(
        "SELECT * FROM settlement.period_total(%s, %s, NULL)", (period.first, period.last)
    )
    names = [column.name for column in totals.description or ()]
    earlier = connection.execute(
        "SELECT r.tenant_key, r.period_start, r.period_end FROM settlement.report_statement('-infinity', %s) AS r"
        " WHERE r.created_at >= (SELECT u.created_at FROM ops.run_report(%s) AS u)",
        (date.fromordinal(period.first.toordinal() - 1), run_id),
    ).fetchall()
    return Outcome(
        run_id=run_id,
        report=dict(zip(NAMES, report, strict=True)),
        failed=[{"tenant": k, "code": c, "reason": r} for k, c, r in failed],
        totals=[dict(zip(names, row, strict=True)) for row in totals.fetchall()],
        earlier=[{"tenant": k, "period_start": s, "period_end": e} for k, s, e in earlier],
        not_over=not_over,
    )


def rehearse(
    period: Period, *, tenant_key: str | None = None, as_of: datetime | None = None
) -> list[dict[str, Any]]:
    """The statements that settling the period would write, in a transaction that is rolled back."""
    from app.reports.document import statement_document

    now = as_of or datetime.now(UTC)
    with connect("mg_batch") as connection, connection.transaction(force_rollback=True):
        tenants, _ = chosen_tenants(connection, period, tenant_key, now)
        connection.execute(
            "SELECT settlement.close_period(%s, %s, %s)", (tenants, period.last, now)
        )
        connection.execute("SELECT settlement.settle_chunk(%s)", (tenants,))
        with connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(
                "SELECT r.*, c.decimals FROM settlement.report_statement(%s, %s, %s) AS r"
                " JOIN core.currency AS c ON c.currency = r.currency",
                (period.first, period.last, tenant_key),
            )
            return [
                statement_document(of)
                for of in cursor
                if period.is_month or of["period_start"] == period.first
            ]
