"""What is changed by the rules after settling never disturbs what was settled."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.within import run
from app.failure import BadInput
from app.verify import verify_platform
from tests.verify.conftest import Platform
from tests.verify.platform import CONTRACT, rule


def given(folder: Path, key: str, **changes: Any) -> None:
    """Import a tenant's contract anew, with changes."""
    contract = copy.deepcopy(CONTRACT)
    contract["tenants"] = [
        tenant | changes for tenant in contract["tenants"] if tenant["key"] == key
    ]
    file = folder / "later.json"
    file.write_text(json.dumps(contract))
    run(("import", "tenants", str(file)))


def test_new_terms_leave_old_statements_alone(platform: Platform, tmp_path: Path) -> None:
    given(
        tmp_path,
        "cafe",
        cycle="weekly",
        fee_vat_rounding="down",
        holdback={"percent": "10", "release_days": 3},
    )
    given(tmp_path, "salon", fee_vat_rounding="half_up", payout_delay_business_days=0)
    assert verify_platform().findings == []


def test_a_new_plan_leaves_old_statements_alone(platform: Platform, tmp_path: Path) -> None:
    given(tmp_path, "cafe", plan=None)
    assert verify_platform().findings == []
    assert "platform fee" in run(("explain", "cafe/c003", "--locale", "en"))


def test_a_rule_for_settled_captures_is_refused(platform: Platform, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="would change settled captures"):
        given(tmp_path, "teacher", fee_rules=[rule("platform", percent="2", method="card")])
    given(tmp_path, "teacher", fee_rules=[rule("platform", percent="2", method="cash")])
    later = rule("platform", percent="2", method="card", valid_from="2024-11-01")
    given(tmp_path, "teacher", fee_rules=[later])
    assert verify_platform().findings == []


def test_a_holiday_announced_later_leaves_payout_dates_alone(platform: Platform) -> None:
    with platform.superuser.transaction(force_rollback=False):
        platform.superuser.execute(
            "INSERT INTO core.holiday (holiday_on, source, name_ko, created_at)"
            " VALUES ('2024-11-04', 'ad_hoc', '임시공휴일', now()), ('2024-09-03', 'ad_hoc', '임시공휴일', now())"
        )
    try:
        assert verify_platform().findings == []
    finally:
        platform.superuser.execute("DELETE FROM core.holiday WHERE source = 'ad_hoc'")
