"""How the demo works the platform: by commands, as a person would type them."""

from collections.abc import Sequence
from typing import Protocol


class Command(Protocol):
    """Runs one command, such as ("settle", "--period", "2026-10")."""

    def __call__(self, arguments: Sequence[str], standard_input: str = "") -> str:
        """Its standard output; a failure is raised."""
