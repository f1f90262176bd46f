"""The published examples, to the unit."""

import json
from pathlib import Path

import pytest

from tests.oracle.conftest import Settle

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_gives_the_statements_that_it_expects(settle: Settle, path: Path) -> None:
    """SE-03: to the unit, in the same order, with exactly the same keys."""
    case = json.loads(path.read_text(encoding="utf-8"))
    settled = settle(case)
    assert settled["statements"] == case["expect"]["statements"]
    assert settled["faults"] == {}
