"""`--as EMAIL`: the person in whose name a command acts, so that a second person can be told from the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

import click
import psycopg

from app.identity.registry import find_person

Command = TypeVar("Command", bound=Callable[..., Any])


def acts_as(command: Command) -> Command:
    """Adds the option `--as`, passed on as `actor_email` (None: the service that the command belongs to)."""
    option = click.option(
        "--as",
        "actor_email",
        metavar="EMAIL",
        help="The person who does this (default: the service itself).",
    )
    return option(command)


def actor_id(connection: psycopg.Connection[Any], actor_email: str | None) -> UUID | None:
    """The person's id for a routine's p_actor, None without one; MI403 if nobody has the email."""
    if actor_email is None:
        return None
    return find_person(connection, actor_email)
