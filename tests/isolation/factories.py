"""One factory a protected table: the columns of a valid row. A table without one fails the matrix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

_number = count(1)
SOMEBODY = UUID("00000000-0000-7000-8000-00000000aaaa")


@dataclass
class Tenant:
    """A tenant whose rows the matrix looks for; `ids` holds the parents that exist already."""

    key: str
    tenant_id: UUID = field(default_factory=uuid4)
    branch_id: UUID = field(default_factory=uuid4)
    user_id: UUID = field(default_factory=uuid4)
    ids: dict[str, UUID] = field(default_factory=lambda: {name: uuid4() for name in _PARENTS})


Row = dict[str, Any]
_PARENTS = (
    "plan",
    "promotion",
    "terms",
    "statement",
    "event",
    "chargeback_case",
    "entry",
    "job_run",
    "gateway_file",
    "gateway_row",
    "tax_invoice",
    "change_request",
    "opening",
    "adjustment_request",
    "payout_account",
    "payout_batch",
    "payout",
)
FACTORIES: dict[str, Callable[[Tenant], Row]] = {}


def factory(table: str) -> Callable[[Callable[[Tenant], Row]], Callable[[Tenant], Row]]:
    """Register the factory of a table, in the order in which rows can be made."""

    def register(made: Callable[[Tenant], Row]) -> Callable[[Tenant], Row]:
        FACTORIES[table] = made
        return made

    return register


def insert(connection: psycopg.Connection[Any], table: str, row: Row) -> None:
    """Insert one row, whoever the connection acts as."""
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(*table.split(".")),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join([sql.Placeholder()] * len(row)),
        ),
        list(row.values()),
    )


def fresh() -> str:
    """A text that no other row has."""
    return f"n{next(_number)}"


def number() -> int:
    """A number that no other row has."""
    return next(_number)


def day_range() -> str:
    """A day range that no other row has."""
    return f"[{1000 + next(_number)}-01-01,{1000 + next(_number)}-01-01)"


@factory("tenancy.tenant_directory")
def _(_tenant: Tenant) -> Row:
    return {"tenant_key": fresh(), "tenant_id": uuid4()}


@factory("tenancy.tenant")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "tenant_key": tenant.key, "name_ko": "가게", "currency": "KRW",
        "time_zone": "Asia/Seoul", "created_by": SOMEBODY,
    }  # fmt: skip


@factory("tenancy.branch")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id,
        "branch_code": fresh(),
        "name_ko": "본점",
        "created_by": SOMEBODY,
    }


@factory("core.translation")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "subject_type": "tenancy.branch", "subject_id": uuid4(),
        "field": "name", "locale": "ja", "content": "本店", "created_by": SOMEBODY,
    }  # fmt: skip


@factory("core.idempotency_key")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "command": "try", "request_key": fresh(), "request_hash": b"x",
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("pricing.tenant_plan")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "pricing_plan_id": tenant.ids["plan"], "valid_during": day_range(),
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("pricing.tenant_fee_rule")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "component": "platform", "method": fresh(), "kind": "percent",
        "rate": 1, "currency": "KRW", "returns_on_refund": True, "valid_during": "[2026-01-01,)",
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("pricing.tenant_promotion")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "promotion_id": tenant.ids["promotion"], "valid_during": day_range(),
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("pricing.coupon_share")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "platform_rate": 1, "valid_during": day_range(),
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("pricing.pricing_change_request")
def _(tenant: Tenant) -> Row:
    return {
        "request_key": fresh(), "tenant_id": tenant.tenant_id, "currency": "KRW", "change": Jsonb({}),
        "difference": Jsonb([]), "begins_on": "2026-10-01", "reason": "왜", "created_by": SOMEBODY,
    }  # fmt: skip


@factory("pricing.change_effect")
def _(tenant: Tenant) -> Row:
    return {
        "pricing_change_request_id": tenant.ids["change_request"], "version_id": uuid4(),
        "subject": "fee_rule", "effect": "added", "version_after": Jsonb({}),
    }  # fmt: skip


@factory("commerce.import_file")
def _(_tenant: Tenant) -> Row:
    return {
        "file_name": "a.csv", "content_sha256": b"x", "row_count": 1, "recorded_count": 1,
        "unchanged_count": 0, "rejected_count": 0, "created_by": SOMEBODY,
    }  # fmt: skip


@factory("commerce.payment_ref")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "ref": fresh(), "settlement_day": "2026-10-01",
        "payment_event_id": uuid4(), "content_hash": b"x",
    }  # fmt: skip


@factory("commerce.payment_event")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "settlement_day": "2026-10-01", "branch_id": tenant.branch_id,
        "kind": "capture", "ref": fresh(), "occurred_at": "2026-10-01T00:00:00Z",
        "business_day": "2026-10-01", "currency": "KRW", "amount_minor": 1, "recorded_on": "2026-10-01",
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("ledger.transfer")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "posted_on": "2026-10-01", "source_type": "event",
        "source_id": uuid4(), "leg": "sales", "debit_account": "pg_receivable",
        "credit_account": "unsettled_sales", "amount_minor": 1, "currency": "KRW",
    }  # fmt: skip


@factory("ledger.day_snapshot")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "snapshot_on": f"{1000 + next(_number)}-01-01", "account_code": "bank",
        "currency": "KRW", "debit_minor": 1, "credit_minor": 0,
    }  # fmt: skip


@factory("ledger.opening")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "opened_on": "2026-01-01", "currency": "KRW", "request_key": fresh(),
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("ledger.opening_line")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "opening_id": tenant.ids["opening"], "account_code": "bank",
        "side": "debit", "amount_minor": 1, "currency": "KRW",
    }  # fmt: skip


@factory("settlement.terms")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "cycle": "monthly", "payout_delay_business_days": 5,
        "minimum_payout_minor": 0, "currency": "KRW", "fee_vat_rounding": "half_up",
        "valid_during": day_range(), "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.schedule")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "schedule_code": fresh(), "methods": [fresh()],
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.tenant_clock")
def _(tenant: Tenant) -> Row:
    return {"tenant_id": tenant.tenant_id}


@factory("settlement.rule_volume")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "schedule_code": fresh(), "fee_rule_id": uuid4(),
        "month_on": "2026-10-01", "basis_minor": 0, "currency": "KRW",
    }  # fmt: skip


_ZEROS = (
    "gross_sales", "discount_given", "discount_returned", "refunds", "chargebacks", "platform_fee",
    "pg_fee", "fee_vat", "income_tax", "local_tax", "holdback", "holdback_release", "adjustments",
    "carry_in", "payout", "carry_out",
)  # fmt: skip


@factory("settlement.statement")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "terms_id": tenant.ids["terms"], "period_start": "2026-10-01",
        "period_end": "2026-10-31", "version": next(_number), "payout_date": "2026-11-06",
        "currency": "KRW", "capture_count": 0, "refund_count": 0, "chargeback_count": 0,
        "status": "void", "voided_at": "2026-11-01", "created_by": SOMEBODY,
        **{f"{name}_minor": 0 for name in _ZEROS},
    }  # fmt: skip


@factory("settlement.line")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "payment_event_id": uuid4(), "statement_id": uuid4(),
        "sales_minor": 1, "discount_minor": 0, "platform_fee_minor": 0, "pg_fee_minor": 0,
        "platform_basis_minor": 0, "pg_basis_minor": 0, "settlement_day": "2026-10-01",
        "kind": "capture", "currency": "KRW",
    }  # fmt: skip


@factory("settlement.adjustment")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "adjusted_on": "2026-10-01", "effective_on": "2026-10-01",
        "amount_minor": 1, "currency": "KRW", "reason": "왜", "request_key": fresh(),
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("integration.outbox_event")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "aggregate_type": "payment_event", "aggregate_id": uuid4(),
        "event_type": "payment.recorded", "payload": Jsonb({}),
    }  # fmt: skip


@factory("ops.job_run")
def _(_tenant: Tenant) -> Row:
    return {
        "job_key": "settle", "created_by": SOMEBODY,
        "scheduled_at": f"2026-01-01T00:00:00.{next(_number):06}Z",
    }  # fmt: skip


@factory("ops.job_step")
def _(tenant: Tenant) -> Row:
    return {"job_run_id": tenant.ids["job_run"], "tenant_ids": [tenant.tenant_id]}


@factory("settlement.disposed_through")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id,
        "disposed_on": "2019-12-31",
        "recomputed_after": "2020-01-31",
    }


@factory("ops.legal_hold")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "held_days": "[2019-01-01,2020-01-01)", "reason": "why",
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("ops.disposal")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "tenant_key": tenant.key, "subject": "ledger.transfer",
        "first_day": "2019-12-01", "last_day": "2019-12-31", "disposed_count": 1, "kept_count": 0,
        "amount_minor": 1, "currency": "KRW", "digest": b"x" * 32, "kept_until": "2025-01-28",
        "rule_key": "money", "law_ko": "법", "law_en": "law", "created_by": SOMEBODY,
    }  # fmt: skip


@factory("audit.entry")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "action": "try", "subject": "it", "detail": Jsonb({}),
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("audit.chain_link")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "chain_link_id": next(_number),
        "entry_id": tenant.ids["entry"], "hash": b"x",
    }  # fmt: skip


@factory("audit.platform_link")
def _(_tenant: Tenant) -> Row:
    return {"platform_link_id": next(_number), "act_id": uuid4(), "hash": b"x"}


from tests.isolation import billing_factories as _billing_factories  # noqa: E402, F401  registers its own
from tests.isolation import gateway_factories as _gateway_factories  # noqa: E402, F401  registers its own
from tests.isolation import identity_factories as _identity_factories  # noqa: E402, F401  registers its own
from tests.isolation import life_factories as _life_factories  # noqa: E402, F401  registers its own
from tests.isolation import payout_factories as _payout_factories  # noqa: E402, F401  registers its own
