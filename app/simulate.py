"""Runs a case through the routines of a real run, in one transaction that is rolled back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from app.db.connection import connect
from app.failure import BadInput
from app.imports import shape, staging

KEYS = (
    "tenant", "period_start", "period_end", "gross_sales", "platform_discount", "refunds", "chargebacks",
    "platform_fee", "pg_fee", "fee_vat", "payout_date", "withholding", "holdback", "holdback_release",
    "adjustments", "carry_in", "payout", "carry_out", "line_count",
)  # fmt: skip
# Only in the output of a case whose expectation names them.
MORE_KEYS = (
    "schedule", "platform_vat", "pg_vat", "platform_included_vat", "pg_included_vat", "borne_vat",
    "waived", "taxable_supply", "sales_vat", "tax_free", "zero_rated",
)  # fmt: skip
_MINOR = {key: f"{key}_minor" for key in (*KEYS, *MORE_KEYS)} | {
    "tenant": "tenant_key",
    "period_start": "period_start",
    "period_end": "period_end",
    "payout_date": "payout_date",
    "line_count": "line_count",
    "schedule": "schedule_code",
}
# A case may close the future: every period is over by then.
_AFTER_ALL = "9999-01-01T00:00:00Z"
Run = tuple[tuple[date, date], ...]


class Simulation:
    """A case inside the caller's transaction, which rolls it back: contracts, events, then the settlement."""

    def __init__(
        self, case: shape.Case, connection: psycopg.Connection[Any], chunk_size: int | None
    ) -> None:
        self.case = case
        self.connection = connection
        self.chunk_size = chunk_size
        # Keys of the case are its own: beside the tenants and plans that exist they get a name in front.
        self.prefix = f"{uuid4()} "
        self.faults: dict[str, str] = {}
        self.tenants: dict[str, UUID] = {}
        # Of each tenant, the cycle of every schedule; the main one has an empty code.
        self.cycles: dict[str, dict[str, str]] = {}
        self.currency = case.currency

    def fault(self, key: str, problem: Exception) -> None:
        """Keeps the first reason why a tenant is left out."""
        self.faults.setdefault(key, _reason(problem).replace(self.prefix, ""))

    @contextmanager
    def attempt(self, keys: Sequence[str]) -> Iterator[None]:
        """A savepoint: what fails in it concerns only these tenants."""
        try:
            with self.connection.transaction():
                yield
        except (psycopg.Error, BadInput) as problem:
            if isinstance(problem, psycopg.OperationalError) and self.connection.closed:
                raise
            for key in keys:
                self.fault(key, problem)

    def record_contracts(self) -> None:
        """Plans, then tenants, each by itself."""
        broken: dict[str, Exception] = {}
        for value in self.case.promotions:
            promotion = shape.plain(shape.read(shape.Promotion, value, "a promotion"))
            promotion["key"] = self.prefix + promotion["key"]
            self.connection.execute(
                "SELECT settlement.record_promotion(%s, %s)", (self.currency, json.dumps(promotion))
            )
        for value in self.case.plans:
            try:
                with self.connection.transaction():
                    plan = shape.plain(shape.read(shape.Plan, value, f"plan {value.get('key')!r}"))
                    plan["key"] = self.prefix + plan["key"]
                    self.connection.execute(
                        "SELECT settlement.record_plan(%s, %s)", (self.currency, json.dumps(plan))
                    )
            except (psycopg.Error, BadInput) as problem:
                broken[str(value.get("key"))] = problem
        for value in self.case.tenants:
            key = str(value.get("key"))
            if key in self.tenants or key in self.faults:
                self.fault(key, BadInput("the case has this tenant twice"))
                continue
            with self.attempt([key]):
                tenant = shape.read(shape.Tenant, value, f"tenant {key!r}")
                if tenant.plan in broken:
                    raise broken[tenant.plan]
                given = shape.plain(tenant)
                given["key"] = self.prefix + tenant.key
                given.setdefault("name_ko", tenant.key)
                if tenant.plan is not None:
                    given["plan"] = self.prefix + tenant.plan
                for promotion in given.get("promotions", []):
                    promotion["key"] = self.prefix + promotion["key"]
                row = self.connection.execute(
                    "SELECT settlement.record_tenant(%s, %s, %s)",
                    (self.currency, self.case.time_zone, json.dumps(given)),
                ).fetchone()
                assert row is not None
                self.tenants[key] = row[0]
                self.cycles[key] = {"": str(tenant.cycle)}
                self.cycles[key] |= {s.code: s.cycle for s in tenant.schedules}

    def record_events(self) -> None:
        """All events through the staging of a real import; a bad one faults its tenant."""
        file_id = uuid4()
        events = self.case.events
        found = self.connection.execute(
            "SELECT decimals FROM core.currency WHERE currency = %s", (self.currency,)
        ).fetchone()
        decimals = found[0] if found else 0
        staging.stage(
            self.connection, file_id, enumerate((self._row(e, decimals) for e in events), 1)
        )
        self.connection.execute("SELECT commerce.check_import(%s)", (file_id,))
        self.connection.execute(
            "SELECT settlement.record_import(%s, 'case', '', true, 0)", (file_id,)
        )
        rejects = self.connection.execute(
            "SELECT line_number, error_column, error FROM commerce.list_reject(%s)", (file_id,)
        )
        for line_number, column, error in rejects:
            event = events[line_number - 1]
            self.fault(
                str(event.get("tenant")), BadInput(f"event {event.get('ref')!r}, {column}: {error}")
            )

    def _row(self, event: dict[str, Any], decimals: int) -> tuple[str, ...]:
        amounts = ("platform_discount", "coupon_discount", "tax_free", "zero_rated")
        given = {
            "tenant_key": self.prefix + str(event.get("tenant")),
            "branch_code": event.get("branch_code") or event.get("branch"),
            "currency": event.get("currency", self.currency),
            "amount": staging.in_major_units(event.get("amount"), decimals),
        }
        given |= {
            name: staging.in_major_units(event[name], decimals)
            for name in amounts
            if event.get(name) is not None
        }
        values = (given.get(name, event.get(name)) for name in staging.COLUMNS)
        return tuple("" if value is None else str(value).replace("\0", "�") for value in values)

    def settle(self) -> None:
        """Each schedule's listed periods in order; those that follow one another are settled in one go."""
        groups: dict[tuple[str, Run], list[str]] = defaultdict(list)
        periods = self.periods()
        for key in self.tenants:
            if key not in self.faults:
                for schedule, cycle in self.cycles[key].items():
                    groups[schedule, contiguous(periods[cycle])].append(key)
        for (schedule, runs), keys in groups.items():
            size = self.chunk_size or len(keys)
            for start in range(0, len(keys), size):
                for run in runs:
                    self._settle_run(keys[start : start + size], schedule, run)

    def periods(self) -> dict[str, list[tuple[date, date]]]:
        """The case's periods of each cycle, in order."""
        given = self.case.periods
        cycles = sorted({cycle for own in self.cycles.values() for cycle in own.values()})
        rows = self.connection.execute(
            """SELECT DISTINCT c.cycle, p.first_day, p.last_day
            FROM unnest(%s::text[]) AS c (cycle), unnest(%s::date[], %s::date[]) AS p (first_day, last_day)
            WHERE settlement.is_period(c.cycle, p.first_day, p.last_day) ORDER BY 1, 2""",
            (cycles, [p.start for p in given], [p.end for p in given]),
        )
        periods: dict[str, list[tuple[date, date]]] = defaultdict(list)
        for cycle, first_day, last_day in rows:
            periods[cycle].append((first_day, last_day))
        return periods

    def _settle_run(self, keys: list[str], schedule: str, run: tuple[date, date]) -> None:
        keys = [key for key in keys if key not in self.faults]
        if not keys:
            return
        ids = [self.tenants[key] for key in keys]
        try:
            with self.connection.transaction():
                self.connection.execute(
                    "SELECT settlement.open_at(%s, %s, NULL, %s)",
                    (ids, [run[0]] * len(ids), schedule),
                )
                self.connection.execute(
                    "SELECT settlement.close_period(%s, %s, %s, %s)",
                    (ids, run[1], _AFTER_ALL, schedule),
                )
                self.connection.execute("SELECT settlement.settle_chunk(%s)", (ids,))
        except psycopg.Error as problem:
            if isinstance(problem, psycopg.OperationalError) and self.connection.closed:
                raise
            if len(keys) == 1:
                self.fault(keys[0], problem)
                return
            half = len(keys) // 2
            self._settle_run(keys[:half], schedule, run)
            self._settle_run(keys[half:], schedule, run)

    def statements(self) -> list[dict[str, Any]]:
        """The statements of the tenants without fault, as a case expects them."""
        wanted = {key for statement in self.case.expected() for key in statement}
        keys = (*KEYS, *(key for key in MORE_KEYS if key in wanted))
        rows = self.connection.execute(
            sql.SQL(
                "SELECT {} FROM settlement.report_statement('-infinity', 'infinity', NULL) WHERE tenant_id = ANY (%s)"
            ).format(sql.SQL(", ").join(sql.Identifier(_MINOR[key]) for key in keys)),
            ([id_ for key, id_ in self.tenants.items() if key not in self.faults],),
        )
        found = []
        for row in rows:
            statement = dict(zip(keys, row, strict=True))
            statement["tenant"] = statement["tenant"].removeprefix(self.prefix)
            for key in ("period_start", "period_end", "payout_date"):
                statement[key] = statement[key].isoformat()
            found.append(statement)
        return found


