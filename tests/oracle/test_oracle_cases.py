"""The oracle is right about every published example."""

import json
from pathlib import Path

import pytest

from tests.oracle import settle_case

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_oracle_gives_the_statements_that_a_case_expects(path: Path) -> None:
    """SE-03: to the unit, in the same order, with exactly the same keys."""
    case = json.loads(path.read_text(encoding="utf-8"))
    settled = settle_case(case)
    assert settled["statements"] == case["expect"]["statements"]
    assert settled["faults"] == {}
