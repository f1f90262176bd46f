"""Factories of what happens to a statement: holds, signatures, adjustments asked for, disputes, anomalies."""

from __future__ import annotations

from uuid import uuid4

from tests.isolation.factories import SOMEBODY, Row, Tenant, factory, fresh, number


@factory("settlement.statement_hold")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "statement_id": tenant.ids["statement"], "kind": "hold",
        "reason": "왜", "expires_on": "2026-12-01", "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.statement_signature")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "statement_id": uuid4(),
        "content_sha256": bytes(32), "line_count": 0, "signed_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.adjustment_request")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "adjusted_on": "2026-10-01", "amount_minor": 1,
        "currency": "KRW", "reason": "왜", "request_key": fresh(), "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.adjustment_attachment")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "adjustment_request_id": tenant.ids["adjustment_request"],
        "file_name": fresh(), "media_type": "application/pdf", "content": b"x", "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.chargeback_case")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "gateway_ref": fresh(), "reason_code": "4853", "capture_ref": "c",
        "capture_day": "2026-10-01", "capture_event_id": uuid4(), "schedule_code": "", "amount_minor": 1,
        "currency": "KRW", "opened_on": "2026-10-02", "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.chargeback_step")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "chargeback_case_id": tenant.ids["chargeback_case"],
        "step_number": number(), "step": "evidence", "status": "open", "held_change_minor": 0,
        "restored_minor": 0, "currency": "KRW", "stepped_on": "2026-10-02", "note": "영수증",
        "created_by": SOMEBODY,
    }  # fmt: skip


@factory("settlement.anomaly")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "rule_code": "sudden_volume", "subject": fresh(), "observed": 2,
        "threshold": 1, "explanation_ko": "왜", "explanation_en": "why", "detected_at": "2026-10-02",
        "created_by": SOMEBODY,
    }  # fmt: skip
