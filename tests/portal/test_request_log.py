"""One line a request, with ids and without anything of a person."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator

import pytest
import structlog
from flask.testing import FlaskClient

from app.tenant.request_log import set_up_logging
from tests.portal.people import post
from tests.portal.platform import OWNER, PASSWORD


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the process writes to standard error."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    before = structlog.get_config()
    set_up_logging()
    structlog.configure(cache_logger_on_first_use=False)
    yield written
    structlog.configure(**before)


def test_a_request_is_one_json_line_with_ids(
    signed_in: Callable[[str], FlaskClient], lines: io.StringIO
) -> None:
    client = signed_in(OWNER)
    lines.truncate(0)
    lines.seek(0)
    answer = client.get("/settlements?status=paid&from=2026-01-01")
    (line,) = [json.loads(text) for text in lines.getvalue().splitlines()]
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert line["tenant_id"]
    assert line["user_id"]
    assert "branch_id" in line
    assert (line["method"], line["route"], line["status"]) == ("GET", "/settlements", 200)


def test_no_line_holds_a_person_or_a_secret(visitor: FlaskClient, lines: io.StringIO) -> None:
    post(visitor, "/login", {"email": OWNER, "password": "wrong-password-1"})
    post(visitor, "/login", {"email": OWNER, "password": PASSWORD})
    cookie = visitor.get_cookie("__Host-mg_tenant")
    assert cookie is not None
    visitor.get("/settlements?from=2026-01-01")
    visitor.get(f"/settlements?sort={OWNER}")
    text = lines.getvalue()
    assert text
    for secret in (OWNER, PASSWORD, "wrong-password-1", cookie.value, "윤새봄", "2026-01-01"):
        assert secret not in text
