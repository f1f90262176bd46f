"""What row security with a sealed context costs, against the same query on tables without policies."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from app.bench import twin
from app.bench.ground import (
    LAST_DAY,
    MONTH,
    fresh_database,
    machine,
    make_platform,
    named,
    settle_through,
)
from app.db import connection as database
from app.db.deploy import migrate

Say = Callable[[str], None]
MOST_MS_A_REFERENCE, MOST_RATIO = 0.1, 1.10


@dataclass(frozen=True)
class Query:
    """A statement of a page or file, and the relation that says how many tables it refers to."""

    name: str
    relation: str
    text: str


# Every statement names its tenant: that is the hand-written WHERE, and row security is the second lock.
_SMALL = (
    Query("tenant", "tenancy.tenant", "SELECT * FROM tenancy.tenant WHERE tenant_id = {tenant}"),
    Query(
        "statement",
        "settlement.statement",
        "SELECT * FROM settlement.statement WHERE tenant_id = {tenant} AND statement_id = {statement}",
    ),
    Query(
        "statement report",
        "settlement.statement_report",
        "SELECT * FROM settlement.statement_report"
        " WHERE tenant_id = {tenant} AND statement_id = {statement}",
    ),
)
_LARGE = (
    Query(
        "statement lines",
        "settlement.line_report",
        "SELECT * FROM settlement.line_report WHERE tenant_id = {tenant} AND statement_id = {statement}"
        " ORDER BY settlement_day, occurred_at, ref",
    ),
    Query(
        "totals by day",
        "settlement.statement_by_day",
        "SELECT * FROM settlement.statement_by_day"
        " WHERE tenant_id = {tenant} AND statement_id = {statement} ORDER BY settlement_day",
    ),
    Query(
        "month's totals",
        "commerce.payment_event",
        "SELECT kind, method, count(*), sum(amount_minor) FROM commerce.payment_event"
        " WHERE tenant_id = {tenant} AND settlement_day BETWEEN {first} AND {last} GROUP BY kind, method",
    ),
)


def bench_rls(tenants: int, events: int, pairs: int, say: Say) -> dict[str, Any]:
    """Milliseconds a table reference, and the ratio on statements of 5 ms or more (medians)."""
    made = f"mindgarden_bench_{uuid4().hex[:8]}"
    with fresh_database(made), named(made):
        say(f"settling {events:,} events of {tenants:,} tenants")
        migrate()
        make_platform(tenants, events)
        settle_through(1)
        with database.connect_admin(autocommit=True) as admin:
            tables = twin.make(admin, {query.relation for query in (*_SMALL, *_LARGE)})
            admin.execute("VACUUM (ANALYZE)")
            with database.connect("mg_app") as connection:
                say(f"{pairs} pairs of each statement")
                found = _Bench(admin, connection, tables, pairs)
                small = [found.compare(query) for query in _SMALL]
                large = [found.compare(query) for query in _LARGE]
                door = found.door()
    slow = [row for row in large if row["bare_ms"] >= 5]
    return {
        "ms_per_table_reference": max(row["ms_per_reference"] for row in small),
        "limit_ms_per_table_reference": MOST_MS_A_REFERENCE,
        "ratio": max(row["ratio"] for row in slow) if slow else None,
        "limit_ratio": MOST_RATIO,
        "pairs": pairs,
        "tenants": tenants,
        "events": events,
        "seal_check_ms": door,
        "statements": [*small, *large],
        "machine": machine(),
    }


class _Bench:
    def __init__(
        self,
        admin: psycopg.Connection[Any],
        connection: psycopg.Connection[Any],
        tables: list[str],
        pairs: int,
    ) -> None:
        self.admin, self.connection, self.pairs = admin, connection, pairs
        rows = admin.execute(
            "SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relkind IN ('r', 'p', 'v')"
            " AND c.relnamespace = 'bare'::regnamespace AND NOT c.relispartition"
        ).fetchall()
        names = {str(row[0]).split(".")[1] for row in rows}
        views = {q.relation for q in (*_SMALL, *_LARGE) if q.relation.split(".")[1] in names}
        self.copied = {*tables, *views}
        row = admin.execute(
            "SELECT tenant_id, statement_id FROM settlement.statement ORDER BY tenant_id LIMIT 1"
        ).fetchone()
        assert row is not None
        self.tenant, self.statement = UUID(str(row[0])), UUID(str(row[1]))

    def compare(self, query: Query) -> dict[str, Any]:
        """Interleave both, each first as often as the other."""
        protected = self._filled(query.text)
        bare = self._filled(twin.bare(query.text, self.copied))
        self._enter()
        for text in (protected, bare) * 5:  # caches warm, and plans as they stay
            self._time(text)
        times: dict[bool, list[float]] = {True: [], False: []}
        for number in range(self.pairs):
            for is_protected in (number % 2 == 0, number % 2 == 1):
                times[is_protected].append(self._time(protected if is_protected else bare))
        self.connection.rollback()
        middle = {key: statistics.median(values) for key, values in times.items()}
        count = twin.references(self.admin, query.relation)
        extra = statistics.median(a - b for a, b in zip(times[True], times[False], strict=True))
        return {
            "statement": query.name,
            "protected_ms": round(middle[True], 3),
            "bare_ms": round(middle[False], 3),
            "ratio": round(middle[True] / middle[False], 3),
            "table_references": count,
            "ms_per_reference": round(extra / count, 4),
        }

    def door(self) -> float:
        """One check of the seal, over ten thousand in one statement."""
        self._enter()
        times = []
        for _ in range(5):
            began = time.perf_counter()
            self.connection.execute(
                "SELECT count((SELECT core.tenant_id() WHERE n > 0)) FROM generate_series(1, 2000) AS n"
            ).fetchone()
            times.append((time.perf_counter() - began) * 1000 / 2000)
        self.connection.rollback()
        return round(statistics.median(times), 4)

    def _filled(self, text: str) -> bytes:
        return (
            sql.SQL(text)
            .format(tenant=self.tenant, statement=self.statement, first=MONTH, last=LAST_DAY)
            .as_bytes(self.connection)
        )

    def _enter(self) -> None:
        """A context sealed for this very connection; the administrator may mint one."""
        row = self.admin.execute(
            "SELECT identity.enter_administrator(%s, %s)",
            (self.tenant, self.connection.info.backend_pid),
        ).fetchone()
        assert row is not None
        self.connection.execute(sql.SQL("SET LOCAL mg.context = {}").format(sql.Literal(row[0])))

    def _time(self, text: bytes) -> float:
        """As a download does it: the server's rows as text, which Python only throws away."""
        began = time.perf_counter()
        with (
            self.connection.cursor() as cursor,
            cursor.copy(b"COPY (" + text + b") TO STDOUT") as rows,
        ):
            for _ in rows:
                pass
        return (time.perf_counter() - began) * 1000
