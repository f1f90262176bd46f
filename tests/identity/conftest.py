"""A tenant to be a member of, made the way the administrator would see it."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from tests.clone import Clone


@pytest.fixture
def tenant_id(database: Clone) -> UUID:
    """Tenant `shop` with its branch `main`."""
    made, somebody = uuid4(), uuid4()
    with database.superuser() as connection:
        connection.execute(
            "INSERT INTO tenancy.tenant_directory (tenant_key, tenant_id) VALUES ('shop', %s)",
            (made,),
        )
        connection.execute(
            "INSERT INTO tenancy.tenant (tenant_id, tenant_key, name_ko, currency, time_zone, created_by)"
            " VALUES (%s, 'shop', '가게', 'KRW', 'Asia/Seoul', %s)",
            (made, somebody),
        )
        connection.execute(
            "INSERT INTO tenancy.branch (tenant_id, branch_code, name_ko, created_by)"
            " VALUES (%s, 'main', '본점', %s)",
            (made, somebody),
        )
    return made
