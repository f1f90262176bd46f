"""The deployer: repeating, comparing, refusing, replacing, rolling back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.db import deploy
from app.db.checksum import files
from app.db.deploy import check, migrate, roll_back
from app.failure import BadInput, Finding
from app.settings import PROJECT_ROOT
from tests import clone as cloning
from tests.clone import Clone
from tests.operator import add_operator


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's SQL in a folder of its own, to change it."""
    for name in ("migrations", "procedures", "sql"):
        shutil.copytree(PROJECT_ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def empty(server_environment: dict[str, str]) -> Iterator[Clone]:
    """A database that nothing is deployed to yet, not even made."""
    name = "test_deploy_empty"
    values = {**server_environment, "MINDGARDEN_DATABASE_NAME": name}
    with (
        cloning.environment(values),
        cloning.connect_admin(autocommit=True, database="postgres") as admin,
    ):
        cloning.drop(admin, name)
        yield Clone(name, values)
        cloning.drop(admin, name)


def test_deploying_twice_changes_nothing(database: Clone) -> None:
    assert migrate(create_roles=True).is_empty
    assert check().is_empty


def test_check_says_what_a_new_database_needs_and_does_not_make_it(empty: Clone) -> None:
    wanted = check()
    assert wanted.is_new
    assert wanted.migrations[0].startswith("0001.")
    with cloning.connect_admin(database="postgres") as admin:
        found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (empty.name,))
        assert found.fetchone() is None


def test_changed_routine_is_found_and_replaced(database: Clone, copy: Path) -> None:
    file = copy / "procedures/core/tenant_id.sql"
    file.write_text(file.read_text() + "-- a new line\n")
    assert check(copy).replaced == ["procedures/core/tenant_id.sql"]
    assert migrate(copy).replaced == ["procedures/core/tenant_id.sql"]
    assert check(copy).is_empty


def test_routine_with_a_new_signature_replaces_the_old_one(database: Clone, copy: Path) -> None:
    folder = copy / "procedures/core"
    first = """CREATE OR REPLACE FUNCTION core.probe(p_a integer) RETURNS integer LANGUAGE sql
      AS $probe$ SELECT p_a $probe$; REVOKE ALL ON FUNCTION core.probe(integer) FROM PUBLIC;"""
    views = copy / "sql/core/views.sql"
    before = views.read_text() if views.exists() else ""
    views.write_text(
        before + "\nCREATE OR REPLACE VIEW core.probed AS SELECT core.probe(1) AS a;\n"
    )
    (folder / "probe.sql").write_text(first)
    migrate(copy)
    second = first.replace("p_a integer", "p_a bigint").replace("(integer)", "(bigint)")
    second = second.replace("RETURNS integer", "RETURNS bigint")
    (folder / "probe.sql").write_text(second)
    migrate(copy)
    with database.superuser() as connection:
        row = connection.execute(
            "SELECT count(*), max(pg_get_function_arguments(oid)) FROM pg_proc"
            " WHERE pronamespace = 'core'::regnamespace AND proname = 'probe'"
        ).fetchone()
        assert row == (1, "p_a bigint")
        kind = connection.execute("SELECT pg_typeof(a)::text FROM core.probed").fetchone()
        assert kind == ("bigint",)
    (folder / "probe.sql").unlink()
    views.write_text(before) if before else views.unlink()
    migrate(copy)
    with database.superuser() as connection:
        left = connection.execute("SELECT to_regclass('core.probed'), to_regproc('core.probe')")
        assert left.fetchone() == (None, None)


def test_view_may_lose_a_column(database: Clone, copy: Path) -> None:
    views = copy / "sql/core/views.sql"
    before = views.read_text() if views.exists() else ""
    views.write_text(before + "\nCREATE OR REPLACE VIEW core.probed AS SELECT 1 AS a, 2 AS b;\n")
    migrate(copy)
    views.write_text(before + "\nCREATE OR REPLACE VIEW core.probed AS SELECT 2 AS b;\n")
    migrate(copy)
    assert check(copy).is_empty
    with database.superuser() as connection:
        assert connection.execute("SELECT * FROM core.probed").fetchone() == (2,)


