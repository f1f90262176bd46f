"""`make new-table SCHEMA=… TABLE=…`: the files that a new tenant table needs, ready to be filled in."""

from __future__ import annotations

import re
import sys

from app.db import manifest
from app.settings import PROJECT_ROOT

MIGRATION = """\
-- {table}: say what it holds and why.
-- phase: expand · locks: none (new table) · reversible: yes
CREATE TABLE {schema}.{table} (
  tenant_id  uuid NOT NULL,
  {table}_id uuid NOT NULL DEFAULT uuidv7(),
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by uuid NOT NULL,
  CONSTRAINT {table}_pk PRIMARY KEY (tenant_id, {table}_id),
  CONSTRAINT {table}_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id)
);
COMMENT ON TABLE {schema}.{table} IS 'Say in one sentence what a row is.';
"""
ROLLBACK = "DROP TABLE {schema}.{table};\n"
POLICY = "SELECT core.protect_table('{schema}.{table}', 'tenant');\n"
GRANT = "GRANT SELECT ON {schema}.{table} TO mg_app, mg_operator, mg_auditor;\n"
TEST = """\
-- What {schema}.{table} promises.
SELECT plan(1);

SELECT has_table('{schema}', '{table}', 'the table is there');

SELECT * FROM finish();
"""


def main(schema: str, table: str) -> int:
    """Write the files, and say which."""
    known = manifest.read().schemas
    if schema not in known or not re.fullmatch(r"[a-z][a-z_]{1,40}", table):
        sys.stderr.write(
            f"make new-table SCHEMA=… TABLE=…: a schema of {', '.join(known)}; a singular name\n"
        )
        return 2
    numbers = [int(path.name[:4]) for path in (PROJECT_ROOT / "migrations").glob("[0-9]*")]
    stem = f"migrations/{max(numbers) + 1:04}.create-{table.replace('_', '-')}"
    names = {"schema": schema, "table": table}
    new = {
        f"{stem}.sql": MIGRATION,
        f"{stem}.rollback.sql": ROLLBACK,
        f"pgtap-tests/{schema}/test_{table}.sql": TEST,
    }
    for name, text in new.items():
        path = PROJECT_ROOT / name
        if path.exists():
            sys.stderr.write(f"{name} is there already\n")
            return 2
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(**names))
        print(f"wrote   {name}")
    for name, text in {"policies": POLICY, "grants": GRANT}.items():
        with (PROJECT_ROOT / "sql" / schema / f"{name}.sql").open("a") as file:
            file.write(text.format(**names))
        print(f"added   sql/{schema}/{name}.sql")
    print("next: fill them in, `make migrate`, `make docs`, `make checksums`, `make test`")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:3]) if len(sys.argv) == 3 else main("", ""))
