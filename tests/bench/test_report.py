"""mindgarden bench report runs, and what it promises of memory and of the first byte holds at any size."""

from __future__ import annotations

import json

from tests.clone import Clone


def test_a_small_one_measures_both_sides(deployed: Clone) -> None:
    done = deployed.run(
        "bench", "report", "--json", "--lines", "2000", "--repetitions", "1", timeout=60
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["bytes"] > 2000 * 100
    assert found["ratio"] > 0
    assert 0 < found["first_byte_ms"] <= found["first_line_ms"]
    assert 20 < found["memory_mb"] <= found["most"]["memory_mb"]
