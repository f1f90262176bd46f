"""The world that the matrix acts in; nothing of it is ever committed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clone import Clone
from tests.isolation.world import World, build


@pytest.fixture(scope="module")
def world(module_database: Clone) -> Iterator[World]:
    with module_database.superuser(autocommit=False) as connection:
        yield build(connection)
        connection.rollback()