def test_broken_body_is_refused_and_nothing_of_it_stays(database: Clone, copy: Path) -> None:
    (copy / "procedures/core/probe.sql").write_text(
        "CREATE OR REPLACE FUNCTION core.probe() RETURNS integer LANGUAGE sql"
        " AS $probe$ SELECT x FROM core.nowhere $probe$;"
    )
    with pytest.raises(psycopg.errors.UndefinedTable) as caught:
        migrate(copy)
    assert "in the body of core.probe()" in caught.value.__notes__
    with database.superuser() as connection:
        assert connection.execute("SELECT to_regproc('core.probe')").fetchone() == (None,)


def test_overload_is_refused(database: Clone, copy: Path) -> None:
    (copy / "procedures/core/probe.sql").write_text(
        "CREATE FUNCTION core.probe(integer) RETURNS integer LANGUAGE sql AS $probe$SELECT 1$probe$;"
        "CREATE FUNCTION core.probe(text) RETURNS integer LANGUAGE sql AS $probe$SELECT 1$probe$;"
    )
    with pytest.raises(BadInput, match=r"two routines are named core\.probe"):
        migrate(copy)


def test_landed_migration_that_changed_is_refused(database: Clone, copy: Path) -> None:
    from app.db import checksum

    folder = copy / "migrations"
    checksum.record_new(folder)
    last = sorted(folder.glob("*.sql"))[-1]
    last.write_text(last.read_text() + "\n-- edited afterwards\n")
    for command in (migrate, check):
        with pytest.raises(BadInput, match=f"landed migrations were changed: {last.name}"):
            command(copy)


def test_applied_migration_whose_file_changed_is_found(database: Clone, copy: Path) -> None:
    folder = copy / "migrations"
    (folder / "CHECKSUMS").unlink(missing_ok=True)
    first = folder / "0001.create-schemas-and-core.sql"
    first.write_text(first.read_text() + "\n-- edited afterwards\n")
    with pytest.raises(Finding, match="0001"):
        check(copy)


def add_migration(root: Path, name: str, statement: str, back: str) -> None:
    (root / "migrations" / f"{name}.sql").write_text(statement)
    (root / "migrations" / f"{name}.rollback.sql").write_text(back)


def test_last_migration_rolls_back_from_an_older_schema_with_data(
    database: Clone, copy: Path
) -> None:
    with database.superuser() as connection:
        connection.execute("INSERT INTO core.currency VALUES ('XTS', 2, '시험', 'Test')")
    add_migration(
        copy,
        "9001.add-currency-symbol",
        "ALTER TABLE core.currency ADD COLUMN symbol text;\n"
        "UPDATE core.currency SET symbol = '¤' WHERE currency = 'XTS';",
        "ALTER TABLE core.currency DROP COLUMN symbol;",
    )
    views = copy / "sql/core/views.sql"
    before = views.read_text() if views.exists() else None
    views.write_text(
        f"{before or ''}\nCREATE VIEW core.symbol AS SELECT symbol FROM core.currency;\n"
    )
    assert migrate(copy).migrations == ["9001.add-currency-symbol"]
    assert roll_back(copy) == "9001.add-currency-symbol"
    views.write_text(before) if before else views.unlink()
    for path in (copy / "migrations").glob("9001.*"):
        path.unlink()
    migrate(copy)
    assert check().is_empty
    with database.superuser() as connection:
        row = connection.execute("SELECT * FROM core.currency WHERE currency = 'XTS'").fetchone()
        assert row == ("XTS", 2, "시험", "Test")


def test_every_migration_can_be_rolled_back_and_applied_again(empty: Clone) -> None:
    migrate(create_roles=True)
    names = [roll_back() for _ in {p.name[:4] for p in files(PROJECT_ROOT / "migrations")}]
    assert names == sorted(names, reverse=True)
    with pytest.raises(BadInput, match="nothing to roll back"):
        roll_back()
    with empty.superuser() as connection:
        left = connection.execute(
            "SELECT count(*) FROM pg_class AS c WHERE c.relkind IN ('r', 'p', 'v')"
            " AND c.relnamespace::regnamespace::text = ANY (%s)",
            (list(deploy.manifest.read().schemas),),
        ).fetchone()
    assert left == (0,)
    migrate()
    assert check().is_empty


