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
    "grants": "grant",
    "error_codes": "data",
    "permissions": "data",
    "role_templates": "data",
    "commands": "data",
    "reference_data": "data",
}
_OWNER = re.compile(r"\bOWNER\s+TO\s+(mg_\w+)", re.IGNORECASE)
_VIEW = re.compile(r"^CREATE\s+(?:OR\s+REPLACE\s+)?VIEW\s+(\w+\.\w+)", re.IGNORECASE | re.MULTILINE)
_QUALIFIED = re.compile(r"\b[a-z_]+\.[a-z_0-9]+\b")


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
    def signature(self) -> str:
        """The routine's text up to its body."""
        return self.text.split("$", 1)[0].lower()

    @property
    def views(self) -> list[str]:
        """The views that this file creates."""
        return [name.lower() for name in _VIEW.findall(self.text)] if self.kind == "view" else []


def files(root: Path, manifest: Manifest) -> list[File]:
    """All replaceable files in deployment order: routines, views, triggers, policies, grants, data."""
    routines = [
        _file(root, path, "routine", schema)
        for schema in manifest.schemas
        for path in sorted((root / "procedures" / schema).glob("*.sql"))
    ]
    # Data goes last: what a deployment may write, policies and grants promise as well.
    others = [
        _file(root, path, kind, schema)
        for stem, kind in STEMS.items()
        for schema in manifest.schemas
        if (path := root / "sql" / schema / f"{stem}.sql").exists()
    ]
    views = [file for file in others if file.kind == "view"]
    names = {name for file in views for name in file.views}
    # A routine whose arguments or result have a view's type can only be made after the view.
    late = [file for file in routines if names & set(_QUALIFIED.findall(file.signature))]
    early = [file for file in routines if file not in late]
    return early + views + late + [file for file in others if file.kind != "view"]


def _file(root: Path, path: Path, kind: Kind, schema: str) -> File:
    return File(
        path=path.relative_to(root).as_posix(),
        kind=kind,
        schema=schema,
        text=path.read_text(),
        sha256=checksum.of(path),
    )
