"""The replaceable half of a deployment: which files, in which order, and which of them changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.db import checksum
from app.db.manifest import Manifest

Kind = Literal["routine", "view", "trigger", "policy", "data", "grant"]
# sql/<schema>/<stem>.sql: the stems that are deployed, in this order over all schemas.
STEMS: dict[str, Kind] = {
    "views": "view",
    "triggers": "trigger",
    "policies": "policy",
    "error_codes": "data",
    "reference_data": "data",
    "grants": "grant",
}
_OWNER = re.compile(r"\bOWNER\s+TO\s+(mg_\w+)", re.IGNORECASE)
_VIEW = re.compile(r"^CREATE\s+(?:OR\s+REPLACE\s+)?VIEW\s+(\w+\.\w+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class File:
    """One replaceable file."""

    path: str
    kind: Kind
    schema: str
    text: str
    sha256: str

    @property
    def routine(self) -> str:
        """The routine that this file defines."""
        return f"{self.schema}.{Path(self.path).stem}"

    @property
    def owner(self) -> str:
        """Who runs the file: the routine's owner, so that setting the owner needs no further right."""
        found = _OWNER.search(self.text) if self.kind == "routine" else None
        return found.group(1).lower() if found else "mg_owner"

    @property
    def views(self) -> list[str]:
        """The views that this file creates."""
        return [name.lower() for name in _VIEW.findall(self.text)] if self.kind == "view" else []


def files(root: Path, manifest: Manifest) -> list[File]:
    """All replaceable files in deployment order: routines, views, triggers, policies, data, grants."""
    found: list[File] = []
    for schema in manifest.schemas:
        for path in sorted((root / "procedures" / schema).glob("*.sql")):
            found.append(_file(root, path, "routine", schema))
    # Policies go before data: what a deployment may write is promised by them as well.
    for stem, kind in STEMS.items():
        for schema in manifest.schemas:
            path = root / "sql" / schema / f"{stem}.sql"
            if path.exists():
                found.append(_file(root, path, kind, schema))
    return found


def _file(root: Path, path: Path, kind: Kind, schema: str) -> File:
    return File(
        path=path.relative_to(root).as_posix(),
        kind=kind,
        schema=schema,
        text=path.read_text(),
        sha256=checksum.of(path),
    )
