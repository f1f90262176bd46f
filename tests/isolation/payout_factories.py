"""Factories of what belongs to payouts."""

from __future__ import annotations

from uuid import uuid4

from tests.isolation.factories import SOMEBODY, Row, Tenant, day_range, factory, fresh, number


@factory("settlement.payout_account")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "bank_code": "088", "masked_number": "110-***-***789",
        "holder_name": "예금주", "valid_during": day_range(), "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.payout_account_number")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "payout_account_id": tenant.ids["payout_account"],
        "account_number": "1101234567890",
    }  # fmt: skip


@factory("settlement.payout_seller")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "payout_account_id": tenant.ids["payout_account"], "seller_ref": fresh(),
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.payout_batch")
def _(_tenant: Tenant) -> Row:
    return {
        "payout_on": "2026-11-06", "batch_count": number(), "channel": "bank_file",
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.payout")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "payout_batch_id": tenant.ids["payout_batch"],
        "statement_id": tenant.ids["statement"], "payout_account_id": tenant.ids["payout_account"],
        "attempt": number(), "line_number": 1, "reference": fresh(), "channel": "bank_file",
        "payout_on": "2026-11-06", "amount_minor": 1, "currency": "KRW", "bank_code": "088",
        "masked_number": "110-***-***789", "holder_name": "예금주", "status": "cancelled",
        "finished_at": "2026-11-06", "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.payout_exception")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "payout_id": tenant.ids["payout"],
        "reported_status": "failed", "payout_status": "succeeded", "source": "file",
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.payout_file")
def _(tenant: Tenant) -> Row:
    return {
        "payout_batch_id": tenant.ids["payout_batch"], "bank_code": fresh(), "encoding": "utf-8",
        "row_count": 1, "total_minor": 1, "currency": "KRW", "content_sha256": bytes(32),
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.payout_result_file")
def _(_tenant: Tenant) -> Row:
    return {
        "file_name": "a.csv", "content_sha256": uuid4().bytes, "row_count": 1,
        "created_by": SOMEBODY,
    }  # fmt: skip
