"""Tries an import again that lost a race: the second of two with the same references then finds them unchanged."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import psycopg

ATTEMPTS = 5
_DEADLOCK = "40P01"
_T = TypeVar("_T")


def attempt(once: Callable[[], _T], lost_race: str) -> _T:
    """What `once` returns; up to ATTEMPTS times while it fails by a deadlock or the SQLSTATE of a lost race."""
    for left in reversed(range(ATTEMPTS)):
        try:
            return once()
        except psycopg.Error as problem:
            if problem.sqlstate not in (lost_race, _DEADLOCK) or left == 0:
                raise
    raise AssertionError("the last attempt returns or raises")
