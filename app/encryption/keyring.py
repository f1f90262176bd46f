"""The keys that never enter the database: those that wrap data keys, and those of blind indexes.

They come from MINDGARDEN_KEYRING_JSON, or from a 0600 file. Each kind has one active key and any number
of older ones, which still open what they made.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.failure import EnvironmentProblem
from app.settings import settings

KEY_BYTES = 32


@dataclass(frozen=True)
class KeySet:
    """Keys of one purpose by their id; the active one makes what is new."""

    active: str
    keys: Mapping[str, bytes]

    def with_new(self) -> KeySet:
        """The same with one more key, which is active from here on."""
        name = _name(self.keys)
        return KeySet(name, {**self.keys, name: secrets.token_bytes(KEY_BYTES)})

    def without(self, name: str) -> KeySet:
        """The same without an older key."""
        return replace(self, keys={k: v for k, v in self.keys.items() if k != name})


@dataclass(frozen=True)
class Keyring:
    """Keys that wrap data keys, and keys of the indexes by which an address is found."""

    wrapping: KeySet
    index: KeySet


def new_keyring() -> Keyring:
    """Two fresh keys."""
    empty = KeySet("", {})
    return Keyring(wrapping=empty.with_new(), index=empty.with_new())


def keyring() -> Keyring:
    """The platform's keyring; an EnvironmentProblem that says what to do if there is none."""
    given = settings().keyring_json
    if given is not None:
        return _parse(given.get_secret_value(), "MINDGARDEN_KEYRING_JSON")
    file = settings().keyring_file
    try:
        state = file.stat()
    except FileNotFoundError:
        raise EnvironmentProblem(
            f"there is no keyring at {file}",
            hint="restore it from where it is kept, or for a new platform run: mindgarden migrate",
        ) from None
    # Another process may have rotated a key: a changed file is read again.
    return _read(file, state.st_mtime_ns, state.st_size)


def ensure_keyring() -> None:
    """Make a keyring for a platform that has none, unless one is given by the environment."""
    file = settings().keyring_file
    if settings().keyring_json is not None or file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file.with_name(file.name + ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            _write(file, new_keyring())


def add_key(kind: str) -> str:
    """Add a `wrapping` or `index` key to the file and make it active; returns its id."""

    def change(known: Keyring) -> Keyring:
        return replace(known, **{kind: getattr(known, kind).with_new()})

    changed: Keyring = _change(change)
    return str(getattr(changed, kind).active)


def remove_key(kind: str, name: str) -> None:
    """Take an older key out of the file; the caller has made sure that nothing needs it."""
    _change(lambda known: replace(known, **{kind: getattr(known, kind).without(name)}))


def restore_key(kind: str, name: str, secret: bytes) -> None:
    """Put a key back that was taken out too early."""

    def change(known: Keyring) -> Keyring:
        held: KeySet = getattr(known, kind)
        return replace(known, **{kind: replace(held, keys={**held.keys, name: secret})})

    _change(change)


def _change(change: Any) -> Keyring:
    file = settings().keyring_file
    if settings().keyring_json is not None:
        raise EnvironmentProblem(
            "the keyring comes from MINDGARDEN_KEYRING_JSON, which only its keeper can change",
            hint="add the key there and make it active, then run this again with --added",
        )
    with open(file.with_name(file.name + ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        changed: Keyring = change(keyring())
        _write(file, changed)
    return changed


@lru_cache(maxsize=4)
def _read(file: Path, _changed_at: int, _size: int) -> Keyring:
    return _parse(file.read_text(), str(file))


def _parse(content: str, source: str) -> Keyring:
    try:
        sets = {
            kind: KeySet(
                str(held["active"]),
                {str(k): base64.b64decode(v, validate=True) for k, v in held["keys"].items()},
            )
            for kind, held in json.loads(content).items()
        }
        known = Keyring(**sets)
        if any(
            held.active not in held.keys or {len(key) for key in held.keys.values()} != {KEY_BYTES}
            for held in (known.wrapping, known.index)
        ):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        # The text is secret: what is wrong with it is not repeated.
        raise EnvironmentProblem(
            f"{source} is no keyring",
            hint='{"wrapping": {"active": ID, "keys": {ID: 32 bytes in base64}}, "index": {…}}',
        ) from None
    return known


def _write(file: Path, known: Keyring) -> None:
    content = {
        kind: {
            "active": held.active,
            "keys": {name: base64.b64encode(key).decode() for name, key in held.keys.items()},
        }
        for kind, held in (("wrapping", known.wrapping), ("index", known.index))
    }
    building = file.with_name(file.name + ".new")
    with open(building, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as new:
        json.dump(content, new, indent=2)
        new.flush()
        os.fsync(new.fileno())  # a key that was used must not be lost with the power
    building.replace(file)


def _name(taken: Mapping[str, bytes]) -> str:
    day = datetime.now(UTC).strftime("%Y%m%d")
    return next(name for number in range(1, 10_000) if (name := f"{day}-{number}") not in taken)
