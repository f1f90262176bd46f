"""Payments that are being recorded while their period closes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from app.imports.payments import import_payments
from app.reports.period import parse
from app.settle import settle
from tests.concurrency.conftest import Crowd
from tests.oracle import settle_case
from tests.property.import_files import write_payments
from tests.property.statements import findings, reported

RECORDERS = 8
ROWS_A_FILE = 25
PERIODS = ("2026-08", "2026-09")


def _shares(case: dict[str, Any]) -> list[list[list[dict[str, Any]]]]:
    """Files for each recorder; a refund travels with its capture, so that it is never unknown."""
    families: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for event in case["events"]:
        families.setdefault((event["tenant"], event["original_ref"] or event["ref"]), []).append(
            event
        )
    shares: list[list[list[dict[str, Any]]]] = [[[]] for _ in range(RECORDERS)]
    for n, family in enumerate(families.values()):
        share = shares[n % RECORDERS]
        if len(share[-1]) >= ROWS_A_FILE:
            share.append([])
        share[-1].extend(family)
    return shares


def test_every_event_recorded_while_periods_close_is_in_exactly_one_statement(
    crowded: Crowd, tmp_path: Path
) -> None:
    """SE-01, SE-05: on time or late, never lost, never twice; and the oracle agrees."""
    shares = _shares(crowded.case)
    begun = threading.Barrier(RECORDERS + 1)

    def record(recorder: int) -> int:
        begun.wait()
        recorded = 0
        for n, rows in enumerate(shares[recorder]):
            path = write_payments(tmp_path / f"{recorder}-{n}.csv", crowded.case, rows)
            recorded += import_payments(path).recorded
        return recorded

    with ThreadPoolExecutor(RECORDERS) as pool:
        counts = [pool.submit(record, recorder) for recorder in range(RECORDERS)]
        begun.wait()
        for period in PERIODS:
            assert settle(parse(period), workers=2).failed == []
        total = sum(count.result() for count in counts)
    for period in PERIODS:
        settle(parse(period), workers=2)

    events = crowded.case["events"]
    assert total == len(events)
    late = _check_lines(crowded, len(events))
    seen = [event | {"recorded_on": late.get((event["tenant"], event["ref"]))} for event in events]
    expected = settle_case({**crowded.case, "events": seen})["statements"]
    for period in PERIODS:
        of_period = [s for s in expected if s["period_end"].startswith(period)]
        assert reported(crowded.database, period).comparable == of_period
    assert findings(crowded.database) == []


def _check_lines(crowded: Crowd, total: int) -> dict[tuple[str, str], str]:
    """Each event of a closed period has one line, no other has any; the late ones' days."""
    with crowded.database.superuser() as connection:
        rows = connection.execute(
            "SELECT n.tenant_key, e.ref, e.settlement_day, e.settlement_day <= c.closed_through,"
            "  (SELECT count(*) FROM settlement.line AS l"
            "   WHERE l.tenant_id = e.tenant_id AND l.payment_event_id = e.payment_event_id)"
            " FROM commerce.payment_event AS e"
            " JOIN tenancy.tenant AS n USING (tenant_id)"
            " JOIN settlement.tenant_clock AS c USING (tenant_id)"
        ).fetchall()
    assert len(rows) == total
    assert [row for row in rows if row[4] != int(row[3])] == []
    late = {(row[0], row[1]): row[2].isoformat() for row in rows if row[2] > date(2026, 9, 30)}
    assert 0 < len(late) < total, "the periods did not close in the midst of recording"
    return late
