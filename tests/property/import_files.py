"""Writes the tenants and events of a case as the files that a real import takes."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

COLUMNS = [
    *("tenant_key", "branch_code", "ref", "kind", "occurred_at", "currency", "method", "channel"),
    *("category", "amount", "platform_discount", "original_ref", "recorded_on"),
    *("coupon_discount", "tax_free", "zero_rated"),
]
AMOUNTS = ("amount", "platform_discount", "coupon_discount", "tax_free", "zero_rated")
TENANT_KEYS = ("currency", "time_zone", "plans", "promotions", "tenants")
DECIMALS = {"KRW": 0, "JPY": 0, "USD": 2}


def in_major_units(minor: int, currency: str) -> str:
    """1177 becomes 11.77 USD; 10000 stays 10000 KRW."""
    decimals = DECIMALS[currency]
    if decimals == 0:
        return str(minor)
    return f"{minor // 10**decimals}.{minor % 10**decimals:0{decimals}}"


def write_tenants(path: Path, case: dict[str, Any]) -> Path:
    """A tenants file of the whole case."""
    kept = {key: case[key] for key in TENANT_KEYS if key in case}
    path.write_text(json.dumps(kept), encoding="utf-8")
    return path


def write_payments(path: Path, case: dict[str, Any], events: Iterable[dict[str, Any]]) -> Path:
    """A payments file of some events of the case, in the order given."""
    currency = case["currency"]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for event in events:
            row = {column: event.get(column) or "" for column in COLUMNS}
            row["tenant_key"] = event["tenant"]
            row["currency"] = currency
            for name in AMOUNTS:
                if event.get(name) is not None:
                    row[name] = in_major_units(event[name], currency)
            writer.writerow(row)
    return path
