"""mindgarden bench import runs; its figures count at full size alone."""

from __future__ import annotations

import json

from tests.clone import Clone


def test_a_small_one_measures_all_three(deployed: Clone) -> None:
    done = deployed.run(
        "bench", "import", "--json", "--tenants", "5", "--events", "2000", "--repetitions", "1",
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["ratio"] > 0
    assert found["ratio_to_copy"] > found["ratio"]
