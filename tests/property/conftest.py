"""How many random examples: the same 100 in `make test`, thousands of new ones in the full run."""

import os
from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, settings

from tests.clone import Clone

IS_FULL = os.environ.get("MINDGARDEN_TEST_FULL") == "1"

settings.register_profile(
    "quick",
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    print_blob=True,
)
settings.register_profile(
    "full", settings.get_profile("quick"), max_examples=3000, derandomize=False
)
settings.load_profile("full" if IS_FULL else "quick")


class Simulate(Protocol):
    """A case and a chunk size in; statements and faults out."""

    def __call__(self, case: dict[str, Any], chunk_size: int | None) -> dict[str, Any]: ...


@pytest.fixture
def simulate(deployed: Clone) -> Iterator[Simulate]:
    """The product's simulation over one connection; it keeps nothing."""
    from app.simulate import simulate as run

    with deployed.connect("mg_batch") as connection:
        yield lambda case, chunk_size: run(case, chunk_size=chunk_size, connection=connection)
