"""What a tenant sees of a statement's life: its state in words, what holds its payout and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient

from app.i18n import Language
from tests.portal.platform import KIOSK, KIOSK_OWNER, Platform

END = "2026-08-06"
STATES = {
    "reviewed": ("Reviewed", "검토 완료"),
    "paying": ("Being paid", "지급 중"),
    "failed": ("Sent back by the bank", "지급 반송"),
}


@contextmanager
def _made(platform: Platform, status: str) -> Iterator[str]:
    """A statement in that state, as if it had gone there; put back at the end."""
    statement_id = platform.statement(KIOSK, END)["statement_id"]
    change = (
        "UPDATE settlement.statement SET status = %s, reviewed_at = now(), reviewed_by = created_by,"
        " confirmed_at = CASE WHEN %s <> 'reviewed' THEN now() END WHERE statement_id = %s"
    )
    back = (
        "UPDATE settlement.statement SET status = 'calculated', reviewed_at = NULL,"
        " reviewed_by = NULL, confirmed_at = NULL WHERE statement_id = %s"
    )
    with platform.clone.superuser() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(change, (status, status, statement_id))
        try:
            yield statement_id
        finally:
            connection.execute(back, (statement_id,))


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize(("place", "language"), [(0, "en"), (1, "ko")])
def test_every_state_has_its_words(
    signed_in: Callable[[str, str], FlaskClient],
    platform: Platform,
    status: str,
    place: int,
    language: Language,
) -> None:
    """SE-08: on the list, on the statement, and in the filter that finds it."""
    words = STATES[status][place]
    client = signed_in(KIOSK_OWNER, language)
    with _made(platform, status) as statement_id:
        page = client.get(f"/settlements/{statement_id}").text
        listed = client.get(f"/settlements?status={status}").text
    assert f"{words}</span></div>" in page.replace("</svg>", "")
    assert "20260806-1" in listed
    assert f'value="{status}" checked' in listed
    assert words in listed
    assert ('class="seal"' in page) == (status != "reviewed")


@pytest.mark.parametrize(
    ("kind", "language", "words", "acts"),
    [
        ("hold", "en", "This payout is held until Tue 1 Jan 2999.", ("Payout held", "Released")),
        ("hold", "ko", "까지 지급을 멈춰 두었어요.", ("지급 중지", "중지 해제")),
        ("exclude", "en", "made apart from the others", ("Set aside to be paid apart", "Released")),
        ("exclude", "ko", "다른 지급과 따로 지급해요.", ("별도 지급으로 분리", "중지 해제")),
    ],
)
def test_a_hold_is_shown_with_its_reason_and_end(
    signed_in: Callable[[str, str], FlaskClient],
    platform: Platform,
    kind: str,
    language: Language,
    words: str,
    acts: tuple[str, str],
) -> None:
    """SE-05: while it lasts on the statement and the list, afterwards in the history."""
    client = signed_in(KIOSK_OWNER, language)
    statement_id = platform.statement(KIOSK, "2026-08-07")["statement_id"]
    with platform.clone.connect("mg_batch", autocommit=True) as batch:
        batch.execute(
            "SELECT settlement.place_hold(%s, %s, '통장 사본이 필요해요', '2999-01-01')",
            (statement_id, kind),
        )
        page = client.get(f"/settlements/{statement_id}").text
        listed = client.get("/settlements?basis=period&from=2026-08-07&to=2026-08-07").text
        batch.execute("SELECT settlement.release_hold(%s, '확인됨')", (statement_id,))
    assert words in page
    assert "통장 사본이 필요해요" in page
    chip = {("hold", "en"): "Payout held", ("hold", "ko"): "지급 중지"}
    assert chip.get((kind, language), "Paid apart" if language == "en" else "별도 지급") in listed
    after = client.get(f"/settlements/{statement_id}?tab=history").text
    assert words not in after
    for act in acts:
        assert act in after
    assert "확인됨" in after
