"""Verifying a platform: the deployed schema, then tenants in chunks, each on one snapshot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg import sql

from app.db import deploy
from app.db.connection import connect
from app.failure import BadInput, Finding

# Events of one chunk: enough to be set-based, few enough for memory and for the bar to move.
CHUNK_EVENTS = 100_000
MOST_TENANTS = 2_000
_CHECKS = (
    "SELECT * FROM settlement.verify(%s)",
    "SELECT * FROM billing.verify_tax_invoice(%s)",
    "SELECT * FROM audit.verify_chain(%s)",
    "SELECT * FROM audit.verify_signature(%s)",
)
_COUNTED = {
    "events": ("commerce", "payment_event"),
    "lines": ("settlement", "line"),
    "statements": ("settlement", "statement"),
    "transfers": ("ledger", "transfer"),
    "audit_entries": ("audit", "entry"),
    "sealed": ("audit", "chain_link"),
}


class Found(NamedTuple):
    """One thing that is off; `tenant` is None where it is the platform's."""

    tenant: str | None
    check: str
    subject: str
    finding: str


@dataclass(frozen=True)
class Verification:
    """What was looked at, and what was found."""

    counts: dict[str, int]
    findings: list[Found]


def verify_platform(
    tenant_key: str | None = None, *, on_progress: Callable[[int, int], None] | None = None
) -> Verification:
    """Verify one tenant, or the schema and all tenants."""
    findings = [] if tenant_key is not None else _schema()
    with connect("mg_auditor", autocommit=True) as auditor:
        tenants = _tenants(auditor, tenant_key)
        counts = {"tenants": len(tenants)} | {
            name: _count(auditor, table, tenants if tenant_key is not None else None)
            for name, table in _COUNTED.items()
        }
    size = max(1, min(MOST_TENANTS, CHUNK_EVENTS * len(tenants) // max(1, counts["events"])))
    with connect("mg_batch", autocommit=True) as connection:
        for start in range(0, len(tenants), size):
            chunk = tenants[start : start + size]
            if on_progress:
                on_progress(start, len(tenants))
            for query in _CHECKS:
                findings += [Found(*row) for row in connection.execute(query, (chunk,))]
        if tenant_key is None:
            acts = connection.execute("SELECT * FROM audit.verify_platform()")
            findings += [Found(None, *row[1:]) for row in acts]
        if on_progress:
            on_progress(len(tenants), len(tenants))
    return Verification(counts, findings)


def _schema() -> list[Found]:
    """Whether the database holds what the folders describe, every table behind row security."""
    try:
        pending = deploy.check()
    except Finding as found:
        return [Found(None, "schema", "deployment", found.message)]
    return [
        *(
            Found(None, "schema", name, "this migration is not applied")
            for name in pending.migrations
        ),
        *(
            Found(None, "schema", name, "not deployed as the file has it")
            for name in pending.replaced
        ),
    ]


def _tenants(auditor: psycopg.Connection[Any], tenant_key: str | None) -> list[UUID]:
    rows = auditor.execute(
        "SELECT t.tenant_id FROM tenancy.tenant AS t WHERE %(key)s::text IS NULL OR t.tenant_key = %(key)s"
        " ORDER BY t.tenant_id",
        {"key": tenant_key},
    ).fetchall()
    if tenant_key is not None and not rows:
        raise BadInput(f"unknown tenant {tenant_key}", hint="mindgarden audit tenants lists them")
    return [row[0] for row in rows]


def _count(
    auditor: psycopg.Connection[Any], table: tuple[str, str], tenants: list[UUID] | None
) -> int:
    query = sql.SQL(
        "SELECT count(*) FROM {} WHERE %(ids)s::uuid[] IS NULL OR tenant_id = ANY (%(ids)s)"
    ).format(sql.Identifier(*table))
    row = auditor.execute(query, {"ids": tenants}).fetchone()
    assert row is not None
    return int(row[0])
