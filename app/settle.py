"""Settling from the command line: the same runs and workers as by the clock, watched."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from app.db.connection import connect
from app.failure import BadInput, EnvironmentProblem
from app.reports.period import Period

# How long a rehearsal waits for imports under way.
REHEARSAL_WAIT_SECONDS = 10.0


@dataclass
class Outcome:
    """What a run did: its report, the tenants that failed, the totals by currency, what came before the period.

    `resumed`: an earlier run that was not at its end, and was brought there first.
    """

    run_id: UUID
    resumed: UUID | None
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
    # A tenant with several schedules stands here once for each end.
    ready = list(dict.fromkeys(row[0] for row in rows if row[3] or period.is_month))
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
    wanted = {"through": period.last.isoformat(), "tenant": tenant_key, "period": str(period)}
    resumed = _unfinished(wanted)
    if resumed is not None:
        work_in_threads(resumed, workers, on_progress)
    # A run of its own comes after it: what was imported, or was over, since that one began is settled as well.
    with connect("mg_batch") as connection:
        tenants, not_over = chosen_tenants(connection, period, tenant_key, now)
        row = connection.execute(
            "SELECT ops.start_run('settle', clock_timestamp(), %s, %s, %s)",
            (Jsonb(wanted | {"as_of": now.isoformat()}), tenants, chunk_size),
        ).fetchone()
        assert row is not None
        run_id = row[0]
    work_in_threads(run_id, workers, on_progress)
    with connect("mg_batch") as connection:
        return _outcome(connection, run_id, resumed, period, tenant_key, not_over)


def _unfinished(wanted: dict[str, Any]) -> UUID | None:
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT ops.unfinished_run('settle', %s)", (Jsonb(wanted),)
        ).fetchone()
    return row[0] if row else None


def _outcome(
    connection: psycopg.Connection[Any],
    run_id: UUID,
    resumed: UUID | None,
    period: Period,
    tenant_key: str | None,
    not_over: list[dict[str, Any]],
) -> Outcome:
    from app.cli.jobs import NAMES

    report = connection.execute("SELECT * FROM ops.run_report(%s)", (run_id,)).fetchone()
    assert report is not None
    failed = connection.execute("SELECT * FROM ops.failed_tenant(%s)", (run_id,)).fetchall()
    totals = connection.execute(
        "SELECT * FROM settlement.period_total(%s, %s, %s, %s)",
        (period.first, period.last, period.is_month, tenant_key),
    )
    names = [column.name for column in totals.description or ()]
    earlier = connection.execute(
        "SELECT r.tenant_key, r.period_start, r.period_end FROM settlement.report_statement('-infinity', %s) AS r"
        " WHERE r.created_at >= (SELECT u.created_at FROM ops.run_report(%s) AS u)",
        (date.fromordinal(period.first.toordinal() - 1), resumed or run_id),
    ).fetchall()
    return Outcome(
        run_id=run_id,
        resumed=resumed,
        report=dict(zip(NAMES, report, strict=True)),
        failed=[{"tenant": k, "code": c, "reason": r} for k, c, r in failed],
        totals=[dict(zip(names, row, strict=True)) for row in totals.fetchall()],
        earlier=[{"tenant": k, "period_start": s, "period_end": e} for k, s, e in earlier],
        not_over=not_over,
    )


@dataclass
class Rehearsal:
    """The statements that settling would leave, and how they compare: with what is stored, or with what came before."""

    statements: list[dict[str, Any]]
    comparison: list[dict[str, Any]]


def rehearse(
    period: Period, *, tenant_key: str | None = None, as_of: datetime | None = None
) -> Rehearsal:
    """The statements that settling the period would write, in a transaction that is rolled back.

    Periods that are settled already are computed anew and compared with their statements, to the unit.
    """
    from app.reports.document import statement_document

    now = as_of or datetime.now(UTC)
    days = (period.first, period.last)
    with connect("mg_batch") as connection, connection.transaction(force_rollback=True):
        tenants, _ = chosen_tenants(connection, period, tenant_key, now)
        _close(connection, tenants, period.last, now)
        row = connection.execute(
            "SELECT coalesce(array_agg(r.statement_id), '{}') FROM settlement.report_statement(%s, %s, %s) AS r",
            (*days, tenant_key),
        ).fetchone()
        assert row is not None
        connection.execute("SELECT settlement.settle_chunk(%s)", (tenants,))
        with connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(
                "SELECT r.*, c.decimals FROM settlement.report_statement(%s, %s, %s) AS r"
                " JOIN core.currency AS c ON c.currency = r.currency",
                (*days, tenant_key),
            )
            statements = [
                statement_document(of)
                for of in cursor
                if period.is_month or of["period_start"] == period.first
            ]
            cursor.execute(
                "SELECT c.tenant_key AS tenant, c.currency, d.decimals, c.compared_with, c.figure, c.old_minor, c.new_minor,"
                " c.difference_minor FROM settlement.compare_rehearsal(%s, %s, %s, %s, %s) AS c"
                " JOIN core.currency AS d ON d.currency = c.currency"
                ' ORDER BY c.compared_with, c.tenant_key COLLATE "C", c.place',
                (*days, period.is_month, tenant_key, row[0]),
            )
            return Rehearsal(statements, cursor.fetchall())


def _close(
    connection: psycopg.Connection[Any], tenants: list[UUID], through: date, as_of: datetime
) -> None:
    deadline = time.monotonic() + REHEARSAL_WAIT_SECONDS
    while True:
        row = connection.execute(
            "SELECT count(*) FROM settlement.close_period(%s, %s, %s) WHERE outcome = 'busy'",
            (tenants, through, as_of),
        ).fetchone()
        assert row is not None
        if row[0] == 0:
            return
        if time.monotonic() > deadline:
            raise EnvironmentProblem(
                f"payments of {row[0]} tenants are being recorded",
                hint="Rehearse again in a moment.",
            )
        time.sleep(0.05)
