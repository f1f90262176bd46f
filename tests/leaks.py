"""Whether anything secret was written down: secrets are noted as they are made, and so is what the suite wrote."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pyotp
import pytest

from app.identity import code as codes
from app.settings import PROJECT_ROOT

# What the tests give as passwords, and somebody's phone.
KNOWN = (
    "a-long-test-password", "a password of ten", "네 낱말이 함께 걷는다", "다른 낱말이 천천히 걷는다", "98765432",
)  # fmt: skip
_TOKEN = re.compile(r"[A-Za-z0-9_-]{19,}")
_ADDRESS = re.compile(r"(?<![*\w.+-])[\w.+-]{3,}@[\w-]+\.[\w.-]+")
# OAuth itself carries `state` and a code that works once, within a minute, in the address (RFC 6749, 4.1).
_BY_PROTOCOL = re.compile(
    r"/(?:oauth2?(?:\.0)?/authorize|login/(?:kakao|naver)/callback|back)\?\S*"
)
_SHORTEST = 19
# Where things are kept that anybody may read later.
_ROWS = (
    "SELECT e::text FROM audit.entry AS e",
    "SELECT e::text FROM identity.security_event AS e",
    "SELECT l::text FROM identity.operator_audit_log AS l",
    "SELECT m::text FROM identity.outgoing_mail AS m",
)


def _file(kind: str) -> Path:
    home = PROJECT_ROOT / ".mindgarden" / "test-server"
    home.mkdir(parents=True, exist_ok=True)
    return home / f"{kind}-{_content()}"


def _content() -> str:
    from tests.clone import content_hash  # which itself keeps rows here

    return content_hash()


def _append(kind: str, text: str) -> None:
    with _file(kind).open("a", encoding="utf-8") as file:
        file.write(text.replace("\0", "") + "\n")


@contextmanager
def noting_secrets() -> Iterator[None]:
    """Note every token, code and authenticator's secret that is made meanwhile."""
    patch = pytest.MonkeyPatch()
    for owner, name in ((secrets, "token_urlsafe"), (pyotp, "random_base32"), (codes, "_grouped")):
        patch.setattr(owner, name, _noted(getattr(owner, name)))
    yield
    patch.undo()


def _noted(make: Any) -> Any:
    def noted(*arguments: Any, **named: Any) -> str:
        made = str(make(*arguments, **named))
        if len(made) >= _SHORTEST:
            _append("secrets", made)
        return made

    return noted


def keep_output(report: pytest.TestReport) -> None:
    """Keep what a test, and the code under it, printed and logged."""
    if text := "\n".join(content for _, content in report.sections):
        _append("written", text)


def keep_rows(connection: psycopg.Connection[Any]) -> None:
    """Keep what stands in the trails of a database that is about to go."""
    for query in _ROWS:
        try:
            rows = connection.execute(query.encode()).fetchall()
        except psycopg.Error:
            return  # a test's database of an older schema, or of none
        if rows:
            _append("rows", "\n".join(str(row[0]) for row in rows))


def found() -> list[str]:
    """What leaked, and where; nothing if all is well."""
    made = set(_read("secrets").split())
    places = {kind: _read(kind) for kind in ("written", "rows")}
    log = _file("x").with_name("postgres.log")
    places["postgres.log"] = log.read_text(errors="replace") if log.exists() else ""
    leaks = []
    for place, written in places.items():
        text = _BY_PROTOCOL.sub("", written)
        leaks += [f"{place}: a token: {t[:6]}…" for t in set(_TOKEN.findall(text)) & made]
        leaks += [f"{place}: {known}" for known in KNOWN if known in text]
    leaks += [f"rows: {address}" for address in sorted(set(_ADDRESS.findall(places["rows"])))]
    return leaks


def _read(kind: str) -> str:
    file = _file(kind)
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
