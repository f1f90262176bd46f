"""At which widths and in which languages pages are looked at."""

from __future__ import annotations

import os

import pytest

FULL = (
    pytest.mark.full,
    pytest.mark.skipif(os.environ.get("MINDGARDEN_TEST_FULL") != "1", reason="make test-all"),
)
# On a phone in Korean in every run; all four together in the long one.
WIDTHS_AND_LANGUAGES = pytest.mark.parametrize(
    ("width", "language"),
    [
        (390, "ko"),
        pytest.param(1280, "en", marks=FULL),
        pytest.param(390, "en", marks=FULL),
        pytest.param(1280, "ko", marks=FULL),
    ],
)
