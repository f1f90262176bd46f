"""The steps of a statement's life, taken by several connections at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.clone import Clone

UNTIL = "2999-01-01"


@pytest.fixture(scope="module")
def statements(platform: Clone) -> list[UUID]:
    """The weekly tenant's, in order."""
    with platform.superuser() as connection:
        rows = connection.execute(
            "SELECT r.statement_id FROM settlement.list_statement('kiosk') AS r ORDER BY r.period_end"
        ).fetchall()
    return [row[0] for row in rows]


def at_once(platform: Clone, calls: list[tuple[str, tuple[Any, ...]]]) -> list[Any]:
    """What each call returned, or the code that it was refused with; all begin together."""
    start = Barrier(len(calls))

    def one(query: str, values: tuple[Any, ...]) -> Any:
        with platform.connect("mg_batch", autocommit=True) as connection:
            start.wait()
            try:
                row = connection.execute(query.encode(), values).fetchone()
            except psycopg.Error as refused:
                return refused.sqlstate
        return row[0] if row else None

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda call: one(*call), calls))


def test_one_confirmation_by_many_is_one(platform: Clone, statements: list[UUID]) -> None:
    """SE-05, SE-08: one entry and one signature, and everybody is told that it is confirmed."""
    key = statements[0]
    assert at_once(platform, [("SELECT settlement.confirm(%s)", (key,))] * 4) == ["confirmed"] * 4
    with platform.superuser() as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM settlement.statement_signature WHERE statement_id = %(key)s),"
            " (SELECT count(*) FROM audit.entry WHERE subject = %(key)s::text)",
            {"key": key},
        ).fetchone()
    assert row == (1, 1)


def test_a_statement_is_held_or_paid_never_both(platform: Clone, statements: list[UUID]) -> None:
    """SE-05: whichever comes first, the other is refused and says why."""
    outcomes = set()
    with platform.connect("mg_batch", autocommit=True) as connection:
        for key in statements[1:11]:
            connection.execute("SELECT settlement.confirm(%s)", (key,))
    for key in statements[1:11]:
        held, paid = at_once(
            platform,
            [
                ("SELECT settlement.place_hold(%s, 'hold', 'x', %s)", (key, UNTIL)),
                ("SELECT settlement.pay(%s)", (key,)),
            ],
        )
        outcomes.add((held if held == "MS503" else "held", paid))
    assert outcomes <= {("MS503", "paid"), ("held", "MS511")}, outcomes


def test_one_request_is_approved_or_rejected_never_both(
    platform: Clone, statements: list[UUID]
) -> None:
    """SE-05: and one that is approved is one adjustment."""
    assert statements
    approve: Callable[[UUID], tuple[str, tuple[Any, ...]]] = lambda key: (  # noqa: E731
        "SELECT settlement.approve_adjustment(%s)::text",
        (key,),
    )
    for number in range(5):
        with platform.connect("mg_batch", autocommit=True) as connection:
            row = connection.execute(
                "SELECT settlement.request_adjustment('kiosk', '2026-09-01', '100', 'x', %s)",
                (str(number),),
            ).fetchone()
        assert row is not None
        reject = ("SELECT settlement.reject_adjustment(%s, 'no')", (row[0],))
        first, second, rejected = at_once(platform, [approve(row[0]), approve(row[0]), reject])
        if rejected == "rejected":
            assert (first, second) == ("MS513", "MS513")
        else:
            assert rejected == "MS513"
            assert first == second != "MS513"
