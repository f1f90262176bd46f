"""The other path: files imported in any order, before and after a period closed, then settled."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports import parts
from app.imports.payments import import_payments
from app.imports.tenants import import_tenants
from app.reports.period import parse
from app.settle import settle
from tests.clone import Clone, clone
from tests.oracle import settle_case
from tests.oracle.calendar import business_day, last_of_month, period_of
from tests.property.cases import Case, cases
from tests.property.conftest import IS_FULL
from tests.property.crowd import closed_periods
from tests.property.import_files import TENANT_KEYS, write_payments
from tests.property.statements import KEYS

_number = count(1)
DAYS = ("period_start", "period_end", "payout_date")
# Only what is over can be settled for good.
PAST = (date(2024, 5, 1), date(2025, 11, 1), date(2026, 3, 1))


@pytest.fixture(scope="module")
def empty(server_environment: dict[str, str], template: str) -> Iterator[str]:
    """Name of a deployed database of this file's own, to copy for each example."""
    with clone(server_environment, template, f"test_{os.getpid()}_empty") as made:
        yield made.name


@given(
    case=cases(first_months=PAST, most_tenants=3, has_gaps=False, has_schedules=False),
    file_count=st.integers(1, 4),
    late_files=st.integers(0, 2),
    chunk_size=st.integers(1, 3),
    workers=st.integers(1, 3),
    rows_a_part=st.integers(1, 30),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=200 if IS_FULL else 8)
def test_imported_payments_are_settled_as_the_oracle_says(
    server_environment: dict[str, str],
    empty: str,
    tmp_path_factory: pytest.TempPathFactory,
    case: Case,
    file_count: int,
    late_files: int,
    chunk_size: int,
    workers: int,
    rows_a_part: int,
    seed: int,
) -> None:
    """SE-01, SE-03, SE-05: any split into files and parts, any order of rows, any workers and chunk size."""
    folder = tmp_path_factory.mktemp("files")
    months = _months(case)
    files = _files(case["events"], file_count + late_files, random.Random(seed))
    with (
        _fresh(server_environment, empty) as database,
        patch.object(parts, "ROWS_A_PART", rows_a_part),
    ):
        import_tenants({key: case[key] for key in TENANT_KEYS})
        for n, rows in enumerate(files[:file_count]):
            _record(folder / f"{n}.csv", case, rows)
        assert settle(parse(months[0]), chunk_size=chunk_size, workers=workers).failed == []
        for n, rows in enumerate(files[file_count:]):
            _record(folder / f"late-{n}.csv", case, rows)
        # The first month as well: it isn't closed for whom nothing had come yet.
        for month in months:
            assert settle(parse(month), chunk_size=chunk_size, workers=workers).failed == []
        settled = _statements(database)
    assert settled == settle_case(_as_recorded(case, months, files[file_count:]))["statements"]


@contextmanager
def _fresh(values: dict[str, str], empty: str) -> Iterator[Clone]:
    with clone(values, empty, f"test_{os.getpid()}_property_{next(_number)}") as database:
        yield database


def _months(case: Case) -> list[str]:
    """The listed months; what lies before is closed with the first."""
    return sorted({period["end"][:7] for period in case["periods"]})


def _files(events: list[Case], parts: int, chance: random.Random) -> list[list[Case]]:
    """Every event in one of the files; a refund never before its capture's file."""
    places: dict[tuple[str, str], int] = {}
    files: list[list[Case]] = [[] for _ in range(parts)]
    for event in sorted(events, key=lambda event: event["kind"] != "capture"):
        first = places.get((event["tenant"], event["original_ref"]), 0)
        place = places[event["tenant"], event["ref"]] = chance.randrange(first, parts)
        files[place].append(event)
    for rows in files:
        chance.shuffle(rows)
    return files


def _record(path: Path, case: Case, rows: list[Case]) -> None:
    if rows:
        outcome = import_payments(write_payments(path, case, rows))
        assert outcome.rejects == []
        assert outcome.recorded == len(rows)


def _statements(database: Clone) -> list[dict[str, Any]]:
    columns = [
        "tenant_key" if key == "tenant" else key if key in (*DAYS, "line_count") else f"{key}_minor"
        for key in KEYS
    ]
    with database.connect("mg_auditor") as connection:
        rows = connection.execute(
            f"SELECT {', '.join(columns)} FROM settlement.statement_report WHERE status <> 'void'"
            ' ORDER BY tenant_key COLLATE "C", period_start'
        ).fetchall()
    found = [dict(zip(KEYS, row, strict=True)) for row in rows]
    return [{k: v.isoformat() if k in DAYS else v for k, v in one.items()} for one in found]


def _as_recorded(case: Case, months: list[str], late_files: list[list[Case]]) -> Case:
    """The same case as a case file would tell it: every period, and the days of recording.

    What came in after the first month had closed is late if its period closed with it; it is
    settled on the day of its recording, or on the first open day if that one is closed as well.
    """
    first_end = last_of_month(date.fromisoformat(f"{months[0]}-01"))
    last_end = last_of_month(date.fromisoformat(f"{months[-1]}-01"))
    zone = ZoneInfo(case["time_zone"])
    today = datetime.now(zone).date()
    cycles = {tenant["key"]: tenant["cycle"] for tenant in case["tenants"]}
    late = {(event["tenant"], event["ref"]) for rows in late_files for event in rows}

    # For a new tenant nothing closes before a period holds something of it.
    held = {
        (tenant["key"], date.fromisoformat(given["date"]))
        for tenant in case["tenants"]
        for given in tenant["adjustments"]
    }
    for event in case["events"]:
        # Captures decide: what returns one is never settled before it.
        if event["kind"] == "capture" and (event["tenant"], event["ref"]) not in late:
            day = business_day(event["occurred_at"], zone)
            recorded_on = event["recorded_on"] and date.fromisoformat(event["recorded_on"])
            is_late = recorded_on and recorded_on > period_of(day, cycles[event["tenant"]])[1]
            held.add((event["tenant"], recorded_on if is_late else day))

    def closed(tenant: str, cycle: str) -> date:
        last = _last_end(first_end, cycle)
        return last if any(key == tenant and day <= last for key, day in held) else date.min

    def told(event: Case) -> Case:
        if (event["tenant"], event["ref"]) not in late:
            return event
        cycle = cycles[event["tenant"]]
        closed_through = closed(event["tenant"], cycle)
        given_day = event["recorded_on"] and date.fromisoformat(event["recorded_on"])
        end = period_of(business_day(event["occurred_at"], zone), cycle)[1]
        if end > closed_through and not (given_day and given_day > end):
            return event
        day = given_day or today
        if period_of(day, cycle)[1] <= closed_through:
            day = closed_through + timedelta(days=1)
        return {**event, "recorded_on": day.isoformat()}

    return {
        **{key: value for key, value in case.items() if key != "expect"},
        "events": [told(event) for event in case["events"]],
        "periods": closed_periods(date(2023, 12, 1), last_end),
    }


def _last_end(day: date, cycle: str) -> date:
    """The last end of a period that is not after the day."""
    start, end = period_of(day, cycle)
    return end if end <= day else start - timedelta(days=1)
