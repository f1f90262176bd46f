"""A server of its own to be killed, with a crowd of tenants whose payments wait to be settled."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.db import server
from tests.clone import Clone, clone, environment
from tests.oracle import settle_case
from tests.property.crowd import crowd
from tests.property.import_files import write_payments, write_tenants
from tests.property.statements import reported

LAST_PERIOD = "2026-09"
PERIODS = ("2026-08", LAST_PERIOD)
# A worker that died holds its step as long as its lease lasts; the test need not wait minutes.
LEASE_SECONDS = 3


@dataclass(frozen=True)
class Crowd:
    """The prepared database, what must come out of it, and how long that takes undisturbed."""

    case: dict[str, Any]
    payments: Path
    base: Clone
    statements: dict[str, bytes]
    seconds: float


@pytest.fixture(scope="module")
def rough_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A second embedded server, with the settings of a real one; stopped at the end."""
    home = tmp_path_factory.mktemp("rough")
    names = ("MINDGARDEN_DATABASE_NAME", "MINDGARDEN_DATABASE_URL", "MINDGARDEN_CREDENTIALS")
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    values = {"MINDGARDEN_HOME": str(home)}
    with environment(values):
        server.up(home)
        try:
            yield values
        finally:
            server.up(home)
            server.down(home, mode="immediate")
            os.environ.update(before)


@pytest.fixture(scope="module")
def crowded(rough_server: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Crowd:
    """Tenants and payments imported but not settled, and the statements of a run in peace."""
    folder = tmp_path_factory.mktemp("crowd")
    case = crowd(tenant_count=80, captures_each=25)
    base = Clone("base", {**rough_server, "MINDGARDEN_DATABASE_NAME": "base"})
    payments = write_payments(folder / "payments.csv", case, case["events"])
    _succeed(base, "migrate")
    _succeed(base, "import", "tenants", write_tenants(folder / "tenants.json", case))
    with base.superuser() as connection:
        connection.execute("UPDATE ops.job SET lease_seconds = %s", (LEASE_SECONDS,))
    with clone(rough_server, "base", "peaceful") as peaceful:
        _succeed(peaceful, "import", "payments", payments)
        _succeed(peaceful, "settle", "--period", LAST_PERIOD, "--chunk-size", "3")
        seconds = _seconds_of_run(peaceful)
        found = {period: reported(peaceful, period) for period in PERIODS}
    expected = settle_case(case)["statements"]
    settled = [s for period in PERIODS for s in found[period].comparable]
    assert sorted(settled, key=_by_tenant_and_day) == sorted(expected, key=_by_tenant_and_day)
    return Crowd(case, payments, base, {p: f.content for p, f in found.items()}, seconds)


def _seconds_of_run(database: Clone) -> float:
    """From the start of the run to the end of its last step: when there is something to kill."""
    with database.superuser() as connection:
        row = connection.execute(
            "SELECT extract(epoch FROM finished_at - created_at) FROM ops.job_run"
            " WHERE job_key = 'settle'"
        ).fetchone()
    assert row is not None
    return float(row[0])


_number = count(1)


@pytest.fixture
def unsettled(rough_server: dict[str, str], crowded: Crowd) -> Iterator[Clone]:
    """A fresh copy of the crowd's database, payments imported."""
    with _copy(rough_server, crowded) as made:
        _succeed(made, "import", "payments", crowded.payments)
        yield made


@pytest.fixture
def unpaid(rough_server: dict[str, str], crowded: Crowd) -> Iterator[Clone]:
    """A fresh copy of the crowd's database without payments."""
    with _copy(rough_server, crowded) as made:
        yield made


def _copy(values: dict[str, str], crowded: Crowd) -> Any:
    return clone(values, crowded.base.name, f"rough_{next(_number)}")


def _succeed(database: Clone, *arguments: str | Path) -> None:
    done = database.run(*arguments, timeout=300)
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)


def _by_tenant_and_day(statement: dict[str, Any]) -> tuple[str, str]:
    return statement["tenant"], statement["period_start"]


Succeed = Callable[..., None]


@pytest.fixture
def succeed() -> Succeed:
    """Runs a command that must end well."""
    return _succeed
