"""docs/reference is what the code and the catalogue say now."""

from __future__ import annotations

import difflib

from tests.clone import Clone
from tests.lint.reference import FOLDER, pages


def test_reference_is_up_to_date(deployed: Clone) -> None:
    findings = []
    for path, wanted in pages(deployed).items():
        found = path.read_text() if path.exists() else ""
        if found != wanted:
            changes = difflib.unified_diff(
                found.splitlines(),
                wanted.splitlines(),
                path.name,
                "as it should be",
                n=1,
                lineterm="",
            )
            findings.append("\n".join(list(changes)[:40]))
    assert not findings, "run `make docs`\n" + "\n".join(findings)


def test_nothing_else_lies_in_the_reference_folder(deployed: Clone) -> None:
    assert set(FOLDER.iterdir()) <= set(pages(deployed))
