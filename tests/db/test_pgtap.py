"""Runs every pgTAP file, each in a transaction that is rolled back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import PROJECT_ROOT
from tests import clone as cloning
from tests import pgtap
from tests.clone import Clone

FOLDER = PROJECT_ROOT / "pgtap-tests"
FILES = sorted(FOLDER.glob("*/test_*.sql"))
_NOT_OK = re.compile(r"^\s*not ok\b(?!.*# TODO)")
_PLAN = re.compile(r"^1\.\.(\d+)$")


@pytest.fixture(scope="module")
def tap_database(server_environment: dict[str, str], template: str) -> Iterator[Clone]:
    """A clone that has pgTAP."""
    with cloning.clone(server_environment, template, f"test_{os.getpid()}_tap") as made:
        try:
            with made.superuser(autocommit=False) as connection:
                pgtap.load(connection)
        except pgtap.NoPgtap as missing:
            if os.environ.get("CI") or os.geteuid() == 0:
                raise
            pytest.skip(str(missing))
        with made.superuser() as connection:
            pgtap.offer_people(connection)
        yield made


def test_there_are_pgtap_files() -> None:
    assert FILES, "pgtap-tests/<schema>/test_*.sql are missing"


@pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_pgtap(file: Path, tap_database: Clone) -> None:
    with tap_database.superuser() as connection:
        connection.execute("SET search_path = tap, pg_catalog")
        connection.execute("SET client_min_messages = warning")
        pgtap.offer_manifest(connection)
        with connection.cursor() as cursor:
            cursor.execute(b"BEGIN;\n" + file.read_bytes())
            lines: list[str] = []
            while True:
                if cursor.description:
                    lines += [
                        line
                        for row in cursor.fetchall()
                        for cell in row
                        if isinstance(cell, str)
                        for line in cell.splitlines()
                    ]
                if not cursor.nextset():
                    break
        connection.rollback()
    plan = [int(found[1]) for line in lines if (found := _PLAN.match(line.strip()))]
    ran = sum(1 for line in lines if re.match(r"^(not )?ok \d+", line))
    failed = [line for line in lines if _NOT_OK.match(line)]
    report = "\n".join(lines)
    assert plan, f"no plan: the file ended early\n{report}"
    assert not failed, report
    assert ran == plan[0], f"planned {plan[0]}, ran {ran}\n{report}"
