"""Takes a tenants file: plans, tenants, terms, fee rules, adjustments; all of it or nothing."""

from __future__ import annotations

import json
from typing import Any

import psycopg

from app.db.connection import connect
from app.failure import BadInput
from app.imports import shape


def import_tenants(content: Any) -> dict[str, int]:
    """Record {"currency", "time_zone", "plans", "tenants"} (settlement.md, Import files).

    Returns how many plans and tenants the file holds. Every fault of the file is named in one BadInput,
    and then nothing of it is stored.
    """
    if not isinstance(content, dict):
        raise BadInput(
            "the file is no JSON object",
            hint='It holds {"currency", "time_zone", "plans", "tenants"}.',
        )
    currency, time_zone = content.get("currency"), content.get("time_zone")
    if not isinstance(currency, str) or not isinstance(time_zone, str):
        raise BadInput(
            "currency and time_zone are missing",
            hint='Give "currency": "KRW", "time_zone": "Asia/Seoul".',
        )
    plans, tenants = content.get("plans", []), content.get("tenants", [])
    promotions = content.get("promotions", [])
    lists = (plans, promotions, tenants)
    if not all(isinstance(values, list) for values in lists) or not any(lists):
        raise BadInput(
            "the file holds neither plans nor tenants", hint='Give lists "plans" and "tenants".'
        )
    faults: list[str] = []
    with connect("mg_batch") as connection, connection.transaction():
        # In the order of their keys, so that two files at once can't wait for each other.
        for value in sorted(plans, key=_key):
            _attempt(
                connection,
                faults,
                shape.Plan,
                value,
                "plan",
                "settlement.record_plan(%s, %s)",
                (currency,),
            )
        for value in sorted(promotions, key=_key):
            _attempt(
                connection, faults, shape.Promotion, value, "promotion",
                "settlement.record_promotion(%s, %s)", (currency,),
            )  # fmt: skip
        for value in sorted(tenants, key=_key):
            _attempt(
                connection, faults, shape.Tenant, value, "tenant",
                "settlement.record_tenant(%s, %s, %s)", (currency, time_zone),
            )  # fmt: skip
        keys = [str(value.get("key")) for value in tenants if isinstance(value, dict)]
        faults += [
            f"tenant {key!r}: stands in the file twice"
            for key in sorted(set(keys))
            if keys.count(key) > 1
        ]
        if faults:
            raise BadInput(
                "\n  ".join(("nothing was imported:", *faults)),
                hint="Mend the file and import it again.",
            )
    return {"plans": len(plans), "tenants": len(tenants)}


def _attempt(
    connection: psycopg.Connection[Any],
    faults: list[str],
    model: type[shape.Plan] | type[shape.Promotion] | type[shape.Tenant],
    value: Any,
    what: str,
    routine: str,
    arguments: tuple[str, ...],
) -> None:
    name = f"{what} {value.get('key') if isinstance(value, dict) else value!r}"
    try:
        given = json.dumps(shape.plain(shape.read(model, value, name)))
        with connection.transaction():
            connection.execute(f"SELECT {routine}", (*arguments, given))
    except BadInput as problem:
        faults.append(problem.message)
    except psycopg.DatabaseError as problem:
        if isinstance(problem, psycopg.OperationalError):
            raise
        parts = (
            problem.diag.message_primary,
            problem.diag.message_detail,
            problem.diag.message_hint,
        )
        faults.append(f"{name}: " + ": ".join(part for part in parts if part))


def _key(value: Any) -> str:
    return str(value.get("key")) if isinstance(value, dict) else ""
