"""A tenant whose figures can't be computed: reported by name, and in nobody's way."""

import json
from pathlib import Path

from tests.clone import Clone
from tests.oracle import settle_case
from tests.property.crowd import crowd
from tests.property.import_files import write_payments, write_tenants
from tests.property.statements import reported


def test_a_faulty_tenant_is_reported_and_the_others_are_settled(
    database: Clone, tmp_path: Path
) -> None:
    """SE-12: in whatever step it sits, it is set apart; a second run reports it again."""
    case = crowd(tenant_count=12, captures_each=8)
    broken = case["tenants"][5]["key"]
    giant = {**case["events"][0], "tenant": broken, "kind": "capture", "original_ref": None}
    giants = [giant | {"ref": f"giant-{n}", "amount": 9 * 10**14} for n in range(2)]
    path = write_tenants(tmp_path / "tenants.json", case)
    assert database.run("import", "tenants", path).returncode == 0
    path = write_payments(tmp_path / "payments.csv", case, [*case["events"], *giants])
    done = database.run("import", "payments", path)
    assert done.returncode == 0, done.stderr

    expected = settle_case(case)["statements"]
    for _ in range(2):
        settled = database.run("settle", "--period", "2026-09", "--json")
        assert settled.returncode == 1
        failed = json.loads(settled.stdout)["failed"]
        assert [one["tenant"] for one in failed] == [broken]
        assert broken in settled.stderr
        for period in ("2026-08", "2026-09"):
            of_period = [s for s in expected if s["period_end"].startswith(period)]
            sound = [s for s in of_period if s["tenant"] != broken]
            assert reported(database, period).comparable == sound
