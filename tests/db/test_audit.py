"""Every question of sql/audit can be asked, and a sound database has no finding."""

from __future__ import annotations

import json

import pytest

from app.cli.audit import questions
from app.cli.within import run
from tests.clone import Clone


@pytest.mark.parametrize("name", sorted(questions()))
def test_question_is_answered_without_finding(deployed: Clone, name: str) -> None:
    assert isinstance(json.loads(run(("audit", name, "--json"))), list)


def test_questions_are_listed_with_what_they_ask(deployed: Clone) -> None:
    listed = json.loads(deployed.run("audit", "--json").stdout)
    assert all(entry["asks"].endswith("?") for entry in listed)
    assert deployed.run("audit", "nothing").returncode == 2


def test_open_routine_is_a_finding(database: Clone) -> None:
    with database.superuser() as connection:
        connection.execute("GRANT EXECUTE ON FUNCTION core.tenant_id() TO PUBLIC")
    done = database.run("audit", "routines-open-to-all")
    assert done.returncode == 1
    assert "core.tenant_id()" in done.stdout
