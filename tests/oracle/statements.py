"""Section "Statement of one tenant and period", and "Case files"."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.calendar import CYCLES, payout_date, period_of
from tests.oracle.events import events_of
from tests.oracle.faults import Fault
from tests.oracle.fees import Line, lines_of
from tests.oracle.money import cut_to_tens, rate_of, round_half_away, trunc, whole_amount
from tests.oracle.rules import rules_of

SMALL_TAX_ENDS = date(2024, 7, 1)
Period = tuple[date, date]


@dataclass
class _Terms:
    """A tenant's contract, defaults filled in."""

    cycle: str
    payout_days: int
    minimum_payout: int
    withholds: bool
    vat_is_cut: bool
    holdback_rate: Fraction
    release_days: int
    adjustments: list[tuple[date, int]]


@dataclass
class _Book:
    """What flows from one statement of a tenant to the next."""

    carry: int = 0
    held: list[tuple[date, int]] = field(default_factory=list)


def settle_case(case: dict[str, Any]) -> dict[str, Any]:
    """Every statement of a case, tenants in byte order of key; faulty tenants with a reason."""
    zone, currency = ZoneInfo(case["time_zone"]), case["currency"]
    plans = {plan["key"]: plan for plan in case.get("plans") or []}
    listed = {
        (date.fromisoformat(p["start"]), date.fromisoformat(p["end"])) for p in case["periods"]
    }
    statements: list[dict[str, Any]] = []
    faults: dict[str, str] = {}
    for tenant in sorted(case["tenants"], key=lambda tenant: tenant["key"].encode()):
        rows = [row for row in case["events"] if row["tenant"] == tenant["key"]]
        try:
            terms = _terms_of(tenant, currency)
            rules = rules_of(tenant, plans)
            events = events_of(rows, terms.cycle, zone, currency)
        except Fault as fault:
            faults[tenant["key"]] = str(fault)
            continue
        periods = sorted(p for p in listed if period_of(p[0], terms.cycle) == p)
        made = _statements(terms, lines_of(events, rules), periods)
        statements += [{"tenant": tenant["key"], **statement} for statement in made]
    return {"statements": statements, "faults": faults}


def _terms_of(tenant: dict[str, Any], currency: str) -> _Terms:
    withholding = tenant.get("withholding")
    if withholding not in (None, "freelancer_3_3"):
        raise Fault(f"no such withholding: {withholding}")
    if withholding and currency != "KRW":
        raise Fault(f"withholding is for KRW only, not {currency}")
    rounding = tenant.get("fee_vat_rounding") or "half_up"
    if rounding not in ("half_up", "down"):
        raise Fault(f"no such rounding: {rounding}")
    cycle = tenant.get("cycle") or "monthly"
    if cycle not in CYCLES:
        raise Fault(f"no such cycle: {cycle}")
    holdback = tenant.get("holdback") or {"percent": "0", "release_days": 1}
    if holdback["release_days"] < 1:
        raise Fault("a holdback is released after one day or more")
    payout_days = tenant.get("payout_delay_business_days")
    return _Terms(
        cycle=cycle,
        payout_days=5 if payout_days is None else payout_days,
        minimum_payout=tenant.get("minimum_payout") or 0,
        withholds=withholding is not None,
        vat_is_cut=rounding == "down",
        holdback_rate=rate_of(holdback["percent"]),
        release_days=holdback["release_days"],
        adjustments=[
            (date.fromisoformat(a["date"]), whole_amount(a["amount"], "adjustment"))
            for a in tenant.get("adjustments") or []
        ],
    )


def _statements(terms: _Terms, lines: list[Line], periods: list[Period]) -> list[dict[str, Any]]:
    book = _Book()
    made = []
    for start, end in periods:
        inside = [line for line in lines if start <= line.event.settlement_day <= end]
        adjustments = [amount for day, amount in terms.adjustments if start <= day <= end]
        release = sum(amount for day, amount in book.held if start <= day <= end)
        if inside or any(adjustments) or release or book.carry:
            made.append(_statement(terms, book, (start, end), inside, sum(adjustments), release))
    return made


def _statement(
    terms: _Terms, book: _Book, period: Period, lines: list[Line], adjustments: int, release: int
) -> dict[str, Any]:
    def total(kind: str) -> int:
        return sum(line.event.amount for line in lines if line.event.kind == kind)

    gross_sales, refunds, chargebacks = total("capture"), total("refund"), total("chargeback")
    discount = sum(line.discount for line in lines)
    platform_fee = sum(line.fees.get("platform", 0) for line in lines)
    pg_fee = sum(line.fees.get("pg", 0) for line in lines)
    fee_vat = _vat(platform_fee, terms) + _vat(pg_fee, terms)
    paid_on = payout_date(period[1], terms.payout_days)
    net_sales = gross_sales + discount - refunds - chargebacks
    withholding = _withholding(net_sales, paid_on) if terms.withholds else 0
    net = net_sales - platform_fee - pg_fee - fee_vat - withholding
    holdback = trunc(max(net, 0) * terms.holdback_rate)
    carry_in = book.carry
    balance = carry_in + net - holdback + release + adjustments
    payout = balance if balance > 0 and balance >= terms.minimum_payout else 0
    book.carry = balance - payout
    book.held.append((period[1] + timedelta(days=terms.release_days), holdback))
    return {
        "period_start": period[0].isoformat(),
        "period_end": period[1].isoformat(),
        "gross_sales": gross_sales,
        "platform_discount": discount,
        "refunds": refunds,
        "chargebacks": chargebacks,
        "platform_fee": platform_fee,
        "pg_fee": pg_fee,
        "fee_vat": fee_vat,
        "payout_date": paid_on.isoformat(),
        "withholding": withholding,
        "holdback": holdback,
        "holdback_release": release,
        "adjustments": adjustments,
        "carry_in": carry_in,
        "payout": payout,
        "carry_out": book.carry,
        "line_count": len(lines),
    }


def _vat(fee: int, terms: _Terms) -> int:
    tenth = Fraction(fee, 10)
    return trunc(tenth) if terms.vat_is_cut else round_half_away(tenth)


def _withholding(net_sales: int, paid_on: date) -> int:
    """3 % income tax and its tenth as local tax, each cut to tens of won."""
    income_tax = cut_to_tens(trunc(Fraction(max(net_sales, 0) * 3, 100)))
    if paid_on < SMALL_TAX_ENDS and income_tax < 1000:
        return 0
    return income_tax + cut_to_tens(trunc(Fraction(income_tax, 10)))
