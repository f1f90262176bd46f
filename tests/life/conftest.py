"""A tenant by the month and one by the week, settled through October, and two people of headquarters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from tests.clone import Clone, environment
from tests.operator import add_operator

ANN, BOB = "ann@hq.test", "bob@hq.test"
RULE = {"component": "platform", "kind": "percent", "percent": "3", "valid_from": "2026-01-01"}
CONTRACT = {
    "currency": "KRW",
    "time_zone": "Asia/Seoul",
    "plans": [],
    "tenants": [
        {"key": "cafe", "fee_rules": [RULE]},
        {
            "key": "kiosk",
            "cycle": "weekly",
            "fee_rules": [RULE],
            "schedules": [{"code": "bank", "methods": ["transfer"], "cycle": "monthly"}],
        },
    ],
}
# What a command may change; all of it together says whether one changed anything.
TABLES = (
    "settlement.statement", "settlement.statement_hold", "settlement.statement_signature", "settlement.line",
    "settlement.adjustment", "settlement.adjustment_request", "settlement.adjustment_attachment",
    "settlement.tenant_clock", "ledger.transfer", "audit.entry",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    def read(self) -> Any:
        """Its JSON."""
        assert self.code == 0, self.err
        return json.loads(self.out)


Command = Callable[..., Outcome]


@pytest.fixture(scope="module")
def platform(module_database: Clone, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """Built once for the tests of a file."""
    folder = tmp_path_factory.mktemp("life")
    (folder / "tenants.json").write_text(json.dumps(CONTRACT))
    rows = ["tenant_key,ref,kind,occurred_at,currency,method,amount,recorded_on"]
    for number in range(20):
        day = date(2026, 6, 3) + timedelta(days=7 * number)
        for tenant in ("cafe", "kiosk"):
            rows.append(f"{tenant},p{number},capture,{day}T12:00:00+09:00,KRW,card,10000,{day}")
    (folder / "payments.csv").write_text("\n".join(rows))
    for words in (
        ("import", "tenants", folder / "tenants.json"),
        ("import", "payments", folder / "payments.csv"),
        ("settle", "--period", "2026-10"),
    ):
        done = module_database.run(*words)
        assert done.returncode == 0, done.stderr
    with module_database.superuser() as connection:
        for email in (ANN, BOB):
            add_operator(connection, email)
    return module_database


@pytest.fixture
def command(platform: Clone, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """Commands in this process, at the platform."""

    def run(*words: str | Path) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        code = ended.value.code
        assert code is None or isinstance(code, int)
        return Outcome(code or 0, *capsys.readouterr())

    with environment(platform.environment):
        yield run


@pytest.fixture
def footprint(platform: Clone) -> Callable[[], str]:
    """A hash of everything that a command may change."""

    def taken() -> str:
        hashes = " || ".join(
            f"(SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} AS t)"
            for table in TABLES
        )
        with platform.superuser() as connection:
            row = connection.execute(f"SELECT {hashes}".encode()).fetchone()
        assert row is not None
        return str(row[0])

    return taken


@pytest.fixture
def trail(platform: Clone) -> Callable[[], list[tuple[str, str]]]:
    """Every audit entry so far: its action and whose it is."""

    def read() -> list[tuple[str, str]]:
        with platform.superuser() as connection:
            return connection.execute(
                "SELECT e.action, identity.actor_name(e.created_by) FROM audit.entry AS e ORDER BY e.entry_id"
            ).fetchall()

    return read