def contiguous(periods: list[tuple[date, date]]) -> Run:
    """Periods that follow one another joined: first and last day of each stretch."""
    runs: list[tuple[date, date]] = []
    for first_day, last_day in periods:
        if runs and runs[-1][1] + timedelta(days=1) == first_day:
            runs[-1] = (runs[-1][0], last_day)
        else:
            runs.append((first_day, last_day))
    return tuple(runs)


def _reason(problem: Exception) -> str:
    if isinstance(problem, psycopg.Error) and problem.diag.message_primary:
        detail = problem.diag.message_detail
        return problem.diag.message_primary + (f": {detail}" if detail else "")
    return str(problem)


def simulate(
    case: dict[str, Any],
    *,
    chunk_size: int | None = None,
    connection: psycopg.Connection[Any] | None = None,
) -> dict[str, Any]:
    """Statements and faults of a case (settlement.md, Case files), keeping nothing.

    Returns {"statements": [...], "faults": {tenant key: reason}}. `chunk_size`: tenants settled together.
    A given connection must be mg_batch's and outside a transaction. A case of the wrong shape is a BadInput.
    """
    given = shape.read(shape.Case, case, "the case")
    if connection is None:
        with connect("mg_batch") as own:
            return simulate(case, chunk_size=chunk_size, connection=own)
    simulation = Simulation(given, connection, chunk_size)
    with connection.transaction(force_rollback=True):
        simulation.record_contracts()
        simulation.record_events()
        simulation.settle()
        return {"statements": simulation.statements(), "faults": simulation.faults}
