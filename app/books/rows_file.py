"""Small CSV files that people write: opening balances, codes of accounts. Read as text; SQL judges every value."""

from __future__ import annotations

import csv
from pathlib import Path

from app.failure import BadInput

OPENING_COLUMNS = ("tenant_key", "account", "side", "amount", "date")
MAPPING_COLUMNS = ("account", "code", "name")


def read(
    file: Path, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> list[dict[str, str]]:
    """The rows with their line_number; UTF-8 with or without BOM, header row, any column order."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as source:
            reader = csv.DictReader(source, strict=True)
            names = [name.strip() for name in reader.fieldnames or ()]
            missing = [name for name in required if name not in names]
            unknown = [name for name in names if name not in (*required, *optional)]
            if missing or unknown:
                raise BadInput(
                    f"{file}: "
                    + "; ".join(
                        f"{what} column {name!r}"
                        for what, found in (("no", missing), ("unknown", unknown))
                        for name in found
                    ),
                    hint=f"the header row names {', '.join(required)}",
                )
            reader.fieldnames = names
            return [_row(file, reader.line_num, row) for row in reader]
    except UnicodeDecodeError as problem:
        raise BadInput(f"{file} is not UTF-8: {problem}", hint="save it as UTF-8") from None
    except csv.Error as problem:
        raise BadInput(f"{file}: {problem}", hint="mend the quotes of this file") from None


def _row(file: Path, line: int, row: dict[str | None, str | list[str] | None]) -> dict[str, str]:
    if None in row or None in row.values():
        raise BadInput(
            f"{file}, line {line}: it has not as many cells as the header", hint="mend this line"
        )
    return {"line_number": str(line)} | {
        str(name): str(value).strip() for name, value in row.items()
    }
