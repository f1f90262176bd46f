"""The settled platform that verification is tested on, to be explained."""

from tests.verify.conftest import platform, settled

__all__ = ("platform", "settled")
