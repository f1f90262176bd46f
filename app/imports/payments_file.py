"""Reads a payments file row by row: what is unreadable becomes a reject, everything else text for the staging."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import IO, cast

from app.failure import BadInput
from app.imports.staging import COLUMNS

REQUIRED = ("tenant_key", "ref", "kind", "occurred_at", "currency", "amount")
# A reject file has these in front; so it can be mended and imported as it is.
REJECT_COLUMNS = ("reject_line", "reject_column", "reject_reason")
LONGEST_FIELD = 10_000
_MONTH = re.compile(r"\d{4}-\d{2}-")


@dataclass(frozen=True)
class Reject:
    """A refused row: its first line in the file, the column, the reason."""

    line_number: int
    column: str
    reason: str


@dataclass
class PaymentsFile:
    """One pass over a file gathers its hash, its rejects and the months that it touches.

    `columns`, `required` and `days` name the columns of other files of rows than payments.
    """

    path: Path
    columns: Sequence[str] = COLUMNS
    required: Sequence[str] = REQUIRED
    days: Sequence[str] = ("occurred_at", "recorded_on")
    rejects: list[Reject] = field(default_factory=list)
    months: set[str] = field(default_factory=set)
    row_count: int = 0
    sha256: bytes = b""

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """(line number, values in the order of `columns`) of every readable row."""
        self.rejects.clear()
        self.row_count = 0
        seen: set[str] = set()
        pick: Callable[[list[str]], tuple[str, ...]] | None = None
        width, dated = 0, list[int]()
        for line_number, header, values in self._read():
            if pick is None:
                # A column that the file doesn't have is the empty text that every row gets at its end.
                places = [header.index(name) if name in header else -1 for name in self.columns]
                pick = cast("Callable[[list[str]], tuple[str, ...]]", itemgetter(*places))
                dated = [header.index(name) for name in self.days if name in header]
                width = len(header)
            self.row_count += 1
            if len(values) != width or _is_suspect("\t".join(values)):
                fault = _fault(header, values)
                if fault is not None:
                    self.rejects.append(Reject(line_number, *fault))
                    continue
            for place in dated:
                seen.add(values[place][:8])
            values.append("")
            yield line_number, pick(values)
        self.months.update(start[:7] for start in seen if _MONTH.match(start))
        if self.row_count == 0:
            raise BadInput(
                f"{self.path}: no row stands under the header", hint="Give a file with rows."
            )

    def raw(self, line_numbers: set[int]) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of these line numbers as they stand in the file, for the reject file."""
        for line_number, header, values in self._read():
            if line_number in line_numbers:
                yield line_number, dict(zip(header, values, strict=False))

    def _read(self) -> Iterator[tuple[int, list[str], list[str]]]:
        csv.field_size_limit(LONGEST_FIELD * 10)
        with _Opened(self.path) as (stream, digest):
            # Bytes that are no UTF-8 survive as surrogates, so that their row can be named and written back.
            text = io.TextIOWrapper(
                stream, encoding="utf-8-sig", errors="surrogateescape", newline=""
            )
            reader = csv.reader(text)
            header = self._header(reader)
            before = reader.line_num
            while True:
                try:
                    values = next(reader)
                except StopIteration:
                    break
                except csv.Error as problem:
                    yield before + 1, header, [f"\0{problem}"]
                    before = reader.line_num
                    continue
                except (OSError, EOFError) as problem:
                    raise BadInput(
                        f"{self.path}: {problem}", hint="The compressed file is damaged."
                    ) from problem
                if values:
                    yield before + 1, header, values
                before = reader.line_num
            self.sha256 = digest.digest()

    def _header(self, reader: Iterator[list[str]]) -> list[str]:
        try:
            header = next(reader, None)
        except (csv.Error, OSError, EOFError) as problem:
            raise BadInput(
                f"{self.path}: {problem}", hint="The first line names the columns."
            ) from problem
        if header is None:
            raise BadInput(
                f"{self.path}: the file is empty",
                hint=f"The first line names the columns: {', '.join(self.columns)}.",
            )
        header = [name.strip() for name in header]
        missing = [name for name in self.required if name not in header]
        unknown = [
            name for name in header if name not in self.columns and name not in REJECT_COLUMNS
        ]
        twice = sorted({name for name in header if header.count(name) > 1})
        wrong = [
            f"{what}: {', '.join(_shown(name) for name in names)}"
            for what, names in (("missing", missing), ("unknown", unknown), ("twice", twice))
            if names
        ]
        if wrong:
            raise BadInput(
                f"{self.path}: wrong columns; {'; '.join(wrong)}",
                hint=f"The columns are {', '.join(self.columns)}.",
            )
        return header


def _shown(text: str) -> str:
    return text[:40].encode("utf-8", "replace").decode()


def _is_suspect(text: str) -> bool:
    """Whether a row, its values joined, may be unreadable: one look for nearly every row."""
    if len(text) > LONGEST_FIELD or "\0" in text:
        return True
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def _fault(header: list[str], values: list[str]) -> tuple[str, str] | None:
    """(column, reason) why a row can't even be read as text."""
    if len(values) == 1 and values[0].startswith("\0"):
        return "", f"unreadable line: {values[0][1:]}"
    if len(values) != len(header):
        return "", f"{len(values)} values under {len(header)} columns"
    for column, value in zip(header, values, strict=True):
        if "\0" in value:
            return column, "holds a NUL byte"
        if len(value) > LONGEST_FIELD:
            return column, f"longer than {LONGEST_FIELD} characters"
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            return column, "not UTF-8"
    return None


class _Hashed(io.RawIOBase):
    """Passes bytes on and hashes them, whatever compression lies above."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.sha256 = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.sha256.update(data)
        return len(data)


class _Opened:
    """The decompressed bytes of a file, and the hash of the file itself."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> tuple[io.BufferedReader, hashlib._Hash]:
        try:
            self._file = self._path.open("rb")
            is_compressed = self._path.suffix == ".gz" or self._file.peek(2)[:2] == b"\x1f\x8b"
        except OSError as problem:
            raise BadInput(
                f"{self._path}: {problem.strerror}", hint="Give the path of a CSV file."
            ) from problem
        hashed = _Hashed(self._file)
        raw = cast(io.RawIOBase, hashed)  # a reader by what it can do
        source = gzip.GzipFile(fileobj=io.BufferedReader(raw)) if is_compressed else raw
        return io.BufferedReader(cast(io.RawIOBase, source), 1 << 20), hashed.sha256

    def __exit__(self, *_: object) -> None:
        self._file.close()
