"""Factories of the tables of schema billing."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from tests.isolation.factories import SOMEBODY, Row, Tenant, factory, fresh, number


@factory("billing.tax_profile")
def _(tenant: Tenant) -> Row:
    return {"tenant_id": tenant.tenant_id, "created_by": SOMEBODY, "changed_by": SOMEBODY}


@factory("billing.tax_invoice")
def _(tenant: Tenant) -> Row:
    party = Jsonb({"business_number": "1010100014", "name": "가게"})
    return {
        "tenant_id": tenant.tenant_id, "cause": "fees", "invoice_month": f"{1000 + number()}-01-01",
        "written_on": "2026-10-31", "due_on": "2026-11-10", "currency": "KRW", "supply_minor": 10,
        "tax_minor": 1, "total_minor": 11, "supplier": party, "buyer": party, "created_by": SOMEBODY,
    }  # fmt: skip


@factory("billing.tax_invoice_item")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "tax_invoice_id": tenant.ids["tax_invoice"], "item_no": 1,
        "item_code": "platform_fee", "name_ko": "수수료", "name_en": "Fee", "supply_minor": 10,
        "tax_minor": 1, "currency": "KRW",
    }  # fmt: skip


@factory("billing.tax_invoice_statement")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "tax_invoice_id": tenant.ids["tax_invoice"],
        "statement_id": tenant.ids["statement"],
    }  # fmt: skip


@factory("billing.deadline_alarm")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "invoice_month": "2026-10-01", "subject": fresh(),
        "problem": "not_issued", "due_on": "2026-11-10", "reason": "왜", "raised_at": "2026-11-07",
        "created_by": SOMEBODY,
    }  # fmt: skip
