"""Answers that always take the same time, so that it tells nothing about who exists."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Longer than a password's hash takes on a busy machine.
STEADY_SECONDS: Final = 0.4


@contextmanager
def steady(seconds: float = STEADY_SECONDS) -> Iterator[None]:
    """Let the block take no less than `seconds`, however it ends."""
    began = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, seconds - (time.monotonic() - began)))
