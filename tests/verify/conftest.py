"""One settled platform for the tests that tamper with it and put it back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests import clone as cloning
from tests.clone import Clone
from tests.verify.platform import build

# Parents before children is of no matter: rows are put back behind the triggers' back.
FACTS = (
    "commerce.payment_event",
    "commerce.payment_ref",
    "ledger.transfer",
    "ledger.day_snapshot",
    "settlement.line",
    "settlement.statement",
    "settlement.statement_signature",
    "settlement.tenant_clock",
    "settlement.adjustment",
    "settlement.chargeback_case",
    "settlement.chargeback_step",
    "settlement.payout",
    "settlement.payout_account_number",
    "settlement.terms",
    "settlement.gateway_row",
    "settlement.gateway_match",
    "settlement.gateway_exception",
    "pricing.tenant_fee_rule",
    "pricing.plan_fee_rule",
    "pricing.tenant_plan",
    "billing.tax_invoice",
    "billing.tax_invoice_item",
    "billing.tax_invoice_statement",
    "audit.entry",
    "audit.chain_link",
)


@dataclass(frozen=True)
class Platform:
    """The settled platform, and a superuser who gets round every trigger."""

    clone: Clone
    superuser: psycopg.Connection[Any]

    def tamper(self, *statements: str) -> None:
        """Change facts as nobody can but who owns the server; each statement must change something."""
        with self.superuser.transaction():
            for statement in statements:
                changed = self.superuser.execute(statement)
                assert changed.rowcount != 0, f"changed nothing: {statement}"

    def put_back(self) -> None:
        """Every fact as it was built."""
        with self.superuser.transaction():
            for table in FACTS:
                self.superuser.execute(f"DELETE FROM {table}")
                columns = self._columns(table)
                self.superuser.execute(
                    f"INSERT INTO {table} ({columns}) SELECT {columns} FROM kept.{table.replace('.', '_')}"
                )

    def _columns(self, table: str) -> str:
        """All that can be written: generated ones can't."""
        row = self.superuser.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            (table,),
        ).fetchone()
        assert row is not None
        return str(row[0])


@pytest.fixture(scope="session")
def settled(
    server_environment: dict[str, str], template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """Built once; a copy of each fact is kept to put back from."""
    folder: Path = tmp_path_factory.mktemp("settled")
    with cloning.clone(
        server_environment, template, f"test_{os.getpid()}_{uuid4().hex[:8]}"
    ) as made:
        build(folder)
        with made.superuser() as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("CREATE SCHEMA kept")
            for table in FACTS:
                connection.execute(
                    f"CREATE TABLE kept.{table.replace('.', '_')} AS SELECT * FROM {table}"
                )
            yield Platform(made, connection)


@pytest.fixture
def platform(settled: Platform) -> Iterator[Platform]:
    """The settled platform, put back after the test."""
    with cloning.environment(settled.clone.environment):
        yield settled
        settled.put_back()
