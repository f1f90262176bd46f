"""A statement as files, from the page's links."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.db.context import _engine, sqlalchemy_url
from tests.portal.platform import ACADEMY, OWNER, Platform

TYPES = {
    "csv": ("text/csv", b"\xef\xbb\xbf"),
    "xlsx": ("application/vnd.openxmlformats", b"PK"),
    "pdf": ("application/pdf", b"%PDF-"),
    "json": ("application/json", b"{"),
}


def _path(platform: Platform, file_format: str) -> str:
    statement_id = platform.statement(ACADEMY, "2026-09-30")["statement_id"]
    return f"/settlements/{statement_id}/report.{file_format}"


@pytest.mark.parametrize("file_format", TYPES)
def test_each_format_is_a_file_of_its_own(
    signed_in: Callable[[str], FlaskClient], platform: Platform, file_format: str
) -> None:
    content_type, begins = TYPES[file_format]
    answer = signed_in(OWNER).get(_path(platform, file_format))
    assert answer.status_code == 200
    assert answer.content_type.startswith(content_type)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Content-Disposition"].rstrip('"').endswith(f".{file_format}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(begins)


def test_the_file_holds_what_the_page_shows(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    report = json.loads(signed_in(OWNER).get(_path(platform, "json")).data)
    statement = platform.statement(ACADEMY, "2026-09-30")
    assert report["statement"]["payout"] == statement["payout_minor"]
    assert len(report["lines"]) == statement["line_count"]


@pytest.mark.parametrize("file_format", ["exe", "CSV", "csv.gz", ""])
def test_another_format_is_not_there(
    signed_in: Callable[[str], FlaskClient], platform: Platform, file_format: str
) -> None:
    assert signed_in(OWNER).get(_path(platform, file_format)).status_code == 404


def test_every_ending_gives_its_connection_back(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    client = signed_in(OWNER)
    pool = _engine("mg_app", sqlalchemy_url("mg_app")).pool
    client.head(_path(platform, "csv"))
    cut_off = client.get(_path(platform, "csv"), buffered=False)
    cut_off.close()
    client.get(_path(platform, "exe"))
    assert pool.checkedout() == 0  # type: ignore[attr-defined]