def test_people_survive_the_latest_migrations_going_back_and_coming_again(database: Clone) -> None:
    """Row security must not hide from a migration the rows that its keys and copies are about."""
    with database.connect("mg_migrator") as connection:
        person = add_operator(connection, "kim@example.kr")
        connection.execute("SELECT identity.grant_membership(uuidv7(), %s, 'TENANT_OWNER', NULL, NULL)", (person,))  # fmt: skip
    log_in_again = "SELECT count(*) FROM identity.open_session(%s, sha256(%s))"
    with database.connect("mg_auth") as connection:
        connection.execute(log_in_again, (person, b"before"))
    while not roll_back().startswith("0028."):
        pass
    assert migrate().migrations
    assert check().is_empty
    with database.superuser() as connection:
        found = connection.execute(
            "SELECT m.role_code, o.role_code FROM identity.membership AS m JOIN identity.operator AS o USING (user_id)"
            " JOIN identity.tenant_role AS r ON (r.tenant_id, r.role_code) = (m.tenant_id, m.role_code)"
        ).fetchall()
    assert found == [("TENANT_OWNER", "HQ_MASTER")]
    with database.connect("mg_auth") as connection:
        assert connection.execute(log_in_again, (person, b"after")).fetchone() == (1,)


ORPHAN = """
CREATE TABLE core.parent (tenant_id uuid NOT NULL, parent_id uuid NOT NULL, PRIMARY KEY (tenant_id, parent_id));
CREATE TABLE core.child (tenant_id uuid NOT NULL, child_id uuid NOT NULL, parent_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, child_id));
INSERT INTO core.child VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002',
  '00000000-0000-0000-0000-000000000003');
ALTER TABLE core.parent ENABLE ROW LEVEL SECURITY;
ALTER TABLE core.parent FORCE ROW LEVEL SECURITY;
ALTER TABLE core.child ENABLE ROW LEVEL SECURITY;
ALTER TABLE core.child FORCE ROW LEVEL SECURITY;
"""
KEY = """ALTER TABLE core.child ADD CONSTRAINT child_parent_fk FOREIGN KEY (tenant_id, parent_id)
  REFERENCES core.parent (tenant_id, parent_id);"""


def open_tables(statement: str) -> str:
    tables = ("core.parent", "core.child")
    before = "".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;\n" for table in tables)
    return before + statement + before.replace("NO FORCE", "FORCE")


def test_foreign_key_over_an_orphan_fails_and_is_not_silenced(database: Clone, copy: Path) -> None:
    """As the FORCE-bound owner the key would "validate"; with the brackets it must say 23503."""
    back = "DROP TABLE IF EXISTS core.child, core.parent;"
    add_migration(copy, "9001.add-parent-and-child", ORPHAN, back)
    migrate(copy)
    add_migration(copy, "9002.add-key", open_tables(KEY), "SELECT 1;")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        migrate(copy)


def test_migration_that_row_security_would_silence_fails(database: Clone, copy: Path) -> None:
    back = "DROP TABLE IF EXISTS core.child, core.parent;"
    add_migration(copy, "9001.add-parent-and-child", ORPHAN, back)
    migrate(copy)
    backfill = "UPDATE core.child SET parent_id = child_id;"
    add_migration(copy, "9002.backfill", backfill, "SELECT 1;")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        migrate(copy)


def test_table_without_forced_row_security_is_refused(database: Clone, copy: Path) -> None:
    add_migration(
        copy, "9001.add-open", "CREATE TABLE core.open (a integer);", "DROP TABLE core.open;"
    )
    with pytest.raises(Finding, match=r"row security is not forced on core\.open"):
        migrate(copy)
