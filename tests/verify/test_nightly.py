"""The nightly jobs: a tampered tenant is named by its run, the others are verified; the trail is sealed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from psycopg.types.json import Jsonb

from app.db.connection import connect_admin
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
        "DELETE FROM ledger.transfer WHERE source_type = 'payout' AND leg = 'payout'",
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
    assert sealed == kept, "the same entries in the same order give the same hashes"
    assert run_job(platform, "verify") == []


def test_a_long_transaction_in_another_database_holds_no_sealing_back(platform: Platform) -> None:
    note = """SELECT audit.record(t.tenant_id, 'shop.noted', 'beside a long one', '{}', t.created_by)
        FROM tenancy.tenant AS t WHERE t.tenant_key = 'idle'"""
    with connect_admin(database="postgres") as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        platform.superuser.execute(note)
        assert run_job(platform, "seal_audit") == []
        left = platform.superuser.execute(
            "SELECT e.subject FROM audit.entry AS e WHERE NOT EXISTS (SELECT FROM audit.chain_link AS l"
            " WHERE l.tenant_id = e.tenant_id AND l.entry_id = e.entry_id)"
        ).fetchall()
    assert left == []


def test_an_entry_that_commits_late_is_never_passed_by(platform: Platform) -> None:
    note = """SELECT audit.record(t.tenant_id, 'shop.noted', %s, '{}', t.created_by)
        FROM tenancy.tenant AS t WHERE t.tenant_key = 'idle'"""
    waiting = """SELECT e.subject FROM audit.entry AS e WHERE e.action = 'shop.noted' AND NOT EXISTS (
        SELECT FROM audit.chain_link AS l WHERE l.tenant_id = e.tenant_id AND l.entry_id = e.entry_id)"""
    tenants = platform.superuser.execute(
        "SELECT array_agg(tenant_id) FROM tenancy.tenant"
    ).fetchone()
    with (
        platform.clone.superuser(autocommit=False) as slow,
        platform.clone.connect("mg_batch", autocommit=True) as batch,
    ):
        slow.execute(note, ("early, committed late",))
        platform.superuser.execute(note, ("late, committed early",))
        batch.execute("SELECT audit.seal(%s)", tenants)
        left = platform.superuser.execute(waiting).fetchall()
        assert left == [("late, committed early",)], "it would stand before an earlier one"
        slow.commit()
        batch.execute("SELECT audit.seal(%s)", tenants)
        batch.execute("SELECT audit.seal(%s)", tenants)
        assert batch.execute("SELECT * FROM audit.verify_chain()").fetchall() == []
