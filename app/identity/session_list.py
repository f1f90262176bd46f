"""Where somebody is signed in, and signing out there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, text

from app.db.context import auth_transaction
from app.failure import BadInput

_LONGEST_LABEL: Final = 60
# What people call the program and the machine, in the order in which agents disguise themselves.
_BROWSERS: Final = (
    ("Whale/", "Whale"), ("SamsungBrowser/", "Samsung Internet"), ("KAKAOTALK", "KakaoTalk"), ("NAVER(", "NAVER"),
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def list_sessions(token: str) -> Sequence[RowMapping]:
    """The person's live sessions, this one first; SessionEndedError if it is over."""
    with auth_transaction() as connection:
        query = text("SELECT * FROM identity.list_sessions(:token)")
        return connection.execute(query, {"token": token}).mappings().all()


def end_sessions(token: str, auth_session_id: UUID | None = None) -> int:
    """Sign out elsewhere: of one session, or of all but this one; how many ended."""
    with auth_transaction() as connection:
        query = text("SELECT identity.end_sessions(:token, :session)")
        parameters = {"token": token, "session": auth_session_id}
        return int(connection.execute(query, parameters).scalar_one())


def name_device(token: str, device_id: UUID, label: str) -> bool:
    """Give one of the person's devices a name, or none; False if it isn't theirs. BadInput if too long."""
    if len(label.strip()) > _LONGEST_LABEL or not label.strip().isprintable():
        raise BadInput("a device's name is too long", hint=f"up to {_LONGEST_LABEL} letters")
    with auth_transaction() as connection:
        query = text("SELECT identity.name_device(:token, :device, :label)")
        parameters = {"token": token, "device": device_id, "label": label}
        return bool(connection.execute(query, parameters).scalar_one())


def browser_name(user_agent: str | None) -> str:
    """What people would call it: `Chrome · Windows`, as far as the agent says; for looking at, never for deciding."""
    agent = user_agent or ""
    program = next((name for mark, name in _BROWSERS if mark in agent), None)
    system = next((name for mark, name in _SYSTEMS if mark in agent), None)
    if not program and not system:
        word = re.match(r"[A-Za-z][A-Za-z0-9_.-]{0,30}", agent)
        return word.group() if word else "?"
    return " · ".join(part for part in (program, system) if part)
