"""A small platform per test file, commands in this process, and what the database holds."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from app.imports import parts
from tests.clone import Clone, environment

COLUMNS = [
    *("tenant_key", "branch_code", "ref", "kind", "occurred_at", "currency", "method", "channel"),
    *("category", "amount", "platform_discount", "original_ref", "recorded_on"),
]
RULE = {
    "component": "platform",
    "kind": "percent",
    "percent": "3",
    "valid_from": "2026-01-01",
}
TENANTS = {
    "currency": "KRW",
    "time_zone": "Asia/Seoul",
    "plans": [{"key": "basic", "fee_rules": [{**RULE, "method": "card"}]}],
    "tenants": [
        {"key": "cafe", "fee_rules": [RULE], "branches": [{"code": "main", "name_ko": "본점"}]},
        {"key": "salon", "plan": "basic"},
    ],
}
DOLLARS = {"currency": "USD", "time_zone": "UTC", "plans": [], "tenants": [{"key": "diner"}]}
ROW = {
    "tenant_key": "cafe",
    "ref": "p1",
    "kind": "capture",
    "occurred_at": "2026-10-05T12:00:00+09:00",
    "currency": "KRW",
    "method": "card",
    "channel": "online",
    "category": "drink",
    "amount": "10000",
}
OLD_ROW = ROW | {"ref": "old", "amount": "700"}


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


Command = Callable[..., Outcome]
Footprint = Callable[[], dict[str, int]]


def csv_text(*rows: dict[str, Any]) -> str:
    """A payments file; a value that is missing is empty."""
    lines = [COLUMNS, *([str(row.get(column, "")) for column in COLUMNS] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines)


def refund(ref: str, original: str, amount: str = "100", **changes: str) -> dict[str, str]:
    """A refund a day after ROW."""
    return ROW | {
        "ref": ref,
        "kind": "refund",
        "occurred_at": "2026-10-06T12:00:00+09:00",
        "amount": amount,
        "original_ref": original,
        **changes,
    }


@pytest.fixture(scope="module")
def platform(module_database: Clone, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """Two Korean tenants and an American one, with one capture recorded."""
    folder = tmp_path_factory.mktemp("platform")
    with environment(module_database.environment):
        for name, value in (("won", TENANTS), ("dollars", DOLLARS)):
            (folder / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
            done = module_database.run("import", "tenants", folder / f"{name}.json")
            assert done.returncode == 0, done.stderr
        (folder / "old.csv").write_text(csv_text(OLD_ROW), encoding="utf-8")
        done = module_database.run("import", "payments", folder / "old.csv")
        assert done.returncode == 0, done.stderr
        yield module_database


@pytest.fixture
def command(platform: Clone, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `mindgarden …` in this process."""
    from app.cli import main

    def run(*arguments: str | Path) -> Outcome:
        with environment(platform.environment), pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        code = ended.value.code
        return Outcome(code if isinstance(code, int) else 0, captured.out, captured.err)

    return run


@pytest.fixture
def footprint(platform: Clone) -> Footprint:
    """Rows of every table, so that a test can say that nothing was half done."""

    def count() -> dict[str, int]:
        with platform.superuser() as connection:
            tables = connection.execute(
                "SELECT relnamespace::regnamespace::text, relname FROM pg_catalog.pg_class"
                " WHERE relkind IN ('r', 'p') AND NOT relispartition AND relpersistence <> 't'"
                " AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')"
            ).fetchall()
            counts = {}
            for schema, table in tables:
                query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
                row = connection.execute(query).fetchone()
                counts[f"{schema}.{table}"] = row[0] if row else 0
        return counts

    return count


@pytest.fixture(params=[2, parts.ROWS_A_PART], ids=["in parts of two rows", "in one part"])
def parts_of_a_file(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a file says of itself doesn't depend on the parts in which it is staged."""
    monkeypatch.setattr(parts, "ROWS_A_PART", request.param)


@pytest.fixture
def payments_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows to a payments file."""

    def write(*rows: dict[str, Any]) -> Path:
        path = tmp_path / "payments.csv"
        path.write_text(csv_text(*rows), encoding="utf-8")
        return path

    return write
