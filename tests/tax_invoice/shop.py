"""Tenants and statements as settlement leaves them, for tests of what headquarters bills."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

SOMEBODY = UUID("00000000-0000-7000-8000-00000000aaaa")
SUPPLIER = {
    "business_number": "124-81-00998", "name": "마음정원", "ceo_name": "김본사", "address": "서울 중구 세종대로 1",
    "business_type": "서비스", "business_item": "정산대행", "contact_name": "박세무", "contact_email": "tax@hq.example",
}  # fmt: skip
Connection = psycopg.Connection[Any]


def set_supplier(connection: Connection, valid_from: str = "2026-01-01") -> None:
    """Headquarters as the supplier."""
    connection.execute("SELECT billing.record_supplier(%s, %s)", (Jsonb(SUPPLIER), valid_from))


def add_tenant(
    connection: Connection, key: str, *, business_number: str | None = "1010100014",
    currency: str = "KRW", settled_through: str = "2026-12-31", cycle: str = "monthly",
) -> UUID:  # fmt: skip
    """A tenant that is settled that far."""
    tenant = uuid4()
    connection.execute(
        "INSERT INTO tenancy.tenant_directory (tenant_key, tenant_id) VALUES (%s, %s)",
        (key, tenant),
    )
    connection.execute(
        "INSERT INTO tenancy.tenant (tenant_id, tenant_key, name_ko, business_number, address, currency, time_zone, created_by)"
        " VALUES (%s, %s, %s, %s, '서울 종로구', %s, 'Asia/Seoul', %s)",
        (tenant, key, f"{key} 가게", business_number, currency, SOMEBODY),
    )
    connection.execute(
        "INSERT INTO settlement.terms (tenant_id, cycle, payout_delay_business_days, minimum_payout_minor, currency, fee_vat_rounding, valid_during, created_by)"
        " VALUES (%s, %s, 5, 0, %s, 'half_up', '(,)', %s)",
        (tenant, cycle, currency, SOMEBODY),
    )
    connection.execute(
        "INSERT INTO settlement.tenant_clock (tenant_id, closed_through, settled_through) VALUES (%s, %s, %s)",
        (tenant, settled_through, settled_through),
    )
    return tenant


def add_statement(
    connection: Connection, tenant: UUID, period_end: str, platform: tuple[int, int] = (0, 0), pg: tuple[int, int] = (0, 0),
    *, status: str = "confirmed", included: int = 0, **parts: int,
) -> UUID:  # fmt: skip
    """A statement whose fees have this supply value and VAT; `included`: of the platform's VAT, the part within its fee."""
    statement = uuid4()
    platform_fee, fee_vat = platform[0] + included, platform[1] + pg[1] - included
    values = {
        "tenant_id": tenant, "statement_id": statement, "period_start": date.fromisoformat(period_end).replace(day=1),
        "period_end": period_end, "version": 1, "status": status, "payout_date": "2026-12-31",
        "confirmed_at": None if status in ("calculated", "reviewed", "void") else datetime(2026, 11, 2),  # noqa: DTZ001
        "reviewed_at": None, "voided_at": datetime(2026, 11, 2) if status == "void" else None,  # noqa: DTZ001
        "paid_at": datetime(2026, 11, 6) if status == "paid" else None, "paid_on": "2026-11-06" if status == "paid" else None,  # noqa: DTZ001
        "currency": "KRW", "platform_fee_minor": platform_fee, "pg_fee_minor": pg[0], "fee_vat_minor": fee_vat,
        "platform_vat_minor": platform[1], "pg_vat_minor": pg[1],
        "platform_included_vat_minor": included, "carry_out_minor": sum(parts.values()) - platform_fee - pg[0] - fee_vat, "gross_sales_minor": sum(parts.values()), "created_by": SOMEBODY,
    }  # fmt: skip
    zeros = (
        "discount_given", "discount_returned", "refunds", "chargebacks", "income_tax", "local_tax", "holdback",
        "holdback_release", "adjustments", "carry_in", "payout",
    )  # fmt: skip
    values |= {f"{name}_minor": 0 for name in zeros} | {
        f"{name}_count": 0 for name in ("capture", "refund", "chargeback")
    }
    values |= {f"{name}_minor": amount for name, amount in parts.items()}
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    connection.execute(
        f"INSERT INTO settlement.statement (terms_id, {names})"
        f" SELECT m.terms_id, {marks} FROM settlement.terms AS m WHERE m.tenant_id = %s",
        (*values.values(), tenant),
    )
    return statement


def prepare(
    connection: Connection, month: str, *tenants: UUID, as_of: str = "2026-11-03T09:00+09"
) -> list[Any]:
    """Outcome, reason and id a tenant."""
    return connection.execute(
        "SELECT tenant_key, outcome, reason, tax_invoice_id FROM billing.prepare_tax_invoice(%s, %s, %s)",
        (f"{month}-01", list(tenants) or None, as_of),
    ).fetchall()


def mark_sent(
    connection: Connection, invoice: UUID, number: str | None = None, on: str = "2026-11-03"
) -> str:
    """Issued and sent, as a worker notes it."""
    at = datetime.fromisoformat(f"{on}T10:00:00+09:00")
    approval = number or f"{on.replace('-', '')}41000000{uuid4().int % 10**8:08}"
    row = connection.execute(
        "SELECT tenant_id FROM billing.tax_invoice WHERE tax_invoice_id = %s", (invoice,)
    ).fetchone()
    assert row is not None
    connection.execute(
        "SELECT billing.note_issued(%s, %s, %s, %s)", (row[0], invoice, approval, at)
    )
    connection.execute(
        "SELECT billing.note_sent(%s, %s, %s)", (row[0], invoice, at + timedelta(days=1))
    )
    return approval
