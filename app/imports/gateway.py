"""Takes a gateway's settlement rows: a file or what its interface answers, staged and checked by SQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from app.db.connection import connect
from app.failure import BadInput
from app.imports.attempt import attempt
from app.imports.payments import Outcome, beside, ensure_partitions, write_rejects
from app.imports.payments_file import PaymentsFile, Reject
from app.imports.toss_row import FIELDS, as_staged
from app.integrations.toss_settlements import TossSettlements, read_rows

STAGED = (
    "gateway", "row_ref", "refs", "tenant_key", "kind", "method", "sold_on", "paid_out_on", "currency",
    "amount", "fee", "supply", "vat", "payout", "fees",
)  # fmt: skip
CSV_COLUMNS = (
    "gateway", "row_ref", "ref", "tenant_key", "kind", "method", "sold_on", "paid_out_on", "currency",
    "amount", "fee", "vat", "payout",
)  # fmt: skip
REQUIRED = (
    "gateway", "row_ref", "ref", "kind", "sold_on", "paid_out_on", "amount", "fee", "vat", "payout",
)  # fmt: skip


class _Source(Protocol):
    """Where rows come from. `rejects`, `months` and `sha256` are whole once `staged` is read."""

    name: str

    @property
    def origin(self) -> str: ...

    @property
    def sha256(self) -> bytes: ...

    @property
    def rejects(self) -> list[Reject]: ...

    @property
    def months(self) -> set[str]: ...

    def staged(self) -> Iterator[tuple[int, Sequence[Any]]]: ...

    def column(self, name: str) -> str: ...

    def write_rejects(self, rejects: list[Reject], target: Path | None) -> Path | None: ...


class _CsvFile:
    origin = "csv"

    def __init__(self, path: Path) -> None:
        self._file = PaymentsFile(path, CSV_COLUMNS, REQUIRED, ("sold_on", "paid_out_on"))
        self.name = path.name

    @property
    def sha256(self) -> bytes:
        return self._file.sha256

    @property
    def rejects(self) -> list[Reject]:
        return self._file.rejects

    @property
    def months(self) -> set[str]:
        return self._file.months

    def staged(self) -> Iterator[tuple[int, Sequence[Any]]]:
        for line_number, values in self._file.rows():
            given = dict(zip(CSV_COLUMNS, values, strict=True))
            ref = given["ref"]
            # One row may settle several events: their references stand beside one another.
            refs = [ref, *(part.strip() for part in ref.split(";"))] if ";" in ref else [ref]
            row = given | {
                "refs": refs,
                "currency": given["currency"] or "KRW",
                "supply": "",
                "fees": None,
            }
            yield line_number, [row[name] for name in STAGED]

    def column(self, name: str) -> str:
        return name

    def write_rejects(self, rejects: list[Reject], target: Path | None) -> Path | None:
        chosen = target or beside(self._file.path)
        write_rejects(self._file, rejects, chosen)
        return chosen


@dataclass
class _TossRows:
    """Rows of Toss's JSON; their line number is their place in the array."""

    name: str
    origin: str
    rows: Callable[[], Iterable[Any]]
    path: Path | None = None
    sha256: bytes = b""
    rejects: list[Reject] = field(default_factory=list)
    months: set[str] = field(default_factory=set)

    def staged(self) -> Iterator[tuple[int, Sequence[Any]]]:
        self.rejects.clear()
        digest = hashlib.sha256()
        for place, row in enumerate(self.rows(), 1):
            digest.update(json.dumps(row, sort_keys=True).encode())
            staged = as_staged(row)
            if isinstance(staged, tuple):
                self.rejects.append(Reject(place, *staged))
                continue
            self.months.update(str(staged[name])[:7] for name in ("sold_on", "paid_out_on"))
            fees = None if staged["fees"] is None else Jsonb(staged["fees"])
            yield place, [staged[name] if name != "fees" else fees for name in STAGED]
        self.sha256 = digest.digest()

    def column(self, name: str) -> str:
        return FIELDS.get(name, name)

    def write_rejects(self, rejects: list[Reject], target: Path | None) -> Path | None:
        chosen = target or (
            self.path.with_name(f"{self.path.stem}.rejects.json") if self.path else None
        )
        if chosen is None:
            return None
        wanted = {reject.line_number for reject in rejects}
        bad = [row for place, row in enumerate(self.rows(), 1) if place in wanted]
        try:
            chosen.write_text(
                json.dumps(bad, ensure_ascii=False, indent=1),
                encoding="utf-8",
                errors="backslashreplace",
            )
        except OSError as problem:
            raise BadInput(
                f"{chosen}: {problem.strerror}", hint="Name another place by --reject-file."
            ) from problem
        return chosen


