"""Takes a payments file: staged and checked by SQL, all or nothing, or the good rows and a reject file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from app.db.connection import connect
from app.failure import BadInput
from app.imports import parts
from app.imports.attempt import attempt
from app.imports.payments_file import REJECT_COLUMNS, PaymentsFile, Reject


@dataclass(frozen=True)
class Outcome:
    """What became of a file. `file_id` is None where nothing was recorded."""

    file_id: UUID | None
    rows: int
    recorded: int
    unchanged: int
    rejects: list[Reject]
    reject_file: Path | None


def import_payments(
    path: Path,
    *,
    skip_bad: bool = False,
    reject_file: Path | None = None,
    as_of: datetime | None = None,
) -> Outcome:
    """Record the payments of a CSV file (settlement.md, Import files).

    Without `skip_bad` one bad row keeps the whole file out; with it the good rows are recorded and the bad ones
    are written to `reject_file` (default: beside the file). Raises BadInput if the file itself can't be read.
    """
    with connect("mg_batch") as connection:
        return attempt(
            lambda: _try(connection, path, skip_bad, reject_file, as_of), lost_race="MM501"
        )


def _try(
    connection: psycopg.Connection[Any],
    path: Path,
    skip_bad: bool,
    reject_file: Path | None,
    as_of: datetime | None,
) -> Outcome:
    file_id = uuid4()
    payments = PaymentsFile(path)
    with connection.transaction():
        # Whatever an import that died left behind.
        connection.execute("SELECT commerce.clear_stale_import()")
    try:
        with connection.transaction():
            done = _record(connection, file_id, payments, path, skip_bad, reject_file, as_of)
    except BadInput:
        # The parts are committed; this import's claim on them has ended with its transaction.
        with connection.transaction():
            connection.execute("SELECT commerce.clear_import(%s)", (file_id,))
        raise
    if done.recorded > 0:
        with connection.transaction():
            connection.execute("SELECT settlement.refresh_statistics(%s)", (done.recorded,))
    return done


def _record(
    connection: psycopg.Connection[Any],
    file_id: UUID,
    payments: PaymentsFile,
    path: Path,
    skip_bad: bool,
    reject_file: Path | None,
    as_of: datetime | None,
) -> Outcome:
    connection.execute("SELECT commerce.claim_import(%s)", (file_id,))
    parts.stage(file_id, payments.rows())
    # Before this transaction touches the tables whose partitions are made.
    ensure_partitions(payments.months)
    connection.execute("SELECT commerce.check_import(%s)", (file_id,))
    found = connection.execute(
        "SELECT * FROM settlement.record_import(%s, %s, %s, %s, %s, coalesce(%s, now()),"
        " identity.service_user_id('import'))",
        (file_id, path.name, payments.sha256, skip_bad, len(payments.rejects), as_of),
    ).fetchone()
    assert found is not None
    is_recorded, rows, recorded, unchanged, _ = found
    listed = connection.execute("SELECT * FROM commerce.list_reject(%s)", (file_id,))
    rejects = sorted(
        [*payments.rejects, *(Reject(*row) for row in listed)],
        key=lambda reject: reject.line_number,
    )
    target = None
    if skip_bad and rejects:
        # Before the good rows are committed: no row is ever neither recorded nor written back.
        target = reject_file or beside(path)
        write_rejects(payments, rejects, target)
    connection.execute("SELECT commerce.clear_import(%s)", (file_id,))
    return Outcome(
        file_id if is_recorded and recorded > 0 else None,
        rows,
        recorded if is_recorded else 0,
        unchanged,
        rejects,
        target,
    )


def beside(path: Path) -> Path:
    """Where the reject file of a CSV file goes if nobody says so."""
    return path.with_name(f"{path.name.removesuffix('.gz').removesuffix('.csv')}.rejects.csv")


def ensure_partitions(months: set[str]) -> None:
    """Make the monthly partitions that rows of these months (YYYY-MM) go into."""
    # In a transaction of its own: making a partition locks the whole table.
    with connect("mg_batch") as connection:
        days = [
            f"{month}-01" for month in sorted(months) if month[5:7] <= "12" and month[5:7] != "00"
        ]
        connection.execute("SET LOCAL lock_timeout = '30s'")
        connection.execute("SELECT settlement.ensure_partition(%s::date[])", (days,))


def write_rejects(file: PaymentsFile, rejects: list[Reject], target: Path) -> None:
    """The refused rows of a file with line, column and reason in front, ready to be mended and imported."""
    reasons = {reject.line_number: reject for reject in rejects}
    try:
        with target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow((*REJECT_COLUMNS, *file.columns))
            for line_number, row in file.raw(set(reasons)):
                reject = reasons[line_number]
                writer.writerow(
                    (
                        line_number,
                        reject.column,
                        reject.reason,
                        *(row.get(name, "") for name in file.columns),
                    )
                )
    except OSError as problem:
        raise BadInput(
            f"{target}: {problem.strerror}", hint="Name another place by --reject-file."
        ) from problem
