"""Passwords of the roles: from the environment, or made once and kept in a 0600 file."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from pathlib import Path

from app.failure import EnvironmentProblem
from app.settings import settings

LOGIN_ROLES = ("mg_migrator", "mg_app", "mg_auth", "mg_batch", "mg_ops", "mg_auditor")


def password_of(role: str) -> str:
    """The role's password: MINDGARDEN_PASSWORD_<ROLE>, else the credentials file."""
    given = os.environ.get(f"MINDGARDEN_PASSWORD_{role.upper()}")
    if given:
        return given
    file = settings().credentials_file
    known = _read(file)
    if role not in known:
        raise EnvironmentProblem(
            f"no password for {role}",
            hint=f"set MINDGARDEN_PASSWORD_{role.upper()}, or let `mindgarden migrate "
            f"--create-roles` make one in {file}",
        )
    return known[role]


def known_roles() -> set[str]:
    """Login roles whose password is known here."""
    given = {role for role in LOGIN_ROLES if f"MINDGARDEN_PASSWORD_{role.upper()}" in os.environ}
    return given | set(_read(settings().credentials_file))


def ensure_passwords() -> dict[str, str]:
    """A password for every login role; missing ones are made and kept."""
    file = settings().credentials_file
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file.with_name(file.name + ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = _read(file)
        missing = [role for role in LOGIN_ROLES if role not in known_roles()]
        if missing:
            known |= {role: secrets.token_urlsafe(24) for role in missing}
            building = file.with_name(file.name + ".new")
            with open(building, "w", opener=_private) as new:
                json.dump(known, new, indent=2)
            building.replace(file)
    return {role: password_of(role) for role in LOGIN_ROLES}


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _read(file: Path) -> dict[str, str]:
    try:
        return {str(k): str(v) for k, v in json.loads(file.read_text()).items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError) as broken:
        raise EnvironmentProblem(
            f"{file} is not a JSON object of passwords", hint="mend or remove it"
        ) from broken