def import_gateway_file(
    path: Path,
    *,
    skip_bad: bool = False,
    reject_file: Path | None = None,
    actor: UUID | None = None,
) -> Outcome:
    """Record the settlement rows of a file: Toss's JSON array, or a CSV with CSV_COLUMNS (.gz too).

    Without `skip_bad` one bad row keeps the whole file out. Raises BadInput if the file itself can't be read.
    """
    if path.name.removesuffix(".gz").endswith(".json"):
        rows = _read_json(path)
        source: _Source = _TossRows(path.name, "json", lambda: rows, path)
    else:
        source = _CsvFile(path)
    return _record(source, skip_bad, reject_file, actor)


def fetch_gateway_rows(
    service: TossSettlements,
    first: date,
    last: date,
    *,
    date_type: str = "soldDate",
    page_size: int = 1000,
    skip_bad: bool = False,
    actor: UUID | None = None,
) -> Outcome:
    """Record what the service answers for these days; nothing is recorded unless every page came."""
    name = f"toss {date_type} {first}..{last}"
    # Read to the end before anything is staged, so that no transaction waits for the network.
    rows = list(service.rows(first, last, date_type=date_type, page_size=page_size))
    if not rows:
        return Outcome(None, 0, 0, 0, [], None)
    return _record(_TossRows(name, "fetch", lambda: rows), skip_bad, None, actor)


def _record(
    source: _Source, skip_bad: bool, reject_file: Path | None, actor: UUID | None
) -> Outcome:
    with connect("mg_batch") as connection:
        return attempt(
            lambda: _try(connection, source, skip_bad, reject_file, actor), lost_race="MS541"
        )


def _try(
    connection: psycopg.Connection[Any],
    source: _Source,
    skip_bad: bool,
    reject_file: Path | None,
    actor: UUID | None,
) -> Outcome:
    file_id = uuid4()
    with connection.transaction():
        connection.execute("SELECT settlement.clear_gateway_import()")
    with connection.transaction():
        names = ", ".join(("gateway_file_id", "line_number", *STAGED))
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY settlement.gateway_import_row ({names}) FROM STDIN") as copy,
        ):
            for line_number, values in source.staged():
                copy.write_row((file_id, line_number, *values))
        ensure_partitions({month for month in source.months if len(month) == 7})
        connection.execute("SELECT settlement.check_gateway_import(%s)", (file_id,))
        found = connection.execute(
            "SELECT * FROM settlement.record_gateway_import(%s, %s, %s, %s, %s, %s, %s)",
            (
                file_id, source.name, source.origin, source.sha256, skip_bad, len(source.rejects), actor,
            ),
        ).fetchone()  # fmt: skip
        assert found is not None
        is_recorded, rows, recorded, unchanged, _ = found
        listed = connection.execute("SELECT * FROM settlement.list_gateway_reject(%s)", (file_id,))
        rejects = sorted(
            [
                *source.rejects,
                *(Reject(place, source.column(column), reason) for place, column, reason in listed),
            ],
            key=lambda reject: reject.line_number,
        )
        target = None
        if skip_bad and rejects:
            target = source.write_rejects(rejects, reject_file)
        connection.execute("SELECT settlement.clear_gateway_import(%s)", (file_id,))
    return Outcome(
        file_id if is_recorded and recorded > 0 else None,
        rows,
        recorded if is_recorded else 0,
        unchanged,
        rejects,
        target,
    )


def _read_json(path: Path) -> list[Any]:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise BadInput(f"{path}: {problem.strerror}", hint="Give the path of a file.") from problem
    try:
        rows = read_rows(content)
    except (ValueError, RecursionError) as problem:
        raise BadInput(
            f"{path}: no whole JSON array: {problem}", hint="Give what GET /v1/settlements answers."
        ) from problem
    if not rows:
        raise BadInput(f"{path}: the array is empty", hint="Give a file with rows.")
    return rows
