"""The page of settings, read from the settings objects."""

from __future__ import annotations

from pydantic_settings import BaseSettings

from app.reports.party import Headquarters
from app.settings import Settings


def page() -> str:
    """Every environment variable with its default."""
    lines = ["# Settings", "", "Environment variables; nothing is read from anywhere else.", ""]
    lines += ["| variable | default | meaning |", "| --- | --- | --- |"]
    kinds: tuple[type[BaseSettings], ...] = (Settings, Headquarters)
    for kind in kinds:
        prefix = str(kind.model_config.get("env_prefix", ""))
        for name, field in kind.model_fields.items():
            default = "" if field.default in (None, "") else f"`{field.default}`"
            lines.append(f"| `{prefix}{name.upper()}` | {default} | {field.description} |")
    lines.append(
        "| `MINDGARDEN_PASSWORD_<ROLE>` | | Password of a role, such as MG_APP; wins over the credentials file. |"
    )
    return "\n".join(lines) + "\n"
