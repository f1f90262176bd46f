"""The longest reference and codes that a payment may have fit into its covering key."""

from __future__ import annotations

import secrets
from itertools import islice
from typing import Any

import psycopg


def _distinct(count: int) -> str:
    """Characters of four bytes each, which no compression makes shorter."""
    letters = iter(lambda: chr(0x20000 + secrets.randbelow(0xA000)), "")
    return "".join(islice(letters, count))


def test_longest_payment_is_stored(superuser: psycopg.Connection[Any]) -> None:
    superuser.execute("SET session_replication_role = replica")  # no tenant is there
    done = superuser.execute(
        "INSERT INTO commerce.payment_event (tenant_id, settlement_day, branch_id, kind, ref, occurred_at, business_day, method, channel,"
        " category, currency, amount_minor, recorded_on, created_by, tax_free_minor, zero_rated_minor)"
        " VALUES (uuidv7(), '2026-09-01', uuidv7(), 'capture', %s, '2026-09-01', '2026-09-01', %s, %s, %s, 'KRW', 1, '2026-09-01', uuidv7(), 0, 0)",
        (_distinct(200), _distinct(100), _distinct(100), _distinct(100)),
    )
    assert done.rowcount == 1
