"""The statement as JSON data: the keys of a settlement case first, then what else is known."""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

from app.reports.model import STATEMENT_TAX, Row

# What `simulate` and a case's `expect` print, in this order; then more.
CASE_MONEY_BEFORE_DATE = (
    "gross_sales",
    "platform_discount",
    "refunds",
    "chargebacks",
    "platform_fee",
    "pg_fee",
    "fee_vat",
)
CASE_MONEY_AFTER_DATE = (
    "withholding",
    "holdback",
    "holdback_release",
    "adjustments",
    "carry_in",
    "payout",
    "carry_out",
)
MORE_MONEY = (
    "net_sales",
    "fee_total",
    "income_tax",
    "local_tax",
    "net",
    "balance",
    "minimum_payout",
    *STATEMENT_TAX,
)
# May change while the content stands, or names the place and not the content: not in the hash.
OUTSIDE_HASH = ("statement_id", "status", "created_at", "confirmed_at", "paid_on")


def _text(value: date | datetime | None) -> str | None:
    """ISO 8601; an instant in UTC, whatever the session's time zone."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    return None if value is None else value.isoformat()


def case_keys(of: Row) -> dict[str, Any]:
    """Exactly the keys of a case's expected statement; amounts are minor units."""
    return {
        "tenant": of["tenant_key"],
        "period_start": _text(of["period_start"]),
        "period_end": _text(of["period_end"]),
        **{name: of[f"{name}_minor"] for name in CASE_MONEY_BEFORE_DATE},
        "payout_date": _text(of["payout_date"]),
        **{name: of[f"{name}_minor"] for name in CASE_MONEY_AFTER_DATE},
        "line_count": of["line_count"],
    }


def statement_document(of: Row) -> dict[str, Any]:
    """The case's keys and more, with the hash of the content at the end."""
    document = case_keys(of) | {
        "statement_id": str(of["statement_id"]),
        "statement_number": of["statement_number"],
        "version": of["version"],
        "status": of["status"],
        "currency": of["currency"],
        "time_zone": of["time_zone"],
        "cycle": of["cycle"],
        "tenant_name_ko": of["tenant_name_ko"],
        "tenant_name_en": of["tenant_name_en"],
        "business_number": of["business_number"],
        "capture_count": of["capture_count"],
        "refund_count": of["refund_count"],
        "chargeback_count": of["chargeback_count"],
        **{name: of[f"{name}_minor"] for name in MORE_MONEY},
        "holdback_release_on": _text(of["holdback_release_on"]),
        "created_at": _text(of["created_at"]),
        "confirmed_at": _text(of["confirmed_at"]),
        "paid_on": _text(of["paid_on"]),
    }
    return document | {"content_sha256": _hash(document)}


def content_hash(of: Row) -> str:
    """SHA-256 over the statement's content: the same from the calculation to the payment."""
    return str(statement_document(of)["content_sha256"])


def _hash(document: dict[str, Any]) -> str:
    content = {key: value for key, value in document.items() if key not in OUTSIDE_HASH}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def line_document(line: Row) -> dict[str, Any]:
    """One line; amounts are minor units with the sign that they have for the tenant."""
    return {
        "payment_event_id": str(line["payment_event_id"]),
        "ref": line["ref"],
        "kind": line["kind"],
        "is_reversal": line["is_reversal"],
        "original_ref": line["original_ref"],
        "occurred_at": _text(line["occurred_at"]),
        "business_day": _text(line["business_day"]),
        "settlement_day": _text(line["settlement_day"]),
        "branch_code": line["branch_code"],
        "method": line["method"],
        "channel": line["channel"],
        "category": line["category"],
        "currency": line["currency"],
        "sales": line["sales_minor"],
        "platform_discount": line["discount_minor"],
        "platform_fee": line["platform_fee_minor"],
        "pg_fee": line["pg_fee_minor"],
        "net": line["net_minor"],
        "taxable_supply": line["taxable_supply_minor"],
        "sales_vat": line["vat_minor"],
        "zero_rated": line["zero_rated_minor"],
        "tax_free": line["tax_free_minor"],
        "waived": line["waived_minor"],
        "platform_rule_id": _id(line["platform_rule_id"]),
        "pg_rule_id": _id(line["pg_rule_id"]),
    }


def _id(value: object) -> str | None:
    return None if value is None else str(value)
