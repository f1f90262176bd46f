"""Change requests and versions of contracts as tables in a terminal."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from rich.console import Console
from rich.table import Table

from app.failure import BadInput
from app.i18n.money import digits

# Keys of a content that are amounts in minor units.
_AMOUNTS = ("fixed", "minimum", "maximum", "month_maximum", "budget", "minimum_payout")
Found = dict[str, Any]


def requests(connection: psycopg.Connection[Any], **filters: Any) -> list[Found]:
    """Change requests as JSON data, newest first."""
    given = {"request_id": None, "status": None, "tenant_key": None, "plan_key": None} | filters
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "SELECT r.request_id::text, r.tenant_key, r.plan_key, r.currency, c.decimals, r.status, r.begins_on::text, r.reason,"
            " r.requested_at::text, r.requested_by, r.decided_at::text, r.decided_by, r.decision_reason, r.effective_on::text,"
            " r.change, r.difference"
            " FROM pricing.list_change_request(%(request_id)s, %(status)s, %(tenant_key)s, %(plan_key)s) AS r"
            " JOIN core.currency AS c ON c.currency = r.currency",
            given,
        )
        return cursor.fetchall()


def request_of(connection: psycopg.Connection[Any], request_id: UUID) -> Found:
    """One request; a BadInput if there is none."""
    found = requests(connection, request_id=request_id)
    if not found:
        raise BadInput(f"no change request {request_id}", hint="mindgarden pricing list names them")
    return found[0]


def history(
    connection: psycopg.Connection[Any],
    tenant_key: str | None,
    plan_key: str | None,
    on: date | None,
) -> list[Found]:
    """Versions of a contract as JSON data."""
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "SELECT h.version_id::text, h.subject, h.selector, h.valid_from::text, h.valid_to::text, h.state, h.content,"
            " h.recorded_at::text, h.recorded_by, h.acts FROM settlement.contract_history(%s, %s, %s) AS h",
            (tenant_key, plan_key, on),
        )
        return cursor.fetchall()


def words(content: Found | None, decimals: int | None = None) -> str:
    """A rule, terms or another content in one line; amounts in major units where the decimals are known."""
    if content is None:
        return "-"
    parts = []
    for key, value in content.items():
        if key == "tiers":
            tiers = (f"{tier['percent']} % up to {_amount(tier['up_to'], decimals)}" for tier in value)  # fmt: skip
            parts.append("; ".join(tiers))
        elif key == "percent":
            parts.append(f"{value} %")
        elif key in _AMOUNTS:
            parts.append(f"{key.replace('_', ' ')} {_amount(value, decimals)}")
        elif key == "kind":
            parts += [] if value == "percent" else [str(value).replace("_", " ")]
        elif isinstance(value, dict):
            parts.append(f"{key.replace('_', ' ')}: {words(value, decimals)}")
        elif value is not None:
            parts.append(f"{key.replace('_', ' ')} {_plain(value)}")
    return ", ".join(parts) or "none"


def subject(row: Found) -> str:
    """What a version is of: `platform fee, method card`."""
    selector = dict(row["selector"])
    name = f"{selector.pop('component')} fee" if "component" in selector else row["subject"].replace("_", " ")  # fmt: skip
    return ", ".join([name, *(f"{key} {value}" for key, value in selector.items())])


def days(row: Found) -> str:
    """From when to when, the end not included."""
    return f"{row['valid_from'] or '…'} – {row['valid_to'] or '…'}"


def print_requests(found: list[Found]) -> None:
    """One line a request."""
    table = Table(box=None, pad_edge=False)
    for name in ("request", "for", "status", "begins", "asked by", "decided by", "reason"):
        table.add_column(name, overflow="fold")
    for row in found:
        whose = row["tenant_key"] or f"plan {row['plan_key']}"
        people = row["requested_by"], row["decided_by"] or ""
        begins = row["begins_on"] or "…"
        table.add_row(row["request_id"], whose, row["status"], begins, *people, row["reason"])
    _console().print(table)


def print_difference(request: Found) -> None:
    """What a request changes: for what, from when to when, old and new."""
    table = Table(box=None, pad_edge=False)
    for name in ("what", "days", "old", "new"):
        table.add_column(name, overflow="fold")
    for row in request["difference"]:
        old, new = (words(row[side], request["decimals"]) for side in ("old", "new"))
        table.add_row(subject(row), days(row), old, new)
    _console().print(table)


def print_history(found: list[Found]) -> None:
    """One line a version, with the last act on it."""
    table = Table(box=None, pad_edge=False)
    for name in ("what", "days", "", "says (amounts in minor units)", "recorded", "by", "asked, approved, why"):  # fmt: skip
        table.add_column(name, overflow="fold")
    for row in found:
        acts = "; ".join(
            f"{act['effect']}: {act['requested_by']}, {act['approved_by']}, {act['reason']}"
            for act in row["acts"]
        )
        recorded = row["recorded_at"][:10], row["recorded_by"]
        state = row["state"].replace("_", " ")
        table.add_row(subject(row), days(row), state, words(row["content"]), *recorded, acts)
    _console().print(table)


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else 200)


def _amount(value: int | None, decimals: int | None) -> str:
    if value is None:
        return "…"
    return str(value) if decimals is None else digits(value, decimals)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
