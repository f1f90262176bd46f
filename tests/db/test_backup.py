"""A backup comes back whole, with owners, rights and policies."""

from __future__ import annotations

from pathlib import Path

from tests import clone as cloning
from tests.clone import Clone


def test_backup_comes_back_whole(database: Clone, tmp_path: Path) -> None:
    with database.superuser() as connection:
        connection.execute("INSERT INTO core.currency VALUES ('XTS', 2, '시험', 'Test')")
    file = tmp_path / "platform.dump"
    done = database.run("backup", file)
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert database.run("backup", file).returncode == 2, "nothing is overwritten"
    assert database.run("restore", file).returncode == 2, "nothing is overwritten"
    name = f"{database.name}_restored"
    other = Clone(name, {**database.environment, "MINDGARDEN_DATABASE_NAME": name})
    try:
        done = other.run("restore", file)
        assert done.returncode == 0, done.stderr
        assert other.run("migrate", "--check").stdout == "up to date\n"
        with other.superuser() as connection:
            row = connection.execute("SELECT name_ko FROM core.currency WHERE currency = 'XTS'")
            assert row.fetchone() == ("시험",)
        with other.connect("mg_app") as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("mg_app",)
    finally:
        with cloning.connect_admin(autocommit=True, database="postgres") as admin:
            cloning.drop(admin, name)
