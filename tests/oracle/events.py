"""Section "Events": what may be recorded, settlement days, the order of events."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.calendar import business_day, instant, is_late
from tests.oracle.contract import Contract
from tests.oracle.faults import Fault
from tests.oracle.money import whole_amount


@dataclass(frozen=True)
class Event:
    """One payment event of one tenant, with the days it was given."""

    ref: str
    kind: str
    occurred_at: datetime
    business_day: date
    settlement_day: date
    method: str
    category: str
    channel: str
    amount: int
    platform_discount: int
    original_ref: str | None
    schedule: str
    tax_free: int | None
    zero_rated: int | None

    @property
    def order(self) -> tuple[date, datetime, bytes]:
        """The order of events: settlement day, instant, ref in byte order."""
        return self.settlement_day, self.occurred_at, self.ref.encode()


def events_of(
    rows: list[dict[str, Any]], contract: Contract, zone: ZoneInfo, currency: str
) -> list[Event]:
    """A tenant's events in order, each checked, refunds not settled before their captures."""
    by_ref: dict[str, dict[str, Any]] = {}
    for row in rows:
        if by_ref.setdefault(row["ref"], row) != row:
            raise Fault(f"the same ref with other content: {row['ref']}")
        if row.get("currency", currency) != currency:
            raise Fault(f"{row['ref']} is not in {currency}")
    parsed = {ref: _parse(row, by_ref, contract, zone) for ref, row in by_ref.items()}
    captures = {ref: event for ref, event in parsed.items() if event.kind == "capture"}
    reversals = [event for event in parsed.values() if event.kind != "capture"]
    for capture in captures.values():
        _check_capture(capture)
    for reversal in reversals:
        _check_reversal(reversal, captures)
    _refuse_refunding_too_much(reversals, captures)
    _check_parts(reversals, captures)
    settled = [_not_before(event, captures[event.original_ref or ""]) for event in reversals]
    return sorted([*captures.values(), *settled], key=lambda event: event.order)


def _parse(
    row: dict[str, Any], by_ref: dict[str, dict[str, Any]], contract: Contract, zone: ZoneInfo
) -> Event:
    if row["kind"] not in ("capture", "refund", "chargeback"):
        raise Fault(f"no such kind of event: {row['kind']}")
    if not row["ref"]:
        raise Fault("an event without ref")
    day = business_day(row["occurred_at"], zone)
    text = row.get("recorded_on")
    recorded_on = date.fromisoformat(text) if text else None
    # What takes back belongs to the schedule of its capture.
    source = row if row["kind"] == "capture" else by_ref.get(row.get("original_ref") or "", row)
    schedule = contract.schedule_of(source.get("method") or "")
    late = is_late(day, recorded_on, contract.terms[schedule].cycle)
    amount = whole_amount(row["amount"], "amount")
    coupon = whole_amount(row.get("coupon_discount") or 0, "coupon_discount")
    if coupon and row["kind"] != "capture":
        raise Fault(f"a {row['kind']} carries no coupon: {row['ref']}")
    discount = whole_amount(row.get("platform_discount") or 0, "platform_discount")
    discount += contract.borne_by_platform(coupon, day)
    tax_free, zero_rated = _parts(row, amount + discount, contract.tax_type)
    return Event(
        ref=row["ref"],
        kind=row["kind"],
        occurred_at=instant(row["occurred_at"]),
        business_day=day,
        settlement_day=recorded_on if late and recorded_on else day,
        method=row.get("method") or "",
        category=row.get("category") or "",
        channel=row.get("channel") or "",
        amount=amount,
        platform_discount=discount,
        original_ref=row.get("original_ref") or None,
        schedule=schedule,
        tax_free=tax_free,
        zero_rated=zero_rated,
    )


def _parts(row: dict[str, Any], price: int, tax_type: str) -> tuple[int | None, int | None]:
    """Tax-free and zero-rated part; None for a return that is split in proportion."""
    given = row.get("tax_free"), row.get("zero_rated")
    if given != (None, None):
        tax_free, zero_rated = (whole_amount(part or 0, "tax part") for part in given)
    elif row["kind"] != "capture":
        return None, None
    else:
        tax_free = price if tax_type == "tax_free" else 0
        zero_rated = price if tax_type == "zero_rated" else 0
    if tax_free + zero_rated > price:
        raise Fault(f"tax parts above the price: {row['ref']}")
    return tax_free, zero_rated


def _check_parts(reversals: list[Event], captures: dict[str, Event]) -> None:
    returns: dict[str, list[Event]] = defaultdict(list)
    for event in reversals:
        returns[event.original_ref or ""].append(event)
    for ref, events in returns.items():
        given = [event.tax_free is not None for event in events]
        if not any(given):
            continue
        capture = captures[ref]
        if not all(given) or capture.platform_discount:
            raise Fault(f"tax parts of some returns only, or of a discount: {ref}")
        tax_free = sum(event.tax_free or 0 for event in events)
        zero_rated = sum(event.zero_rated or 0 for event in events)
        taxable = sum(event.amount for event in events) - tax_free - zero_rated
        whole = capture.tax_free or 0, capture.zero_rated or 0
        if tax_free > whole[0] or zero_rated > whole[1] or taxable > capture.amount - sum(whole):
            raise Fault(f"tax parts above their capture's: {ref}")


def _check_capture(event: Event) -> None:
    if event.original_ref is not None:
        raise Fault(f"a capture has no original: {event.ref}")
    if event.amount < 0 or event.platform_discount < 0:
        raise Fault(f"a negative amount: {event.ref}")
    if event.amount == 0 and event.platform_discount == 0:
        raise Fault(f"neither amount nor discount: {event.ref}")


def _check_reversal(event: Event, captures: dict[str, Event]) -> None:
    original = captures.get(event.original_ref or "")
    if original is None:
        raise Fault(f"unknown original {event.original_ref} of {event.ref}")
    if event.platform_discount != 0:
        raise Fault(f"a {event.kind} carries no discount of its own: {event.ref}")
    if event.amount < 0 or (event.amount == 0) != (original.amount == 0):
        raise Fault(f"not an amount to take back: {event.ref}")
    if event.business_day < original.business_day:
        raise Fault(f"before its capture: {event.ref}")


def _refuse_refunding_too_much(reversals: list[Event], captures: dict[str, Event]) -> None:
    totals: dict[str, list[int]] = defaultdict(list)
    for event in reversals:
        totals[event.original_ref or ""].append(event.amount)
    for ref, amounts in totals.items():
        amount = captures[ref].amount
        if sum(amounts) > amount or (amount == 0 and len(amounts) > 1):
            raise Fault(f"more taken back than was captured: {ref}")


def _not_before(event: Event, capture: Event) -> Event:
    """A refund's settlement day is never before its capture's."""
    day = max(event.settlement_day, capture.settlement_day)
    return Event(**{**event.__dict__, "settlement_day": day})
