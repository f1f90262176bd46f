"""Rules about the files themselves: size, names, where things may be said."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from app.db import checksum
from app.settings import PROJECT_ROOT
from tests.lint.arithmetic import money_arithmetic

TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE.md", "Makefile", "README.md",
    "app", "docs", "migrations", "pgtap-tests", "procedures", "pyproject.toml",
    "requirements-dev.lock", "requirements-real-year.lock", "requirements.lock", "scheduler",
    "sql", "tests",
}  # fmt: skip
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "stuff"}
# Put together here, so that this file doesn't find itself.
HOSTS = ["p" + r"ypi\.org", "python" + r"hosted", "np" + r"mjs\.(org|com)", r"deb\.deb" + "ian"]
PLACES = ["/wo" + "rk/(main|shared|steering)", "/fa" + "rm/"]


@cache
def tracked() -> list[Path]:
    """Files of the project: tracked, and new ones that git doesn't ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = [PROJECT_ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT_ROOT).as_posix()


def test_top_level_is_what_the_architecture_names() -> None:
    found = {name_of(path).split("/")[0] for path in tracked()}
    assert found <= TOP_LEVEL, f"give the reason in CONTRIBUTING.md: {sorted(found - TOP_LEVEL)}"


def test_files_hold_one_idea() -> None:
    kinds = (".py", ".sql", ".html", ".css", ".js")
    generated = ("docs/reference/", "migrations/")
    long = [
        f"{name_of(path)}: {lines} lines"
        for path in tracked()
        if path.suffix in kinds
        and not name_of(path).startswith(generated)
        and (lines := len(path.read_text().splitlines())) > 400
    ]
    assert not long, "\n".join(long)


def test_names_say_what_is_inside() -> None:
    empty = [name_of(path) for path in tracked() if path.stem.lower() in EMPTY_NAMES]
    assert not empty, empty


@pytest.mark.parametrize("pattern", HOSTS + PLACES)
def test_no_registry_host_and_no_machine_path(pattern: str) -> None:
    found = [
        f"{name_of(path)}:{number}"
        for path in tracked()
        if path.suffix not in (".png", ".ttf", ".mo", ".ico", ".woff2", ".parquet")
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not found, found


def test_landed_migrations_are_unchanged_and_recorded() -> None:
    folder = PROJECT_ROOT / "migrations"
    assert not checksum.changed(folder), "write a new migration instead"
    assert not checksum.unrecorded(folder), "run: make checksums"


def test_every_migration_has_a_rollback_and_a_header() -> None:
    for path in checksum.files(PROJECT_ROOT / "migrations"):
        if path.name.endswith(".rollback.sql"):
            continue
        assert re.fullmatch(r"\d{4}\.[a-z0-9-]+\.(sql|py)", path.name), path.name
        has_rollback = path.suffix == ".py" or path.with_suffix(".rollback.sql").exists()
        assert has_rollback, f"{path.name} has no rollback"
        head = "\n".join(path.read_text().splitlines()[:6])
        for word in ("phase:", "locks:", "reversible:"):
            assert f"{word}" in head, f"{path.name}: the header doesn't say `{word}`"


def python_files(*folders: str) -> list[Path]:
    return [
        path for path in tracked() if path.suffix == ".py" and name_of(path).startswith(folders)
    ]


def test_money_is_computed_in_sql_alone() -> None:
    """Python formats amounts; an addition there would be a second truth."""
    made_up = ("app/demo/", "app/bench/", "app/real_year/")  # payments, not statements
    found = [
        f"{name_of(path)}:{line}"
        for path in python_files("app/", "scheduler/")
        if not name_of(path).startswith(made_up)
        for line in money_arithmetic(path.read_text())
    ]
    assert not found, found


def test_money_arithmetic_is_found() -> None:
    assert money_arithmetic("x = row.net_minor + fee_minor") == [1, 1]
    assert money_arithmetic("total += row['net_minor']") == [1]
    assert money_arithmetic("d = view.c\nx = d.net_minor - d.fee_minor") == []


def test_one_place_sets_the_context() -> None:
    found = {
        name_of(path)
        for path in python_files("app/", "scheduler/")
        if re.search(r"\bmg\.context\b", path.read_text())
    }
    allowed = {"app/db/context.py", "app/db/session_seal.py"}
    allowed |= {name for name in found if name.startswith("app/bench/")}
    assert found <= allowed, (
        f"contexts are set in app/db/context.py alone: {sorted(found - allowed)}"
    )


def test_shell_scripts_and_entry_points_are_executable() -> None:
    for name in (".ci/run", ".ci/setup", "tests/lint/run"):
        assert (PROJECT_ROOT / name).stat().st_mode & 0o100, f"chmod +x {name}"


def test_every_registered_error_is_named_by_a_test() -> None:
    """A refusal that no test asks for may have stopped to work."""
    registry = (PROJECT_ROOT / "sql/core/error_codes.sql").read_text()
    codes = set(re.findall(r"'(M[A-Z]\d{3})'", registry))
    tests = "".join(
        path.read_text()
        for path in tracked()
        if name_of(path).startswith(("tests/", "pgtap-tests/")) and path.suffix in (".py", ".sql")
    )
    assert len(codes) > 40
    assert not {code for code in codes if code not in tests}
