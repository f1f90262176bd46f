"""mindgarden bench post runs; its figures count at full size alone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.clone import Clone

# The interface of pgledger's transfer function as the bench calls it; it moves nothing.
STAND_IN = """
CREATE FUNCTION pgledger_create_account(name text, currency text) RETURNS TABLE (id text) LANGUAGE sql AS 'SELECT name';
CREATE FUNCTION pgledger_create_transfer(a text, b text, c numeric) RETURNS TABLE (id text) LANGUAGE sql AS 'SELECT a';
"""


def test_without_pgledger_it_says_so(deployed: Clone) -> None:
    done = deployed.run(
        "bench", "post", "--json", "--seconds", "1", "--repetitions", "1", timeout=60
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert "--pgledger" in found["pgledger"]
    assert "left out" in done.stderr
    assert all(found["per_second"][name] > 0 for name in ("transfer", "record", "request"))


def test_with_a_file_it_gives_ratios(deployed: Clone, tmp_path: Path) -> None:
    beside = tmp_path / "vendor" / "scoville-pgsql-ulid"
    beside.mkdir(parents=True)
    (beside / "uuid-to-ulid.sql").write_text("SELECT 1")
    (tmp_path / "pgledger.sql").write_text(STAND_IN)
    done = deployed.run(
        "bench", "post", "--json", "--seconds", "1", "--repetitions", "1",
        "--pgledger", tmp_path / "pgledger.sql", timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)["ratio"]) == {"transfer", "record", "request"}


def test_a_file_that_is_not_in_its_checkout_is_refused(deployed: Clone, tmp_path: Path) -> None:
    (tmp_path / "pgledger.sql").write_text(STAND_IN)
    done = deployed.run("bench", "post", "--pgledger", tmp_path / "pgledger.sql", timeout=60)
    assert done.returncode == 2
    assert "uuid-to-ulid.sql" in done.stderr
