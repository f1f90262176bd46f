"""Prints a tenant's sealed context for one psql session; arguments are tenant id and pid."""

from __future__ import annotations

import sys
from uuid import UUID

from app.db.connection import connect


def main() -> None:
    """Mint as the migrator, who may become an owner anyway."""
    tenant_id, backend_pid = UUID(sys.argv[1]), int(sys.argv[2])
    with connect("mg_migrator") as connection:
        row = connection.execute(
            "SELECT identity.enter_administrator(%s, %s)", (tenant_id, backend_pid)
        ).fetchone()
    sys.stdout.write(str(row[0]) if row else "")


if __name__ == "__main__":
    main()
