"""The nightly jobs: a tampered tenant is named by its run, the others are verified; the trail is sealed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from psycopg.types.json import Jsonb

from scheduler.worker import work_in_threads
from tests.verify.conftest import Platform


def run_job(platform: Platform, job: str) -> list[Any]:
    """Run it now over all tenants; returns the tenants that failed."""
    with platform.clone.connect("mg_batch", autocommit=True) as batch:
        row = batch.execute(
            "SELECT ops.start_run(%s, %s, %s)", (job, datetime.now(UTC), Jsonb({}))
        ).fetchone()
        assert row is not None
        run_id: Any = row[0]
        work_in_threads(run_id, 1)
        return batch.execute("SELECT * FROM ops.failed_tenant(%s)", (run_id,)).fetchall()


def test_nightly_check_names_the_tenant(platform: Platform) -> None:
    assert run_job(platform, "verify") == []
    platform.tamper(
        "DELETE FROM ledger.transfer WHERE source_type = 'payout'",
    )
    failed = run_job(platform, "verify")
    assert [row[0] for row in failed] == ["cafe"]
    assert failed[0][1] == "MA901"
    assert "account bank" in str(failed[0][2])


def test_sealing_goes_on_where_it_ended(platform: Platform) -> None:
    platform.tamper("DELETE FROM audit.chain_link WHERE chain_link_id > 1")
    head = "SELECT tenant_id, chain_link_id, hash FROM audit.chain_link ORDER BY 1, 2"
    kept = platform.superuser.execute(
        "SELECT tenant_id, chain_link_id, hash FROM kept.audit_chain_link ORDER BY 1, 2"
    ).fetchall()
    assert run_job(platform, "seal_audit") == []
    sealed = platform.superuser.execute(head).fetchall()
    # The same entries in the same order give the same hashes; other sessions' transactions may hold the last ones back.
    assert set(sealed) <= set(kept)
    assert run_job(platform, "verify") == []
