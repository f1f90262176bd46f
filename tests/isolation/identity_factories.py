"""Factories of people, their sessions and devices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

from psycopg.types.json import Jsonb

from tests.isolation.factories import Row, Tenant, factory, fresh

_minutes = count(1)


@factory("identity.auth_user")
def _(_tenant: Tenant) -> Row:
    return {"service_name": fresh(), "name_ko": "서비스"}


@factory("identity.auth_session")
def _(tenant: Tenant) -> Row:
    return {
        "user_id": tenant.user_id, "token_hash": uuid4().bytes + uuid4().bytes,
        "idle_timeout": "1 hour", "idle_expires_at": "2040-01-01", "absolute_expires_at": "2040-01-01",
    }  # fmt: skip


@factory("identity.data_key")
def _(tenant: Tenant) -> Row:
    tenant.ids["data_key"] = uuid4()
    return {
        "data_key_id": tenant.ids["data_key"],
        "owner_kind": "tenant",
        "owner_id": uuid4(),
        "wrapped_key": b"0",
        "wrapping_key_id": "none",
    }


@factory("identity.device")
def _(tenant: Tenant) -> Row:
    return {"user_id": tenant.user_id, "token_hash": uuid4().bytes + uuid4().bytes}


@factory("identity.login_throttle")
def _(_tenant: Tenant) -> Row:
    return {
        "subject": uuid4().bytes,
        "kind": "account",
        "failed_count": 1,
        "last_failed_at": "2026-01-01",
    }


@factory("identity.security_event")
def _(tenant: Tenant) -> Row:
    return {"kind": "log_in_failed", "severity": "low", "tenant_id": tenant.tenant_id}


@factory("identity.one_time_token")
def _(tenant: Tenant) -> Row:
    return {
        "token_hash": uuid4().bytes + uuid4().bytes, "purpose": "invite", "user_id": tenant.user_id,
        "expires_at": "2040-01-01",
    }  # fmt: skip


@factory("identity.outgoing_mail")
def _(tenant: Tenant) -> Row:
    return {"user_id": tenant.user_id, "template": "new_device", "locale": "ko"}


@factory("identity.tenant_role")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "role_code": "TENANT_OWNER", "template_code": "TENANT_OWNER",
    }  # fmt: skip


@factory("identity.role_permissions")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "role_code": "TENANT_OWNER", "permission_code": "identity.read_member",
    }  # fmt: skip


@factory("identity.membership")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "user_id": tenant.user_id, "role_code": "TENANT_OWNER",
        "branch_id": uuid4(),
    }  # fmt: skip


@factory("identity.operator")
def _(tenant: Tenant) -> Row:
    return {"user_id": tenant.user_id, "role_code": "HQ_ADMIN"}


@factory("identity.totp_key")
def _(tenant: Tenant) -> Row:
    return {"user_id": tenant.user_id, "data_key_id": tenant.ids["data_key"], "secret_sealed": b"1"}


@factory("identity.passkey")
def _(tenant: Tenant) -> Row:
    return {
        "user_id": tenant.user_id, "credential_id": uuid4().bytes, "public_key": b"1", "sign_count": 0, "is_synced": False,
    }  # fmt: skip


@factory("identity.passkey_challenge")
def _(_tenant: Tenant) -> Row:
    return {"challenge": uuid4().bytes, "purpose": "log_in", "expires_at": "2040-01-01"}


@factory("identity.recovery_code")
def _(tenant: Tenant) -> Row:
    return {"code_hash": uuid4().bytes + uuid4().bytes, "user_id": tenant.user_id}


@factory("identity.operator_audit_log")
def _(tenant: Tenant) -> Row:
    return {
        "user_id": tenant.user_id, "role_code": "HQ_ADMIN", "permission_code": "x", "routine": "x",
    }  # fmt: skip


@factory("identity.consent")
def _(tenant: Tenant) -> Row:
    return {"user_id": tenant.user_id, "document_code": "isolation", "version": 1}


@factory("identity.auth_user_social")
def _(tenant: Tenant) -> Row:
    return {"user_id": tenant.user_id, "provider": "kakao", "subject": str(uuid4())}


@factory("identity.oauth_client")
def _(tenant: Tenant) -> Row:
    tenant.ids["oauth_client"] = uuid4()
    return {
        "oauth_client_id": tenant.ids["oauth_client"], "name_ko": "앱", "is_confidential": False, "is_for_all": True,
        "redirect_uris": ["https://app.example/back"], "grant_types": ["authorization_code"], "scopes": [],
        "created_by": tenant.user_id,
    }  # fmt: skip


@factory("identity.oauth_grant")
def _(tenant: Tenant) -> Row:
    tenant.ids["oauth_grant"] = uuid4()
    return {
        "oauth_grant_id": tenant.ids["oauth_grant"], "oauth_client_id": tenant.ids["oauth_client"],
        "user_id": tenant.user_id, "tenant_id": tenant.tenant_id, "role_code": "TENANT_OWNER", "scopes": [],
    }  # fmt: skip


@factory("identity.oauth_code")
def _(tenant: Tenant) -> Row:
    return {
        "code_hash": uuid4().bytes, "oauth_grant_id": tenant.ids["oauth_grant"],
        "redirect_uri": "https://app.example/back", "code_challenge": "x" * 43, "expires_at": "2040-01-01",
    }  # fmt: skip


@factory("identity.oauth_token")
def _(tenant: Tenant) -> Row:
    return {
        "token_hash": uuid4().bytes, "oauth_grant_id": tenant.ids["oauth_grant"], "kind": "access",
        "scopes": [], "expires_at": "2040-01-01",
    }  # fmt: skip


@factory("identity.oauth_call")
def _(tenant: Tenant) -> Row:
    return {
        "oauth_client_id": tenant.ids["oauth_client"],
        "begins_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=next(_minutes)), "call_count": 1,
    }  # fmt: skip


@factory("identity.signing_key")
def _(tenant: Tenant) -> Row:
    return {
        "signing_key_id": fresh(), "algorithm": "ES256", "public_key": Jsonb({}),
        "data_key_id": tenant.ids["data_key"], "private_sealed": b"1", "active_at": "2040-01-01",
    }  # fmt: skip


@factory("identity.policy_rules")
def _(tenant: Tenant) -> Row:
    return {
        "tenant_id": tenant.tenant_id, "name_ko": "규칙", "effect": "deny", "permissions": [], "condition": "true",
        "is_about_resource": False, "created_by": tenant.user_id,
    }  # fmt: skip


@factory("identity.sso_connection")
def _(tenant: Tenant) -> Row:
    tenant.ids["sso_connection"] = uuid4()
    return {
        "sso_connection_id": tenant.ids["sso_connection"], "tenant_id": tenant.tenant_id, "sign_in_name": f"x{uuid4().hex[:20]}",
        "kind": "oidc", "issuer": "https://directory.example", "client_id": "us", "created_by": tenant.user_id,
    }  # fmt: skip


@factory("identity.sso_subject")
def _(tenant: Tenant) -> Row:
    return {
        "sso_connection_id": tenant.ids["sso_connection"],
        "subject": fresh(),
        "user_id": tenant.user_id,
    }
