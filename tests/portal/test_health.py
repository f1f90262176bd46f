"""What a load balancer asks."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError


def test_alive_and_ready(visitor: FlaskClient) -> None:
    assert visitor.get("/healthz").json == {"status": "ok"}
    assert visitor.get("/readyz").json == {"status": "ok"}


def test_alive_but_not_ready_without_a_database(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OperationalError("SELECT 1", {}, ConnectionError("away"))

    monkeypatch.setattr("app.tenant.health.check_connection", fail)
    assert visitor.get("/healthz").status_code == 200
    assert visitor.get("/readyz").status_code == 503
