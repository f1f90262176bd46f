"""Content checksums of landed migrations: yoyo hashes names only, so a changed file would go unseen."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from app.failure import BadInput
from app.settings import PROJECT_ROOT

FILE = "CHECKSUMS"


def of(path: Path) -> str:
    """SHA-256 of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files(folder: Path) -> list[Path]:
    """Every migration and rollback, in SQL or (where a key outside the database is needed) in Python."""
    return sorted([*folder.glob("*.sql"), *folder.glob("[0-9]*.py")])


def file_of(folder: Path, name: str) -> Path | None:
    """The file of a migration by its id; None if it is gone."""
    return next((p for end in (".sql", ".py") if (p := folder / f"{name}{end}").exists()), None)


def recorded(folder: Path) -> dict[str, str]:
    """File name -> checksum, as landed."""
    file = folder / FILE
    if not file.exists():
        return {}
    pairs = (line.split() for line in file.read_text().splitlines() if line.strip())
    return {name: checksum for checksum, name in pairs}


def changed(folder: Path) -> list[str]:
    """Landed migration files whose content changed or that are gone."""
    return [
        name
        for name, checksum in recorded(folder).items()
        if not (folder / name).exists() or of(folder / name) != checksum
    ]


def unrecorded(folder: Path) -> list[str]:
    """Migration files that CHECKSUMS doesn't list yet."""
    known = recorded(folder)
    return sorted(path.name for path in files(folder) if path.name not in known)


def require_unchanged(folder: Path) -> None:
    """Refuse to deploy a landed migration whose text changed."""
    tampered = changed(folder)
    if tampered:
        raise BadInput(
            f"landed migrations were changed: {', '.join(tampered)}",
            hint="restore them and write a new migration instead",
        )


def record_new(folder: Path = PROJECT_ROOT / "migrations") -> list[str]:
    """Add the checksums of new files; a landed one is never replaced."""
    require_unchanged(folder)
    new = unrecorded(folder)
    known = recorded(folder) | {name: of(folder / name) for name in new}
    (folder / FILE).write_text("".join(f"{known[name]}  {name}\n" for name in sorted(known)))
    return new


if __name__ == "__main__":
    for added in record_new():
        sys.stdout.write(f"recorded {added}\n")
