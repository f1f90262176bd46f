"""The same payments, imported by many at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from app.imports import staging
from tests.concurrency.conftest import Crowd
from tests.property.import_files import write_payments

IMPORTERS = 4


def _recorded(crowded: Crowd) -> tuple[int, int]:
    with crowded.database.superuser() as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM commerce.payment_event),"
            " (SELECT count(*) FROM commerce.payment_ref)"
        ).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize("order", ["one order", "every order"])
def test_four_imports_of_the_same_payments_record_each_once(
    crowded: Crowd, tmp_path: Path, order: str
) -> None:
    """SE-01, TN-02: whoever comes second finds them unchanged; nobody fails or deadlocks."""
    files = [crowded.payments] * IMPORTERS
    if order == "every order":
        files = [
            write_payments(
                tmp_path / f"turned-{n}.csv",
                crowded.case,
                crowded.case["events"][n * 100 :] + crowded.case["events"][: n * 100],
            )
            for n in range(IMPORTERS)
        ]
    with ThreadPoolExecutor(IMPORTERS) as pool:
        outcomes = list(
            pool.map(lambda path: crowded.database.run("import", "payments", "--json", path), files)
        )
    assert [done.returncode for done in outcomes] == [0] * IMPORTERS, [d.stderr for d in outcomes]
    said = [json.loads(done.stdout) for done in outcomes]
    total = len(crowded.case["events"])
    assert sum(one["recorded"] for one in said) == total
    assert all(one["recorded"] + one["unchanged"] == total for one in said)
    assert _recorded(crowded) == (total, total)


def test_contradictory_imports_at_once_leave_one_of_them(crowded: Crowd, tmp_path: Path) -> None:
    """TN-02: the same refs with other amounts: one file is recorded whole, the other refused whole."""
    captures = [
        e | {"platform_discount": 0} for e in crowded.case["events"] if e["kind"] == "capture"
    ]
    files = [
        write_payments(
            tmp_path / f"version-{n}.csv", crowded.case, [c | {"amount": 100 + n} for c in captures]
        )
        for n in range(2)
    ]
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(
            pool.map(lambda path: crowded.database.run("import", "payments", path), files)
        )
    assert sorted(done.returncode for done in outcomes) == [0, 2]
    with crowded.database.superuser() as connection:
        found = connection.execute(
            "SELECT DISTINCT amount_minor FROM commerce.payment_event"
        ).fetchall()
    assert found == [(100 + [done.returncode for done in outcomes].index(0),)]
    assert _recorded(crowded) == (len(captures), len(captures))


def test_an_import_clears_what_a_dead_one_staged_and_not_what_a_living_one_has(
    crowded: Crowd,
) -> None:
    """TN-02: a part is committed before its file is; only the file's own claim tells its life."""
    staged = uuid4()
    with (
        crowded.database.connect("mg_batch") as living,
        crowded.database.connect("mg_batch", autocommit=True) as part,
    ):
        living.execute("SELECT commerce.claim_import(%s)", (staged,))
        staging.stage(part, staged, [(1, ["cafe"] * len(staging.COLUMNS))])
        part.execute("SELECT commerce.read_import(%s)", (staged,))
        staging.stage(part, staged, [(2, ["cafe"] * len(staging.COLUMNS))])
        _import(crowded)
        assert _staged(crowded) == (1, 1)
    _import(crowded)
    assert _staged(crowded) == (0, 0)


def _import(crowded: Crowd) -> None:
    done = crowded.database.run("import", "payments", crowded.payments)
    assert done.returncode == 0, done.stderr


def _staged(crowded: Crowd) -> tuple[int, int]:
    with crowded.database.superuser() as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM commerce.import_row),"
            " (SELECT count(*) FROM commerce.import_event)"
        ).fetchone()
    assert row is not None
    return row
