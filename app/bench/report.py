"""A long statement as CSV over HTTP, against psql's \\copy of the very same query."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from app.bench.ground import MONTH, fresh_database, machine, named, settle_through
from app.db import binaries
from app.db import connection as database
from app.db.deploy import migrate
from app.failure import EnvironmentProblem
from app.identity.registry import add_person
from app.reports import csv_file, query

Say = Callable[[str], None]
MOST = {"ratio": 1.3, "memory_mb": 120.0, "first_byte_ms": 300.0}
COOKIE = "__Host-mg_tenant=bench-shop"
HERE = Path(__file__).parent
PART_BYTES = 64 * 1024


def bench_report(lines: int, repetitions: int, say: Say) -> dict[str, Any]:
    """Seconds of the download and of \\copy with their ratio, first byte and line, peak memory (medians; memory: the most).

    The portal is `mindgarden serve` with one worker; both sides end in memory that is thrown away.
    """
    made = f"mindgarden_bench_{uuid4().hex[:8]}"
    with fresh_database(made), named(made):
        say(f"settling {lines:,} payments of one shop")
        _make_shop(lines)
        tenant_id, statement_id = _statement()
        found: list[dict[str, float]] = []
        with _portal() as (port, process):
            _download(port, statement_id)  # the pool is open and the caches are warm, on both sides
            for number in range(repetitions):
                say(f"repetition {number + 1} of {repetitions}")
                if number % 2 == 0:
                    rows = [_download(port, statement_id), _copy(tenant_id, statement_id)]
                else:
                    rows = [_copy(tenant_id, statement_id), _download(port, statement_id)]
                found.append({key: value for row in rows for key, value in row.items()})
            memory = _peak_mb(process)
    middle = {key: statistics.median(row[key] for row in found) for key in found[0]}
    ratios = [row["http_seconds"] / row["copy_seconds"] for row in found]
    return {
        "lines": lines,
        "repetitions": repetitions,
        "bytes": int(middle["bytes"]),
        "http_seconds": round(middle["http_seconds"], 3),
        "copy_seconds": round(middle["copy_seconds"], 3),
        "ratio": round(statistics.median(ratios), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "first_byte_ms": round(middle["first_byte_ms"], 1),
        "first_line_ms": round(middle["first_line_ms"], 1),
        "copy_first_line_ms": round(middle["copy_first_line_ms"], 1),
        "memory_mb": round(memory, 1),
        "most": MOST,
        "machine": machine(),
    }


def _make_shop(lines: int) -> None:
    migrate()
    with database.connect("mg_batch", autocommit=True) as connection:
        connection.execute("SELECT settlement.ensure_partition(ARRAY[%s::date])", (MONTH,))
    with database.connect_admin() as admin:
        admin.execute("SELECT set_config('bench.events', %s, false)", (str(lines),))
        owner = add_person(admin, email="shop@example.kr", name_ko="주인")
        admin.execute("SELECT set_config('bench.owner', %s, false)", (str(owner),))
        admin.execute((HERE / "shop.sql").read_bytes())
        admin.commit()
    settle_through(1)
    with database.connect_admin(autocommit=True) as admin:
        admin.execute("VACUUM (ANALYZE)")


def _statement() -> tuple[UUID, UUID]:
    with database.connect_admin() as admin:
        row = admin.execute("SELECT tenant_id, statement_id FROM settlement.statement").fetchone()
    assert row is not None
    return row[0], row[1]


@contextmanager
def _portal() -> Iterator[tuple[int, int]]:
    """The port and the process of a portal as people run it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = str(Path(sys.executable).with_name("mindgarden"))
    process = subprocess.Popen(
        [command, "serve", "--port", str(port), "--workers", "1"], stderr=subprocess.DEVNULL
    )
    try:
        _await(port)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _await(port: int) -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise EnvironmentProblem("the portal did not get ready")


def _download(port: int, statement_id: UUID) -> dict[str, float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    began = time.perf_counter()
    connection.request("GET", f"/settlements/{statement_id}/report.csv", headers={"Cookie": COOKIE})
    answer = connection.getresponse()
    if answer.status != 200:
        raise EnvironmentProblem(f"the portal answered {answer.status}")
    size, first, line = 0, 0.0, 0.0
    while part := answer.read1(PART_BYTES):
        now = time.perf_counter()
        first = first or now
        # The header is shorter than this: what comes after it is a line.
        line = line or (now if size + len(part) > 1000 else 0.0)
        size += len(part)
    ended = time.perf_counter()
    connection.close()
    return {
        "http_seconds": ended - began,
        "first_byte_ms": (first - began) * 1000,
        "first_line_ms": ((line or ended) - began) * 1000,
        "bytes": float(size),
    }


def _copy(tenant_id: UUID, statement_id: UUID) -> dict[str, float]:
    """psql as the portal's role, through the same door, the same SELECT as the download's lines."""
    with database.connect_admin() as admin:
        of = query.statement(admin, tenant_id, statement_id)
        select = query.lines_select(of, csv_file.line_columns(of, "ko"))
        text = select.as_string(admin).replace("\n", " ")
    script = (
        "\\set QUIET on\nBEGIN;\nSELECT identity.enter('bench-shop') AS sealed \\gset\n"
        "SET LOCAL mg.context = :'sealed';\n"
        f"\\copy ({text}) TO STDOUT WITH (FORMAT csv, ENCODING 'UTF8')\nCOMMIT;\n"
    )
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(binaries.program("psql")), "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--file", "-"],
        env={**os.environ, **database.client_environment(database.dsn("mg_app"))},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(script.encode())
    process.stdin.close()
    first = 0.0
    while process.stdout.read1(PART_BYTES):  # type: ignore[attr-defined]
        first = first or time.perf_counter()
    if process.wait() != 0:
        raise EnvironmentProblem("psql failed")
    return {
        "copy_seconds": time.perf_counter() - began,
        "copy_first_line_ms": (first - began) * 1000,
    }


def _peak_mb(process_id: int) -> float:
    """The most that the portal's worker has held since it began, in MB."""
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    sizes = [
        int(found[1])
        for child in children
        if (found := re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{child}/status").read_text()))
    ]
    return max(sizes) / 1024
