"""One row of Toss Payments' settlement, as the staging table takes it: text only, nothing computed."""

from __future__ import annotations

from typing import Any

# staging column -> the field of a row that it holds.
FIELDS = {
    "row_ref": "transactionKey",
    "ref": "paymentKey",
    "method": "method",
    "sold_on": "soldDate",
    "paid_out_on": "paidOutDate",
    "currency": "currency",
    "amount": "amount",
    "fee": "fee",
    "supply": "supplyAmount",
    "vat": "vat",
    "payout": "payOutAmount",
}
_OPTIONAL = ("ref", "method", "currency")


def as_staged(row: Any) -> dict[str, Any] | tuple[str, str]:
    """The staging columns of a row, or (field, reason) why it can't be read.

    A cancellation has a key of its own; the row names its payment by every key that Toss gives it.
    """
    if not isinstance(row, dict):
        return "", "a row is a JSON object"
    staged: dict[str, Any] = {"gateway": "toss", "tenant_key": "", "kind": ""}
    for column, name in FIELDS.items():
        value = row.get(name)
        if value is None and column in _OPTIONAL:
            value = "KRW" if column == "currency" else ""
        if not isinstance(value, str):
            return name, "is missing" if value is None else f"{value!r} is no text or number"
        if len(value) > 10_000 or not _is_storable(value):
            return name, "is too long, or holds what is no character"
        staged[column] = value
    cancel = row.get("cancel")
    if cancel is not None and not isinstance(cancel, dict):
        return "cancel", "is neither null nor an object"
    cancel_key = _text(cancel, "transactionKey")
    staged["refs"] = [
        ref
        for ref in (cancel_key, staged["row_ref"], staged.pop("ref"), _text(row, "orderId"))
        if ref
    ]
    staged["row_ref"] = cancel_key or staged["row_ref"]
    fees = row.get("fees")  # old accounts have none
    if fees is not None and not isinstance(fees, list):
        return "fees", "is no array"
    staged["fees"] = [
        {key: _text(one, key) for key in ("type", "fee")} for one in fees or ()
    ] or None
    return staged


def _text(holder: Any, name: str) -> str:
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, str) and _is_storable(value) else ""


def _is_storable(text: str) -> bool:
    """No NUL, no half of a surrogate pair: a database holds neither."""
    return "\0" not in text and not any("\ud800" <= one <= "\udfff" for one in text)
