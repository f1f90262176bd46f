"""Docs say what is true: links lead somewhere, and commands that are shown exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import PROJECT_ROOT
from tests.lint.test_project import name_of, tracked

PAGES = [path for path in tracked() if path.suffix == ".md"]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"```.*?```", re.DOTALL)


def anchor(heading: str) -> str:
    words = re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", ""))
    return words.replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {anchor(title) for title in re.findall(r"^#+\s+(.+)$", page.read_text(), re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in LINK.findall(FENCE.sub("", page.read_text())):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, fragment = target.partition("#")
        goal = (page.parent / path).resolve() if path else page
        is_missing = not goal.exists()
        if is_missing or (fragment and goal.suffix == ".md" and fragment not in anchors(goal)):
            broken.append(target)
    assert not broken, broken


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_make_targets_that_are_named_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT_ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z][a-z-]*)", page.read_text()))
    named |= set(re.findall(r"^\$? ?make ([a-z][a-z-]*)", page.read_text(), re.MULTILINE))
    assert named <= targets, f"no such target: {sorted(named - targets)}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_that_are_named_exist(page: Path) -> None:
    from app.cli import COMMANDS

    named = set(
        re.findall(
            r"(?:^|`|\$ |bin/)mindgarden ([a-z]+(?:-[a-z]+)*)", page.read_text(), re.MULTILINE
        )
    )
    assert named <= set(COMMANDS), f"no such command: {sorted(named - set(COMMANDS))}"
