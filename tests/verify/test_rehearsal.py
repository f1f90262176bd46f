"""A rehearsal of the contract as it is comes to what is stored: with undone imports, reopened and paid statements."""

from __future__ import annotations

import pytest

from tests.verify.conftest import Platform


@pytest.mark.parametrize(
    ("first", "last"),
    [("2024-08-01", "2024-08-31"), ("2024-09-01", "2024-09-30"), ("2024-08-01", "2024-10-31")],
)
def test_nothing_changed_makes_no_difference(platform: Platform, first: str, last: str) -> None:
    """SE-10: refunds of earlier months, late events, tiers, holdbacks, carry and corrections."""
    with platform.clone.connect("mg_batch") as connection:
        rows = connection.execute(
            "SELECT tenant_key, figure, old_minor, new_minor FROM settlement.what_if('{}', %s, %s)",
            (first, last),
        ).fetchall()
    assert {row[0] for row in rows} >= {"cafe", "academy", "salon", "teacher", None}
    assert [row for row in rows if row[2] != row[3]] == []
