"""The settlement benches run; their figures count at full size alone."""

import json

import pytest

from tests.clone import Clone
from tests.portal.looks import FULL


@pytest.mark.parametrize(
    "arguments",
    [
        ("settle", "--tenants", "6", "--events", "600"),
        pytest.param(("growth", "--tenants", "6", "--events", "600", "--factor", "2"), marks=FULL),
        pytest.param(("day", "--tenants", "6", "--settled", "600", "--events", "60"), marks=FULL),
    ],
    ids=["settle", "growth", "day"],
)
def test_bench_prints_its_ratio(database: Clone, arguments: tuple[str, ...]) -> None:
    """SE-03: a ratio of two things measured in one run, as JSON, with the machine."""
    done = database.run("bench", *arguments, "--repetitions", "1", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["ratio"] > 0
    assert "cores" in found["machine"]
