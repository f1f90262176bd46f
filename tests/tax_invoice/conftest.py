"""A simulated Popbill on loopback, and workers that lead there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from app.integrations.linkhub import Linkhub
from app.integrations.popbill import SCOPES, Popbill
from app.simulators.popbill import State, create_app
from app.tax_invoice import Issuer, Outcome
from tests.clone import Clone, environment

TIMEOUT = 1.0  # long enough on a busy machine; few faults are true time-outs
TABLES = (
    "billing.deadline_alarm", "billing.tax_invoice_statement", "billing.tax_invoice_item", "billing.tax_invoice", "billing.tax_profile",
    "billing.supplier", "settlement.statement", "settlement.tenant_clock", "settlement.terms", "tenancy.tenant", "tenancy.tenant_directory",
)  # fmt: skip


@dataclass
class Service:
    """The simulator's state, and where it answers. `now` is what it takes for now."""

    state: State
    url: str
    now: datetime

    def popbill(self) -> Popbill:
        """A client with tokens of its own."""
        linkhub = Linkhub(
            self.url, self.state.link_id, self.state.secret_key, self.state.service_id, SCOPES,
            timeout=TIMEOUT, now=lambda: self.now,
        )  # fmt: skip
        return Popbill(self.url, linkhub, timeout=TIMEOUT)

    def work(self, as_of: str | None = None) -> list[Outcome]:
        """One pass of a worker at an instant."""
        if as_of:
            self.now = datetime.fromisoformat(as_of).astimezone(UTC)
        with Issuer(self.popbill(), as_of=self.now) as issuer:
            return list(issuer.work())

    @property
    def environment(self) -> dict[str, str]:
        """Settings of a command that uses it."""
        return {
            "MINDGARDEN_POPBILL_URL": self.url, "MINDGARDEN_POPBILL_AUTH_URL": self.url,
            "MINDGARDEN_POPBILL_LINK_ID": self.state.link_id, "MINDGARDEN_POPBILL_SECRET_KEY": self.state.secret_key,
            "MINDGARDEN_POPBILL_SERVICE_ID": self.state.service_id,
        }  # fmt: skip


@pytest.fixture
def database(module_database: Clone) -> Iterator[Clone]:
    """The clone that the tests of one file share, without tenants and suppliers."""
    with module_database.superuser() as connection:
        connection.execute("SET session_replication_role = replica")
        for table in TABLES:
            connection.execute(f"DELETE FROM {table}")
    with environment(module_database.environment):
        yield module_database


@pytest.fixture
def service() -> Iterator[Service]:
    """A fresh Popbill that knows nothing."""
    made = Service(State(delay=TIMEOUT * 1.3), "", datetime(2026, 11, 3, tzinfo=UTC))
    made.state.now = lambda: made.now
    server = make_server("127.0.0.1", 0, create_app(made.state), threaded=True)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    server.shutdown()
    thread.join()


@pytest.fixture
def supplier_file(tmp_path: Path) -> Path:
    """Headquarters as a file."""
    import json

    from tests.tax_invoice.shop import SUPPLIER

    path = tmp_path / "supplier.json"
    path.write_text(json.dumps(SUPPLIER))
    return path
