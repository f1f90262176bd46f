"""A statement as files, from the page's links."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.db.context import _engine, sqlalchemy_url
from tests.portal.platform import ACADEMY, KIOSK, KIOSK_OWNER, OWNER, SHOP_OWNER, Platform

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


def test_the_list_is_a_file_of_the_whole_filter(
    signed_in: Callable[[str, str], FlaskClient], platform: Platform
) -> None:
    answer = signed_in(KIOSK_OWNER, "ko").get("/settlements/statements.csv?sort=period")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.reader(answer.data.decode("utf-8-sig").splitlines()))
    kiosk = platform.statements(KIOSK)
    assert rows[0][0] == "정산번호"
    assert [row[0] for row in rows[1:]] == [row["statement_number"] for row in kiosk]
    assert [int(row[9]) for row in rows[1:]] == [row["payout_minor"] for row in kiosk]


def test_the_list_file_takes_the_filter_and_writes_cents(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    rows = signed_in(SHOP_OWNER).get("/settlements/statements.csv").text.splitlines()
    assert len(rows) == 2
    assert ",1246.27,-1.70," in rows[1]
    answer = signed_in(OWNER).get("/settlements/statements.csv?status=paid")
    assert len(answer.text.splitlines()) == 2
    assert signed_in(OWNER).get("/settlements/statements.csv?status=x").status_code == 400
