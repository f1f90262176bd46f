"""mindgarden bench rls runs, and says what it promises; its figures count at full size alone."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from tests.clone import Clone

IS_FULL = os.environ.get("MINDGARDEN_TEST_FULL") == "1"


def _bench(database: Clone, *arguments: str) -> dict[str, Any]:
    done = database.run("bench", "rls", "--json", *arguments, timeout=600)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_a_small_one_measures_every_statement(deployed: Clone) -> None:
    found = _bench(deployed, "--tenants", "3", "--events", "1500", "--pairs", "4")
    assert {row["statement"] for row in found["statements"]} >= {
        "statement lines",
        "month's totals",
    }
    assert all(row["table_references"] > 0 for row in found["statements"])
    assert 0 < found["ms_per_table_reference"] < 5


@pytest.mark.full
@pytest.mark.alone
@pytest.mark.skipif(not IS_FULL, reason="make test-all")
def test_row_security_is_cheap(deployed: Clone) -> None:
    found = _bench(deployed)
    assert found["ms_per_table_reference"] <= found["limit_ms_per_table_reference"]
    assert found["ratio"] <= found["limit_ratio"]
