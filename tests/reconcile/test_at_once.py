"""Several at once: the same rows imported, matched and taken back at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from app.imports.gateway import STAGED
from tests.reconcile.conftest import Books, event, row


def _together(*tasks: Callable[[], Any]) -> list[Any]:
    """Start them at the same moment; their results, or what the first one raised."""
    gate = threading.Barrier(len(tasks))

    def start(task: Callable[[], Any]) -> Any:
        gate.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [done.result() for done in [pool.submit(start, task) for task in tasks]]


def _matcher(books: Books) -> Callable[[], Any]:
    def match() -> Any:
        with books.clone.connect("mg_batch", autocommit=True) as batch:
            return batch.execute(
                "SELECT * FROM settlement.match_gateway(NULL, '2025-12-31')"
            ).fetchone()

    return match


def test_the_same_rows_imported_by_two_are_recorded_once(books: Books) -> None:
    rows = [row(f"t{number}", f"o{number}", 1_000 + number) for number in range(60)]
    done = _together(*(lambda: books.settle(*rows) for _ in range(3)))
    assert sum(outcome.recorded for outcome in done) == 60
    assert sum(outcome.unchanged for outcome in done) == 120
    assert books.ask("SELECT count(*) FROM settlement.gateway_row") == [(60,)]


def test_who_comes_second_is_told_and_tries_again(books: Books) -> None:
    values = dict.fromkeys(STAGED, "") | {
        "gateway": "toss", "row_ref": "t1", "refs": ["o1"], "sold_on": "2025-03-10", "paid_out_on": "2025-03-17",
        "currency": "KRW", "amount": "1000", "fee": "0", "vat": "0", "payout": "1000", "fees": None,
    }  # fmt: skip
    names = ", ".join(STAGED)
    stage = f"INSERT INTO settlement.gateway_import_row (gateway_file_id, line_number, {names}) VALUES (%s, 1{', %s' * len(STAGED)})"
    record = "SELECT settlement.record_gateway_import(%s, 'f', 'csv', '', false, 0)"
    with books.clone.connect("mg_batch") as first, books.clone.connect("mg_batch") as second:
        for batch in (first, second):
            file_id = uuid4()
            batch.execute(stage.encode(), (file_id, *values.values()))
            batch.execute("SELECT settlement.check_gateway_import(%s)", (file_id,))
            if batch is first:
                batch.execute(record, (file_id,))
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(second.execute, record, (file_id,))
            first.commit()
            with pytest.raises(psycopg.DatabaseError) as refused:
                waiting.result(timeout=20)
        assert refused.value.sqlstate == "MS541"


def test_matching_at_once_posts_once(books: Books) -> None:
    books.take(*(event(f"o{number}", 1_000 + number) for number in range(40)))
    books.settle(*(row(f"t{number}", f"o{number}", 1_000 + number, 33, 3) for number in range(40)))
    done = _together(*[_matcher(books)] * 4)
    assert sorted(done) == [(0, 0, 0, 0)] * 3 + [(0, 40, 40, 0)]
    assert "pg_receivable" not in books.balance()
    books.check()


def test_a_file_taken_back_while_it_is_matched(books: Books) -> None:
    for number in range(3):
        name = f"o{number}"
        books.take(event(name, 5_000))
        file_id = books.settle(row(f"t{number}", name, 5_000, 33, 3)).file_id

        def undo(file_id: Any = file_id) -> Any:
            with books.clone.connect("mg_batch", autocommit=True) as batch:
                return batch.execute("SELECT settlement.undo_gateway(%s)", (file_id,)).fetchone()

        _together(undo, _matcher(books))
        assert books.links() == []
        books.check()
    assert books.owed() == {"unmatched_event": 15_000}
