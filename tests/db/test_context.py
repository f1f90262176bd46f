"""One place opens people's transactions, and errors mean what the registry says."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

from app.db.context import check_connection
from app.errors import refusal_of, registry
from app.settings import PROJECT_ROOT
from tests.clone import Clone

_ELSEWHERE = re.compile(r"mg\.context|create_engine\(|set_config\('mg\.|identity\.enter\b")
# These measure what a context costs, or psql through the same door, in databases of their own.
_BENCHMARKS = {PROJECT_ROOT / "app" / "bench" / name for name in ("rls.py", "report.py")}
_THE_PLACE = PROJECT_ROOT / "app" / "db" / "context.py"


def _sources() -> list[Path]:
    return [p for folder in ("app", "scheduler") for p in (PROJECT_ROOT / folder).rglob("*.py")]


def test_no_other_place_sets_a_context() -> None:
    found = [
        f"{path.relative_to(PROJECT_ROOT)}:{number}"
        for path in _sources()
        if path not in {_THE_PLACE, *_BENCHMARKS}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if _ELSEWHERE.search(line)
    ]
    assert found == []


def test_the_context_is_a_literal_of_one_transaction() -> None:
    text = _THE_PLACE.read_text()
    assert "SET LOCAL mg.context = '" in text
    assert "set_config" not in text.replace("not set_config()", "")


def test_the_database_answers(deployed: Clone) -> None:
    assert deployed
    check_connection()


def test_every_code_that_is_raised_is_registered(deployed: Clone) -> None:
    assert deployed
    raised = {
        code
        for path in (PROJECT_ROOT / "procedures").rglob("*.sql")
        for code in re.findall(r"'([I-Z][A-Z][0-9]{3})'", path.read_text())
    }
    assert raised - set(registry()) == set()


def test_every_registered_code_is_raised(deployed: Clone) -> None:
    assert deployed
    text = "".join(path.read_text() for path in (PROJECT_ROOT / "procedures").rglob("*.sql"))
    assert [code for code in registry() if code[0] >= "I" and f"'{code}'" not in text] == []


def test_a_code_says_its_status(deployed: Clone) -> None:
    assert deployed
    status = {"0": 400, "1": 403, "4": 404, "5": 409, "9": 500}
    assert [c for c, r in registry().items() if c[0] >= "I" and r.http_status != status[c[2]]] == []


def test_errors_of_the_database_get_their_meaning(deployed: Clone) -> None:
    with deployed.connect("mg_app") as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute("SELECT core.require_tenant_id()")
    known = refusal_of(refused.value)
    assert known is not None
    assert (known.sqlstate, known.http_status) == ("MC101", 403)
    assert refusal_of(ValueError()) is None
    with deployed.connect("mg_app") as connection, pytest.raises(psycopg.Error) as syntax:
        connection.execute("SELEKT")
    assert refusal_of(syntax.value) is None
