"""Factories of what belongs to reconciliation."""

from __future__ import annotations

from uuid import uuid4

from tests.isolation.factories import SOMEBODY, Row, Tenant, factory, fresh


@factory("settlement.gateway_file")
def _(_tenant: Tenant) -> Row:
    return {
        "file_name": "g.json", "origin": "json", "content_sha256": b"x", "row_count": 1,
        "recorded_count": 1, "unchanged_count": 0, "rejected_count": 0, "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.gateway_row")
def _(tenant: Tenant) -> Row:
    return {
        "gateway_file_id": tenant.ids["gateway_file"], "gateway_code": "toss", "row_ref": fresh(),
        "kind": "capture", "sold_on": "2026-10-01", "paid_out_on": "2026-10-06", "amount_minor": 100,
        "fee_minor": 3, "vat_minor": 0, "payout_minor": 97, "currency": "KRW", "content_hash": b"x",
    }  # fmt: skip


@factory("settlement.gateway_ref")
def _(tenant: Tenant) -> Row:
    return {"gateway_row_id": tenant.ids["gateway_row"], "ref": fresh()}


@factory("settlement.gateway_match")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "gateway_row_id": tenant.ids["gateway_row"],
        "match_group_id": tenant.ids["gateway_row"], "settlement_day": "2026-10-01",
        "payment_event_id": uuid4(), "basis": "reference", "shape": "one_to_one", "matched_minor": 100,
        "currency": "KRW", "paid_out_on": "2026-10-06", "shifted_days": 0, "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.gateway_exception")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "kind": "extra", "side": "row", "subject_id": uuid4(),
        "amount_minor": 1, "currency": "KRW", "finding": "?", "opened_on": "2026-10-01",
    }  # fmt: skip
