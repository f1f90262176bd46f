"""Stages a big payments file in parts, several at the same time: reading rows costs more than all the rest of an import."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from queue import SimpleQueue
from typing import Any
from uuid import UUID

import psycopg

from app.db.connection import connect
from app.imports import staging

ROWS_A_PART = 50_000
PARTS_AT_ONCE = 2

Row = tuple[int, Sequence[str]]


def stage(file_id: UUID, rows: Iterable[Row]) -> None:
    """Copy (line number, values in the order of staging.COLUMNS) and have SQL read them into commerce.import_event.

    Each part is committed by itself: whoever calls holds commerce.claim_import, and clears what is there if this fails.
    Raises what `rows` raises.
    """
    rest = iter(rows)
    waiting: deque[Future[None]] = deque()
    with ExitStack() as stack, ThreadPoolExecutor(PARTS_AT_ONCE, "import-part") as pool:
        free: SimpleQueue[psycopg.Connection[Any]] = SimpleQueue()
        opened = 0
        while part := list(islice(rest, ROWS_A_PART)):
            # Of a file that fits into one part the second connection is never opened.
            if opened < PARTS_AT_ONCE:
                free.put(stack.enter_context(connect("mg_batch", autocommit=True)))
                opened += 1
            waiting.append(pool.submit(_stage_part, free, file_id, part))
            if len(waiting) > PARTS_AT_ONCE:
                waiting.popleft().result()
        for left in waiting:
            left.result()


def _stage_part(
    free: SimpleQueue[psycopg.Connection[Any]], file_id: UUID, part: Sequence[Row]
) -> None:
    connection = free.get()
    try:
        with connection.transaction():
            staging.stage(connection, file_id, part)
            connection.execute("SELECT commerce.read_import(%s)", (file_id,))
    finally:
        free.put(connection)
