"""Whatever a superuser tampers with behind every trigger, `mindgarden verify` names it and exits 1."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from string import Template
from typing import Any

import psycopg
import pytest

from app.cli import main
from tests.verify.conftest import Platform

# The tenant, the period and the event that most tampering is done to.
CAFE = "(SELECT tenant_id FROM tenancy.tenant WHERE tenant_key = 'cafe')"
AUGUST = f"tenant_id = {CAFE} AND period_end = '2024-08-31'"
SEPTEMBER = f"tenant_id = {CAFE} AND period_end = '2024-09-30'"
REF = f"tenant_id = {CAFE} AND ref = 'c003'"
EVENT = f"tenant_id = {CAFE} AND payment_event_id = (SELECT payment_event_id FROM commerce.payment_ref WHERE {REF})"
POSTED = f"tenant_id = {CAFE} AND source_id = (SELECT payment_event_id FROM commerce.payment_ref WHERE {REF})"
STATED = f"tenant_id = {CAFE} AND source_id = (SELECT statement_id FROM settlement.statement WHERE {SEPTEMBER})"

_NAMES = {
    "CAFE": CAFE,
    "AUGUST": AUGUST,
    "SEPTEMBER": SEPTEMBER,
    "REF": REF,
    "EVENT": EVENT,
    "POSTED": POSTED,
    "STATED": STATED,
}
TAMPERING: dict[str, dict[str, Any]] = {
    one["what"]: one
    for one in tomllib.loads(Path(__file__).with_name("tampering.toml").read_text())["tampering"]
}


def tamper(platform: Platform, what: str) -> list[str]:
    """Do it; returns the words that must be found."""
    platform.tamper(*(Template(sql).substitute(_NAMES) for sql in TAMPERING[what]["does"]))
    return list(TAMPERING[what]["named"])


def verify(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code and standard output of the command."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["verify", *arguments])
    return int(ended.value.code or 0), capsys.readouterr().out


def test_untouched_platform_is_well(platform: Platform, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed = verify(capsys)
    assert (code, printed[:18]) == (0, "all checks passed:"), printed
    code, printed = verify(capsys, "--json")
    counts = json.loads(printed)["counts"]
    assert (code, counts["tenants"]) == (0, 5)
    assert counts["sealed"] == counts["audit_entries"] > 5
    assert counts["events"] > counts["lines"] > 100, "some events are left unsettled"


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_named(
    what: str, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    named = tamper(platform, what)
    code, printed = verify(capsys)
    assert code == 1, f"not found: {what}\n{printed}"
    for words in named:
        assert words in printed, f"{words!r} is not in\n{printed}"
    platform.put_back()
    code, printed = verify(capsys, "--tenant", named[0].partition(":")[0])
    assert code == 0, printed


def test_one_tenant_is_verified_alone(
    platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(platform, "a line's fee")
    assert verify(capsys, "--tenant", "academy")[0] == 0
    code, printed = verify(capsys, "--tenant", "cafe", "--json")
    assert code == 1
    document = json.loads(printed)
    assert {finding["tenant"] for finding in document["findings"]} == {"cafe"}
    assert verify(capsys, "--tenant", "nobody")[0] == 2


def test_the_nightly_step_fails_with_the_finding(platform: Platform) -> None:
    with platform.clone.connect("mg_batch", autocommit=True) as batch:
        tenants = platform.superuser.execute(
            "SELECT array_agg(tenant_id) FROM tenancy.tenant"
        ).fetchone()
        assert tenants is not None
        counted = batch.execute(
            "SELECT * FROM audit.verify_step(%s, '{}')", (tenants[0],)
        ).fetchone()
        assert counted is not None
        assert counted[0] > 100
        tamper(platform, "a transfer deleted")
        with pytest.raises(psycopg.Error) as refused:
            batch.execute("SELECT * FROM audit.verify_step(%s, '{}')", (tenants[0],))
    assert refused.value.sqlstate == "MA901"
    assert "cafe: balance_differs: account platform_fee_income" in str(
        refused.value.diag.message_detail
    )


def test_nothing_is_paid_while_something_is_found(platform: Platform) -> None:
    """SE-06: a failed verification blocks its tenant's payouts, and nobody else's."""
    platform.superuser.execute(
        f"UPDATE settlement.statement SET status = 'confirmed' WHERE {SEPTEMBER}"
    )
    row = platform.superuser.execute(
        f"SELECT statement_id FROM settlement.statement WHERE {SEPTEMBER}"
    ).fetchone()
    assert row is not None
    tamper(platform, "a transfer deleted")
    with platform.clone.connect("mg_batch") as batch:
        with pytest.raises(psycopg.DatabaseError) as refused, batch.transaction():
            batch.execute("SELECT settlement.pay(%s)", row)
        assert refused.value.sqlstate == "MS506"
        platform.put_back()
        platform.superuser.execute(
            f"UPDATE settlement.statement SET status = 'confirmed' WHERE {SEPTEMBER}"
        )
        assert batch.execute("SELECT settlement.pay(%s)", row).fetchone() == ("paid",)
        batch.rollback()
