"""After a whole run: SC-01: no password, token, secret or address stands in what it wrote (logs, output, trails)."""

from __future__ import annotations

from tests import clone as cloning
from tests import leaks


def test_nothing_secret_was_written_down(server_environment: dict[str, str]) -> None:
    for name in cloning.LIVE:
        cloning.keep_executed(server_environment, name)
    assert leaks.found() == []


def test_a_leak_would_be_found(server_environment: dict[str, str]) -> None:
    """Of each kind: what is noted as a secret, and what only looks like an address."""
    assert server_environment
    file = leaks._file("rows")
    before = file.read_text() if file.exists() else ""
    token = "x" * 43
    leaks._append("secrets", token)
    try:
        leaks._append("rows", f"{token} somebody@example.kr ki***@example.kr")
        assert leaks.found() == ["rows: a token: xxxxxx…", "rows: somebody@example.kr"]
    finally:
        file.write_text(before)
