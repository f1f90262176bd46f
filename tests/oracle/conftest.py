"""Every example is asked twice: of the oracle, and of the product's simulation."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.clone import Clone
from tests.oracle import settle_case

Settle = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture(params=["oracle", "product"])
def settle(request: pytest.FixtureRequest) -> Iterator[Settle]:
    """A case in; its statements, and the faulty tenants' reasons, out."""
    if request.param == "oracle":
        yield settle_case
        return
    from app.simulate import simulate

    deployed: Clone = request.getfixturevalue("deployed")
    with deployed.connect("mg_batch") as connection:
        yield lambda case: simulate(case, connection=connection)
