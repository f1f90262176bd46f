"""How a call to an outside service ends badly: it says no, or nobody knows what it did."""

from __future__ import annotations


class Trouble(Exception):
    """A call that didn't end well; `code` is the service's own where it gave one."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Refused(Trouble):
    """The service says no, and will say so again."""


class Unsure(Trouble):
    """Time-out, broken connection, half an answer, an error of the service's own: it may have done it or not."""
