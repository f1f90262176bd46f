"""Two tenants with a row in every protected table, and contexts that hold or don't."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg

from tests.isolation.factories import FACTORIES, SOMEBODY, Tenant, insert

# Rows that others refer to get the id that their factories expect: table -> column, name in Tenant.ids.
_PARENTS = {
    "settlement.terms": ("terms_id", "terms"),
    "settlement.adjustment_request": ("adjustment_request_id", "adjustment_request"),
    "billing.tax_invoice": ("tax_invoice_id", "tax_invoice"),
    "settlement.chargeback_case": ("chargeback_case_id", "chargeback_case"),
    "audit.entry": ("entry_id", "entry"),
    "pricing.pricing_change_request": ("pricing_change_request_id", "change_request"),
    "ledger.opening": ("opening_id", "opening"),
    "settlement.statement": ("statement_id", "statement"),
    "settlement.payout_account": ("payout_account_id", "payout_account"),
    "settlement.payout_batch": ("payout_batch_id", "payout_batch"),
    "settlement.payout": ("payout_id", "payout"),
    "ops.job_run": ("job_run_id", "job_run"),
    "settlement.gateway_file": ("gateway_file_id", "gateway_file"),
    "settlement.gateway_row": ("gateway_row_id", "gateway_row"),
}


@dataclass(frozen=True)
class World:
    """What the matrix acts in."""

    connection: psycopg.Connection[Any]
    own: Tenant
    other: Tenant
    contexts: dict[str, str]


def build(connection: psycopg.Connection[Any]) -> World:
    """Make it, as the administrator, in the connection's open transaction."""
    own, other = Tenant("isolation-own"), Tenant("isolation-other")
    for tenant in (own, other):
        _fill(connection, tenant)
    sealed = mint(connection, own.tenant_id)
    contexts = {
        "own": sealed,
        "none": "",
        "forged": _forge(sealed, other.tenant_id),
        "expired": mint(connection, own.tenant_id, lifetime="-1 second"),
        "altered": sealed.replace(str(own.tenant_id), str(other.tenant_id)),
        "operator": mint(connection, None, role="OPERATOR"),
    }
    return World(connection, own, other, contexts)


def mint(
    connection: psycopg.Connection[Any],
    tenant_id: UUID | None,
    *,
    branch_id: UUID | None = None,
    role: str = "TENANT_OWNER",
    lifetime: str = "1 hour",
) -> str:
    """A sealed context, as a door would make it."""
    row = connection.execute(
        "SELECT core.mint_seal(%s, %s, %s, %s, NULL, %s::interval)",
        (tenant_id, branch_id, SOMEBODY, role, lifetime),
    ).fetchone()
    assert row is not None
    return str(row[0])


def _fill(connection: psycopg.Connection[Any], tenant: Tenant) -> None:
    insert(
        connection,
        "pricing.pricing_plan",
        {
            "pricing_plan_id": tenant.ids["plan"],
            "plan_key": str(uuid4()),
            "name_ko": "요금제",
            "created_by": SOMEBODY,
        },
    )
    insert(
        connection,
        "pricing.promotion",
        {
            "promotion_id": tenant.ids["promotion"],
            "promotion_key": str(uuid4()),
            "name_ko": "행사",
            "rate": 1,
            "budget_minor": 1,
            "currency": "KRW",
            "created_by": SOMEBODY,
        },
    )
    connection.execute(
        "INSERT INTO identity.consent_document (document_code, version, is_required, begins_at, title_ko, body_ko)"
        " VALUES ('isolation', 1, false, now(), '약관', '본문') ON CONFLICT DO NOTHING"
    )
    directory = {"tenant_key": tenant.key, "tenant_id": tenant.tenant_id}
    insert(connection, "tenancy.tenant_directory", directory)
    for table, make in FACTORIES.items():
        row = make(tenant)
        if table in _PARENTS:
            column, name = _PARENTS[table]
            row[column] = tenant.ids[name]
        elif table == "tenancy.branch":
            row["branch_id"] = tenant.branch_id
        elif table == "identity.auth_user":
            row["user_id"] = tenant.user_id
        insert(connection, table, row)


def _forge(sealed: str, tenant_id: UUID) -> str:
    """Everything as it should be but the code, which only the key could have made."""
    parts = sealed.split("|")
    return "|".join([str(tenant_id), *parts[1:9], "0" * 64])
