"""mindgarden users: what it does, and what it refuses."""

from __future__ import annotations

import json
import subprocess
from uuid import UUID

from tests.clone import Clone


def _users(
    database: Clone, *arguments: str, typed: str = "a password of ten\n"
) -> subprocess.CompletedProcess[str]:
    return database.run("users", *arguments, input=typed)


def test_add_grant_list_revoke(database: Clone, tenant_id: UUID) -> None:
    added = _users(
        database,
        "add",
        "Kim@example.kr",
        "--name",
        "김",
        "--tenant",
        "shop",
        "--role",
        "TENANT_STAFF",
        "--branch",
        "main",
    )
    assert (added.returncode, added.stderr) == (0, "")
    assert _users(database, "grant", "kim@example.kr", "--operator").returncode == 0
    listed = json.loads(_users(database, "list", "--tenant", "shop", "--json").stdout)["users"]
    assert [(u["email"], u["is_operator"]) for u in listed] == [("ki***@example.kr", True)]
    assert [(m["tenant_key"], m["role_code"]) for m in listed[0]["memberships"]] == [
        ("shop", "TENANT_STAFF")
    ]
    assert listed[0]["memberships"][0]["tenant_id"] == str(tenant_id)
    assert "operator" in _users(database, "list").stdout
    assert _users(database, "password", "kim@example.kr").returncode == 0
    assert (
        _users(database, "revoke", "kim@example.kr", "--tenant", "shop", "--operator").returncode
        == 0
    )
    assert json.loads(_users(database, "list", "--tenant", "shop", "--json").stdout) == {
        "users": []
    }


_REFUSED: tuple[tuple[str, str], ...] = (
    ("add kim@example.kr --name 김", "short\n"),
    ("add kim@example.kr --name 김", ""),
    ("add not-an-address --name 김", "a password of ten\n"),
    ("add kim@example.kr --name \u3000", "a password of ten\n"),
    ("add kim@example.kr --name 김 --tenant shop", "a password of ten\n"),
    ("add kim@example.kr --name 김 --tenant no --role TENANT_OWNER", "a password of ten\n"),
    (
        "add kim@example.kr --name 김 --tenant shop --role TENANT_OWNER --branch no",
        "a password of ten\n",
    ),
    ("add kim@example.kr --name 김 --tenant shop --role KING", "a password of ten\n"),
    ("grant nobody@example.kr --operator", ""),
    ("grant nobody@example.kr", ""),
    ("revoke nobody@example.kr --operator", ""),
    ("password nobody@example.kr", "a password of ten\n"),
)


def test_bad_input_changes_nothing(database: Clone, tenant_id: UUID) -> None:
    assert tenant_id
    for line, typed in _REFUSED:
        refused = _users(database, *line.split(" "), typed=typed)
        assert refused.returncode == 2, (line, refused.stderr)
        assert refused.stderr, line
    with database.superuser() as connection:
        people = connection.execute("SELECT count(*) FROM identity.auth_user WHERE NOT is_service")
        assert people.fetchone() == (0,)


def test_an_email_is_one_persons(database: Clone, tenant_id: UUID) -> None:
    assert tenant_id
    assert _users(database, "add", "kim@example.kr", "--name", "김").returncode == 0
    again = _users(database, "add", "KIM@example.kr", "--name", "김")
    assert again.returncode == 2
    assert "MI501" in again.stderr


def test_a_session_inside_a_tenant(database: Clone, tenant_id: UUID) -> None:
    asked = database.run(
        "db",
        "psql",
        "--tenant",
        "shop",
        "--",
        "-Atc",
        "SELECT tenant_id, current_user FROM tenancy.tenant",
    )
    assert (asked.stdout.strip(), asked.stderr) == (f"{tenant_id}|mg_app", "")
    assert database.run("db", "psql", "--tenant", "no", "--", "-c", "SELECT 1").returncode == 2


def test_people_are_masked_until_somebody_asks_with_a_reason(
    database: Clone, tenant_id: UUID
) -> None:
    """SC-01: a list shows nobody in full; who saw whom, and why, is written down."""
    assert tenant_id
    added = _users(
        database, "add", "Jisoo@example.kr", "--name", "김지수", "--name-en", "Jisoo Kim"
    )
    assert added.returncode == 0
    listed = _users(database, "list").stdout
    assert "ji***@example.kr\t김*수" in listed
    assert "isoo@" not in listed
    user_id = listed.split("\t")[0]
    refused = _users(database, "show", user_id, "--reason", " ")
    assert (refused.returncode, "MI001" in refused.stderr) == (2, True)
    shown = _users(database, "show", user_id, "--reason", "전화 문의", "--json")
    assert json.loads(shown.stdout) == {
        "user_id": user_id, "email": "jisoo@example.kr", "name_ko": "김지수", "name_en": "Jisoo Kim",
        "phone": None, "locale": "ko",
    }  # fmt: skip
    with database.superuser() as connection:
        seen = connection.execute(
            "SELECT detail ->> 'of', detail ->> 'reason' FROM identity.security_event WHERE kind = 'personal_data_shown'"
        ).fetchall()
        kept = str(connection.execute("SELECT u::text FROM identity.auth_user AS u").fetchall())
    assert seen == [(user_id, "전화 문의")]
    for plain in ("jisoo@example.kr", "김지수", "Jisoo Kim"):
        assert plain not in kept
        assert plain.encode().hex() not in kept
