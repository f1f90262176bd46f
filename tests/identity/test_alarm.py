"""AU-13: alarms about security events go out once, over a real HTTP server, and wait while it is away."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
import requests

from app.identity.alarm import raise_alarms
from tests.clone import Clone
from tests.operator import add_operator


class Hook(BaseHTTPRequestHandler):
    """A chat's incoming webhook."""

    heard: ClassVar[list[dict[str, Any]]] = []
    status: ClassVar[int] = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.status == 200:
            self.heard.append(json.loads(body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hook]]:
    Hook.heard, Hook.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("MINDGARDEN_ALARM_URL", f"http://127.0.0.1:{server.server_port}/secret-hook")
    yield Hook
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def event(database: Clone) -> None:
    """Somebody becomes an operator: of high severity."""
    with database.connect("mg_migrator") as connection:
        add_operator(connection, "hq@example.kr")


@pytest.mark.usefixtures("event")
def test_an_alarm_goes_out_once_and_names_nobody(hook: type[Hook]) -> None:
    assert list(raise_alarms()) == ["operator_role_given"]
    assert list(raise_alarms()) == []
    assert len(hook.heard) == 1
    assert hook.heard[0]["severity"] == "high"
    assert "hq@" not in json.dumps(hook.heard)


@pytest.mark.usefixtures("event")
def test_what_could_not_be_told_stays_due(hook: type[Hook]) -> None:
    hook.status = 503
    with pytest.raises(requests.HTTPError):
        list(raise_alarms())
    hook.status = 200
    assert list(raise_alarms()) == ["operator_role_given"]


@pytest.mark.usefixtures("event")
def test_without_a_webhook_the_log_hears_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(raise_alarms()) == ["operator_role_given"]
    assert "security alarm" in capsys.readouterr().out


def test_officers_list_and_judge_by_command(database: Clone, event: None) -> None:
    listed = database.run("security", "list", "--open", "--severity", "high", "--json")
    found = json.loads(listed.stdout)["events"]
    assert [e["kind"] for e in found] == ["operator_role_given"]
    number = found[0]["security_event_id"]
    for outcome in ("expected", "was judged before"):
        done = database.run("security", "judge", number, "expected", "--note", "planned")
        assert (done.returncode, done.stdout.strip()) == (0, outcome)
    assert "operator_role_given" in database.run("security", "list").stdout
    for question in ("operator-acts", "access-review", "unused-access", "joiners-and-leavers", "security-events"):  # fmt: skip
        asked = database.run("audit", question)
        assert asked.returncode == 0, asked.stderr


def test_roles_are_listed_and_locked_by_command(database: Clone) -> None:
    listed = database.run("roles", "list")
    assert "TENANT_OWNER" in listed.stdout
    codes = {r["template_code"] for r in json.loads(database.run("roles", "list", "--json").stdout)["roles"]}  # fmt: skip
    assert {"HQ_MASTER", "ACADEMY_TEACHER", "SECURITY_OFFICER"} <= codes
    locked = database.run("roles", "lock", "settlement.read_statement")
    assert locked.stdout.strip() == "settlement.read_statement is locked"
    assert database.run("roles", "lock", "settlement.read_statement").stdout.strip().endswith("was locked")  # fmt: skip
    permissions = json.loads(database.run("roles", "permissions", "--json").stdout)["permissions"]
    assert next(p for p in permissions if p["permission_code"] == "settlement.read_statement")["is_locked"]  # fmt: skip
    assert "locked" in database.run("roles", "permissions").stdout
    assert database.run("roles", "unlock", "settlement.read_statement").returncode == 0
    unknown = database.run("roles", "lock", "no.such_thing")
    assert (unknown.returncode, "MI406" in unknown.stderr) == (2, True)
