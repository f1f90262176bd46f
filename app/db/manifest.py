"""sql/manifest.toml: the schemas in dependency order, and the tables that are not tenant-scoped."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from app.settings import PROJECT_ROOT

OWNERS = ("mg_owner", "mg_door", "mg_batch_owner")


# Kinds of global tables that have no row security; the others have policies of their own.
_UNPROTECTED = ("reference", "key", "staging")


@dataclass(frozen=True)
class Manifest:
    """What sql/manifest.toml says."""

    schemas: tuple[str, ...]
    uses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    global_tables: dict[str, dict[str, str]] = field(default_factory=dict)
    internal_tables: tuple[str, ...] = ()
    secret_tables: tuple[str, ...] = ()

    def without_row_security(self) -> set[str]:
        """Tables that have no FORCEd row security, each with its reason in the manifest."""
        return {n for n, about in self.global_tables.items() if about["kind"] in _UNPROTECTED}


def read(root: Path = PROJECT_ROOT) -> Manifest:
    """Read the manifest."""
    file = root / "sql" / "manifest.toml"
    if not file.exists():
        found = {path.name for kind in ("procedures", "sql") for path in (root / kind).glob("*/")}
        return Manifest(tuple(sorted(found)))
    content = tomllib.loads(file.read_text())
    schemas = content.get("schema", [])
    return Manifest(
        schemas=tuple(entry["name"] for entry in schemas),
        uses={entry["name"]: tuple(entry.get("uses", ())) for entry in schemas},
        global_tables=content.get("global_table", {}),
        internal_tables=tuple(content.get("internal_tables", ())),
        secret_tables=tuple(content.get("secret_tables", ())),
    )
