"""A crowd of tenants in a fresh clone, payments in a file beside it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.clone import Clone
from tests.property.crowd import crowd
from tests.property.import_files import write_payments, write_tenants


@dataclass(frozen=True)
class Crowd:
    """Tenants are imported; payments are not."""

    case: dict[str, Any]
    database: Clone
    payments: Path


@pytest.fixture
def crowded(database: Clone, tmp_path: Path) -> Crowd:
    """Forty tenants of every cycle, two months of payments."""
    case = crowd(tenant_count=40, captures_each=30)
    done = database.run("import", "tenants", write_tenants(tmp_path / "tenants.json", case))
    assert done.returncode == 0, done.stderr
    payments = write_payments(tmp_path / "payments.csv", case, case["events"])
    return Crowd(case, database, payments)
