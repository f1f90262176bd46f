"""Reads statements back through the command line, as far as two runs must agree."""

import json
from dataclasses import dataclass
from typing import Any

from tests.clone import Clone

KEYS = (
    *("tenant", "period_start", "period_end", "gross_sales", "platform_discount", "refunds"),
    *("chargebacks", "platform_fee", "pg_fee", "fee_vat", "payout_date", "withholding"),
    *("holdback", "holdback_release", "adjustments", "carry_in", "payout", "carry_out"),
    "line_count",
)


@dataclass(frozen=True)
class Reported:
    """All statements of a period: the bytes without ids and times, and the keys of a case."""

    content: bytes
    comparable: list[dict[str, Any]]


def reported(database: Clone, period: str) -> Reported:
    """What `report statements --json` says of a period."""
    done = database.run("report", "statements", "--period", period, "--json")
    assert done.returncode == 0, done.stderr
    value = json.loads(done.stdout)
    content = json.dumps(_timeless(value), ensure_ascii=False, indent=1).encode()
    comparable = [{key: s[key] for key in KEYS} for s in value["statements"]]
    return Reported(content, comparable)


def _timeless(value: Any) -> Any:
    """The same value without ids and times, which differ from run to run."""
    if isinstance(value, list):
        return [_timeless(item) for item in value]
    if isinstance(value, dict):
        return {
            key: _timeless(item)
            for key, item in value.items()
            if not key.endswith(("_id", "_at", "hash"))
        }
    return value


def findings(database: Clone) -> list[dict[str, Any]]:
    """What `verify --json` finds in the books; the deployment has tests of its own."""
    done = database.run("verify", "--json")
    found = json.loads(done.stdout)["findings"]
    assert done.returncode == (1 if found else 0), done.stderr
    return [finding for finding in found if finding["check"] != "schema"]
