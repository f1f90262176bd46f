"""A platform with a settled and confirmed month, copied for each test, and a simulated gateway."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.serving import make_server

from app.cli import main
from app.cli.within import run
from app.db.connection import connect
from app.simulators.toss_payouts import TossSimulator, create_app
from tests import clone as cloning
from tests.clone import Clone
from tests.verify.platform import event, import_rows, rule

NUMBERS = {"cafe": "110123456789", "academy": "12345678901234"}
BANKS = {"cafe": "088", "academy": "004"}
# The fifth business day after August 2024.
PAYDAY = "2024-09-06"
SECURITY_KEY = "00112233445566778899aabbccddeeff" * 2


@dataclass(frozen=True)
class Console:
    """The command line, in this process."""

    clone: Clone
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str, code: int = 0) -> Any:
        """Run a command that ends with a code; what it printed, as JSON where it is."""
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*arguments])
        printed = self.capsys.readouterr()
        assert (ended.value.code or 0) == code, printed
        for number in NUMBERS.values():
            assert number not in printed.out + printed.err, "a whole account number was shown"
        try:
            return json.loads(printed.out)
        except ValueError:
            return printed.out + printed.err

    def one(self, query: str, *values: Any) -> Any:
        """The one value that a query of the administrator finds."""
        with self.clone.superuser() as superuser:
            row = superuser.execute(query.encode(), values).fetchone()
        assert row is not None
        return row[0] if len(row) == 1 else row

    def states(self) -> dict[str, str]:
        """Tenant -> state of its statement."""
        with self.clone.superuser() as superuser:
            return dict(superuser.execute(
                "SELECT t.tenant_key, s.status FROM settlement.statement AS s JOIN tenancy.tenant AS t USING (tenant_id)"
            ).fetchall())  # fmt: skip

    def is_well(self) -> None:
        """Verification finds nothing: among other things, payable equals the unpaid statements."""
        assert self.one("SELECT array_agg(f::text) FROM settlement.verify() AS f") is None


@pytest.fixture(scope="session")
def confirmed(
    server_environment: dict[str, str], template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clone]:
    """Built once: three tenants, August 2024 settled and confirmed; two have accounts."""
    folder: Path = tmp_path_factory.mktemp("confirmed")
    with cloning.clone(
        server_environment, template, f"test_{os.getpid()}_{uuid4().hex[:8]}"
    ) as made:
        contract = folder / "tenants.json"
        contract.write_text(json.dumps({
            "currency": "KRW", "time_zone": "Asia/Seoul", "plans": [],
            "tenants": [
                {"key": key, "fee_rules": [rule("platform", percent="3")], "name_ko": f"가게 {key}",
                 "holdback": {"percent": "10", "release_days": 31} if key == "cafe" else None}
                for key in ("cafe", "academy", "salon")
            ],
        }))  # fmt: skip
        run(("import", "tenants", str(contract)))
        import_rows(folder, "august", [
            event(key, f"{key}-{day}", "capture", date(2024, 8, day), 10_000 * place + day, method="card")
            for place, key in enumerate(("cafe", "academy", "salon"), 1)
            for day in (5, 20)
        ])  # fmt: skip
        run(("settle", "--period", "2024-08"))
        import_rows(folder, "september", [
            event("cafe", "cafe-9", "capture", date(2024, 9, 3), 70_000, method="card"),
        ])  # fmt: skip
        with connect("mg_batch", autocommit=True) as batch:
            batch.execute(
                "SELECT settlement.confirm(r.statement_id) FROM settlement.report_statement('-infinity', 'infinity') AS r"
            )
        for key, number in NUMBERS.items():
            run(("payout", "account", "set", key, "--bank", BANKS[key], "--holder", f"홍길동 {key}",
                 "--number", number, "--from", "2024-01-01"))  # fmt: skip
        yield made


@pytest.fixture
def console(
    server_environment: dict[str, str], confirmed: Clone, capsys: pytest.CaptureFixture[str]
) -> Iterator[Console]:
    """A fresh copy of the platform."""
    with cloning.clone(
        server_environment, confirmed.name, f"test_{os.getpid()}_{uuid4().hex[:8]}"
    ) as made:
        yield Console(made, capsys)


@contextmanager
def serving(simulator: TossSimulator) -> Iterator[dict[str, str]]:
    """The simulated gateway on loopback; the variables that lead there."""
    server = make_server("127.0.0.1", 0, create_app(simulator), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield {
            "MINDGARDEN_TOSS_URL": f"http://127.0.0.1:{server.server_port}",
            "MINDGARDEN_TOSS_SECRET_KEY": simulator.secret_key,
            "MINDGARDEN_TOSS_SECURITY_KEY": simulator.security_key,
            "MINDGARDEN_TOSS_TIMEOUT_SECONDS": "0.4",
        }
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture
def toss() -> Iterator[TossSimulator]:
    """The gateway's simulator, to which the settings lead."""
    simulator = TossSimulator("test_sk", SECURITY_KEY, hang=0.6)
    with serving(simulator) as values, cloning.environment(values):
        yield simulator
