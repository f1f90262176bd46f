"""Settling takes up a run that never ended, and then whatever has come since."""

import json
from pathlib import Path

from app.reports.period import parse
from app.settle import settle
from tests.clone import Clone, environment


def _import(database: Clone, folder: Path, key: str) -> None:
    adjustment = {"date": "2026-09-10", "amount": 500, "reason": "welcome"}
    content = {
        "currency": "KRW",
        "time_zone": "Asia/Seoul",
        "tenants": [{"key": key, "adjustments": [adjustment]}],
    }
    path = folder / f"{key}.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    done = database.run("import", "tenants", path)
    assert done.returncode == 0, done.stderr


def test_what_was_imported_after_an_unfinished_run_began_is_settled_too(
    database: Clone, tmp_path: Path
) -> None:
    """SE-12: the run is brought to its end, and no tenant is forgotten behind it."""
    _import(database, tmp_path, "early")
    with database.connect("mg_batch", autocommit=True) as connection:
        begun = connection.execute(
            "SELECT ops.start_run('settle', now(), jsonb_build_object('through', '2026-09-30',"
            " 'tenant', NULL, 'period', '2026-09', 'as_of', now()::text))"
        ).fetchone()
    assert begun is not None
    _import(database, tmp_path, "late")
    with environment(database.environment):
        outcome = settle(parse("2026-09"))
        again = settle(parse("2026-09"))
    assert outcome.resumed == begun[0]
    assert [total["statements"] for total in outcome.totals] == [2]
    assert again.resumed is None


def test_the_sums_of_one_tenant_are_its_own(database: Clone, tmp_path: Path) -> None:
    """SE-09: settling one tenant sums up that tenant, and one period only that period."""
    for key in ("one", "other"):
        _import(database, tmp_path, key)
    with environment(database.environment):
        settle(parse("2026-09"))
        alone = settle(parse("2026-09"), tenant_key="one")
        exact = settle(parse("2026-09-01..2026-09-30"))
    assert [total["tenants"] for total in alone.totals] == [1]
    assert [total["tenants"] for total in exact.totals] == [2]
