"""The ways a command ends badly, each with its exit code and a hint on what to do."""

from __future__ import annotations


class Failure(Exception):
    """Ends a command with an exit code; the hint says what to do next."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None, detail: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.detail = detail


class Finding(Failure):
    """A check ran and found something: exit 1."""

    exit_code = 1


class BadInput(Failure):
    """What the user gave can't be used: exit 2."""

    exit_code = 2


class EnvironmentProblem(Failure):
    """The server, a right or a program is missing: exit 3."""

    exit_code = 3
