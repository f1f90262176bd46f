"""How a failed command ends: what stands on stderr, and which exit code it has."""

from __future__ import annotations

import os
import re
import sys
import traceback

import click
import psycopg

from app.failure import Failure

# The server is away, full, refusing or not what we think it is.
_ENVIRONMENT_CLASSES = ("08", "28", "53", "57", "58")
_PLATFORM = re.compile(r"[I-Z][A-Z][0-9]{3}")
_MISSING_SCHEMA = ("3D000", "3F000", "42P01", "42883")


def exit_code_of(problem: Exception) -> int:
    """Print the problem with what to do, and return the exit code."""
    if isinstance(problem, click.ClickException):
        problem.show()
        return 2
    if isinstance(problem, click.Abort):
        _say("stopped")
        return 1
    if isinstance(problem, Failure):
        _say(problem.message, problem.detail, problem.hint)
        return problem.exit_code
    if isinstance(problem, psycopg.Error):
        return _database_error(problem)
    original = getattr(problem, "orig", None)  # SQLAlchemy wraps the driver's error
    if isinstance(original, psycopg.Error):
        return _database_error(original)
    if isinstance(problem, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0  # the reader, such as head, has had enough
    if isinstance(problem, OSError) and problem.filename is not None:
        _say(f"{problem.filename}: {problem.strerror}")
        return 2
    traceback.print_exception(problem)
    return 1


def _database_error(problem: psycopg.Error) -> int:
    state = problem.sqlstate or ""
    message = problem.diag.message_primary or str(problem).strip()
    detail, hint = problem.diag.message_detail, problem.diag.message_hint
    if _PLATFORM.fullmatch(state):
        _say(f"{message} [{state}]", detail, hint)
        return 1 if state[2] == "9" else 2
    if (isinstance(problem, psycopg.OperationalError) and not state) or state.startswith(
        _ENVIRONMENT_CLASSES
    ):
        _say(f"database: {message}", detail, hint or "see: mindgarden db status")
        return 3
    if state in _MISSING_SCHEMA:
        _say(f"database: {message} [{state}]", detail, hint or "run: mindgarden migrate")
        return 3
    where = "; ".join(getattr(problem, "__notes__", []))
    _say(f"database: {message} [{state}]", detail, hint or where or problem.diag.context)
    return 2 if state.startswith("22") else 1


def _say(message: str, detail: str | None = None, hint: str | None = None) -> None:
    click.echo(f"error: {message}", err=True)
    if detail:
        click.echo(f"  {detail}", err=True)
    if hint:
        click.echo(f"  what to do: {hint}", err=True)
