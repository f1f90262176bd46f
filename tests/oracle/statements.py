"""Section "Statement of one tenant and period", and "Case files"."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.calendar import payout_date, payout_day_of_month_or_week, period_of
from tests.oracle.contract import MAIN, Contract, PayoutDays, Terms, contract_of
from tests.oracle.events import Event, events_of
from tests.oracle.faults import Fault
from tests.oracle.fees import Line, lines_of
from tests.oracle.money import cut_to_tens, round_half_away, trunc
from tests.oracle.rules import COMPONENTS, VAT_TREATMENTS, FeeRule, rules_of

# Only of a case whose expectation names them, as simulating prints them.
MORE_KEYS = (
    "schedule", "platform_vat", "pg_vat", "platform_included_vat", "pg_included_vat", "borne_vat",
    "waived", "taxable_supply", "sales_vat", "tax_free", "zero_rated",
)  # fmt: skip
SMALL_TAX_ENDS = date(2024, 7, 1)
Period = tuple[date, date]


@dataclass
class _Book:
    """What flows from one statement of a tenant to the next."""

    carry: int = 0
    held: list[tuple[date, int]] = field(default_factory=list)


def settle_case(case: dict[str, Any]) -> dict[str, Any]:
    """Every statement of a case, tenants in byte order of key; faulty tenants with a reason."""
    zone, currency = ZoneInfo(case["time_zone"]), case["currency"]
    plans = {plan["key"]: plan for plan in case.get("plans") or []}
    promotions = {given["key"]: given for given in case.get("promotions") or []}
    listed = {
        (date.fromisoformat(p["start"]), date.fromisoformat(p["end"])) for p in case["periods"]
    }
    statements: list[dict[str, Any]] = []
    faults: dict[str, str] = {}
    for tenant in sorted(case["tenants"], key=lambda tenant: tenant["key"].encode()):
        rows = [row for row in case["events"] if row["tenant"] == tenant["key"]]
        try:
            contract = contract_of(tenant, promotions, currency)
            rules = rules_of(tenant, plans)
            events = events_of(rows, contract, zone, currency)
        except Fault as fault:
            faults[tenant["key"]] = str(fault)
            continue
        made = _of_schedules(contract, rules, events, listed)
        statements += [{"tenant": tenant["key"], **statement} for statement in made]
    wanted = {key for s in (case.get("expect") or {}).get("statements", []) for key in s}
    unwanted = [key for key in MORE_KEYS if key not in wanted]
    for statement in statements:
        for key in unwanted:
            del statement[key]
    return {"statements": statements, "faults": faults}


def _of_schedules(
    contract: Contract, rules: list[FeeRule], events: list[Event], listed: set[Period]
) -> list[dict[str, Any]]:
    """The statements of all schedules of a tenant, by period, then by code."""
    made = []
    for schedule, terms in contract.terms.items():
        own = [event for event in events if event.schedule == schedule]
        periods = sorted(p for p in listed if period_of(p[0], terms.cycle) == p)

        def is_settled(day: date, periods: list[Period] = periods) -> bool:
            return any(start <= day <= end for start, end in periods)

        lines = lines_of(own, rules, contract.promotions, is_settled)
        adjustments = contract.adjustments if schedule == MAIN else []
        made += [
            {**statement, "schedule": schedule}
            for statement in _statements(terms, lines, periods, adjustments)
        ]
    return sorted(made, key=lambda s: (s["period_end"], s["schedule"].encode()))


def _statements(
    terms: Terms, lines: list[Line], periods: list[Period], dated: list[tuple[date, int]]
) -> list[dict[str, Any]]:
    book = _Book()
    made = []
    for start, end in periods:
        inside = [line for line in lines if start <= line.event.settlement_day <= end]
        adjustments = [amount for day, amount in dated if start <= day <= end]
        release = sum(amount for day, amount in book.held if start <= day <= end)
        if inside or any(adjustments) or release or book.carry:
            made.append(_statement(terms, book, (start, end), inside, sum(adjustments), release))
    return made


def _statement(
    terms: Terms, book: _Book, period: Period, lines: list[Line], adjustments: int, release: int
) -> dict[str, Any]:
    def total(kind: str) -> int:
        return sum(line.event.amount for line in lines if line.event.kind == kind)

    gross_sales, refunds, chargebacks = total("capture"), total("refund"), total("chargeback")
    discount = sum(line.discount for line in lines)
    platform_fee = sum(line.fees.get("platform", 0) for line in lines)
    pg_fee = sum(line.fees.get("pg", 0) for line in lines)
    vat = {component: _vat(lines, component, terms) for component in COMPONENTS}
    fee_vat = sum(parts["added"] for parts in vat.values())
    paid_on = _paid_on(period[1], terms.payout)
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
        "platform_vat": sum(vat["platform"].values()),
        "pg_vat": sum(vat["pg"].values()),
        "platform_included_vat": vat["platform"]["included"],
        "pg_included_vat": vat["pg"]["included"],
        "borne_vat": vat["platform"]["borne"] + vat["pg"]["borne"],
        "waived": sum(line.waived for line in lines),
        **_tax_parts(lines, net_sales),
    }


def _tax_parts(lines: list[Line], net_sales: int) -> dict[str, int]:
    sales_vat = sum(line.vat for line in lines)
    tax_free = sum(line.tax_free for line in lines)
    zero_rated = sum(line.zero_rated for line in lines)
    return {
        "taxable_supply": net_sales - sales_vat - tax_free - zero_rated,
        "sales_vat": sales_vat,
        "tax_free": tax_free,
        "zero_rated": zero_rated,
    }


def _paid_on(period_end: date, days: PayoutDays) -> date:
    if not days.policy:
        return payout_date(period_end, days.business_days)
    first = period_end + timedelta(days=days.delay_days)
    return payout_day_of_month_or_week(first, days.weekdays, days.month_days, days.policy)


def _vat(lines: list[Line], component: str, terms: Terms) -> dict[str, int]:
    """VAT on one component's fees of a statement, by who bears it."""
    fees = dict.fromkeys(VAT_TREATMENTS, 0)
    for line in lines:
        if component in line.fees:
            fees[line.rules[component].vat] += line.fees[component]
    cut = trunc if terms.vat_is_cut else round_half_away
    shares = {"added": 10, "included": 11, "borne": 10}
    return {treatment: cut(Fraction(fee, shares[treatment])) for treatment, fee in fees.items()}


def _withholding(net_sales: int, paid_on: date) -> int:
    """3 % income tax and its tenth as local tax, each cut to tens of won."""
    income_tax = cut_to_tens(trunc(Fraction(max(net_sales, 0) * 3, 100)))
    if paid_on < SMALL_TAX_ENDS and income_tax < 1000:
        return 0
    return income_tax + cut_to_tens(trunc(Fraction(income_tax, 10)))
