"""AU-08, AU-12: every role and permission against every command, allowed and refused as declared.

Generated from the catalogue: a routine that changes something and declares nothing fails here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.clone import Clone

DENIED = "MI105"
# Volatile functions that a runtime role may execute.
COMMANDS = """
  SELECT p.oid::regproc::text, p.prokind = 'p', p.proargnames, p.proargtypes::oid[]::regtype[]::text[], p.prosrc
    FROM pg_catalog.pg_proc AS p
   WHERE p.provolatile = 'v' AND p.prorettype <> 'trigger'::regtype
     AND p.pronamespace::regnamespace::text IN (SELECT split_part(name, '.', 1) FROM unnest(%s::text[]) AS name)
     AND EXISTS (SELECT 1 FROM pg_catalog.aclexplode(p.proacl) AS g
                  WHERE g.grantee::regrole::text IN ('mg_app', 'mg_auth', 'mg_batch', 'mg_ops', 'mg_operator', 'mg_migrator'))
   ORDER BY 1
"""


class Platform:
    """A connection as the superuser, whose every call is taken back."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        schemas = connection.execute(
            "SELECT array_agg(nspname || '.') FROM pg_namespace WHERE nspowner = 'mg_owner'::regrole"
        ).fetchone()
        assert schemas is not None
        self.commands = connection.execute(COMMANDS, (schemas[0],)).fetchall()
        self.declared = {
            routine: (done_by, permission)
            for routine, done_by, permission in connection.execute(
                "SELECT routine, done_by, permission_code FROM identity.command_permission"
            )
        }

    def is_denied(self, command: tuple[Any, ...], actor: UUID | None) -> bool:
        """Call with nothing but who acts; whether it was refused for want of a permission."""
        name, is_procedure, names, types, _ = command
        arguments = ", ".join(
            f"{'%(actor)s' if argument in ('p_actor', 'p_created_by') else 'NULL'}::{kind}"
            for argument, kind in zip(names or [], types, strict=False)
        )
        statement = f"{'CALL' if is_procedure else 'SELECT'} {name}({arguments})"
        try:
            with self.connection.transaction(force_rollback=True):
                self.connection.execute(statement.encode(), {"actor": actor})
        except psycopg.Error as refused:
            return refused.sqlstate == DENIED
        return False

    def of(self, done_by: str) -> list[tuple[Any, ...]]:
        """The commands of members, or of operators."""
        return [c for c in self.commands if self.declared.get(c[0], ("", None))[0] == done_by]


@pytest.fixture
def platform(deployed: Clone) -> Iterator[Platform]:
    with deployed.superuser(autocommit=False) as connection:
        yield Platform(connection)
        connection.rollback()


def test_every_command_says_who_does_it_and_by_which_permission(platform: Platform) -> None:
    assert {c[0] for c in platform.commands} == platform.declared.keys()


def test_every_declared_permission_is_asked_for_in_the_routine_itself(platform: Platform) -> None:
    for name, *_, body in platform.commands:
        done_by, permission = platform.declared[name]
        asks = {"operator": "require_actor", "member": "require_permission"}.get(done_by)
        if asks:
            assert asks in body, name
            assert f"'{permission}'" in body, name
        else:
            assert "require_actor" not in body, name


def test_every_permission_is_somebody_s_and_every_template_is_whole(platform: Platform) -> None:
    orphans = platform.connection.execute(
        "SELECT permission_code FROM identity.permission"
        " EXCEPT SELECT permission_code FROM identity.role_template_permission"
    ).fetchall()
    assert orphans == []
    strangers = platform.connection.execute(
        "SELECT r.template_code, r.permission_code FROM identity.role_template_permission AS r"
        " JOIN identity.role_template AS t USING (template_code) JOIN identity.permission AS p USING (permission_code)"
        " WHERE t.audience <> p.audience"
    ).fetchall()
    assert strangers == []


def test_headquarters_may_do_what_its_role_says_and_nothing_else(platform: Platform) -> None:
    commands = platform.of("operator")
    assert len(commands) > 60
    roles = platform.connection.execute(
        "SELECT template_code FROM identity.role_template WHERE audience = 'platform' ORDER BY 1"
    ).fetchall()
    for (role,) in roles:
        actor, may = _operator(platform, role), _permissions(platform, role)
        for command in commands:
            permission = platform.declared[command[0]][1]
            assert platform.is_denied(command, actor) == (permission not in may), (role, command[0])


def test_each_permission_of_headquarters_opens_its_own_commands_alone(platform: Platform) -> None:
    commands = platform.of("operator")
    platform.connection.execute(
        "INSERT INTO identity.role_template (template_code, audience, role_level, name_ko)"
        " VALUES ('HQ_ONE', 'platform', 1, '하나')"
    )
    actor = _operator(platform, "HQ_ONE")
    for permission in _audience(platform, "platform"):
        platform.connection.execute("DELETE FROM identity.role_template_permission WHERE template_code = 'HQ_ONE'")  # fmt: skip
        platform.connection.execute("INSERT INTO identity.role_template_permission VALUES ('HQ_ONE', %s)", (permission,))  # fmt: skip
        opened = {c[0] for c in commands if not platform.is_denied(c, actor)}
        assert opened == {n for n, (_, needed) in platform.declared.items() if needed == permission}


@pytest.mark.parametrize("who", ["member of a business", "somebody revoked", "nobody known"])
def test_whoever_is_not_of_headquarters_does_nothing_there(platform: Platform, who: str) -> None:
    actor = _operator(platform, "HQ_MASTER")
    if who == "nobody known":
        actor = uuid4()
    else:
        platform.connection.execute("UPDATE identity.operator SET revoked_at = now() WHERE user_id = %s", (actor,))  # fmt: skip
    if who == "member of a business":
        platform.connection.execute("SELECT identity.grant_membership(uuidv7(), %s, 'TENANT_OWNER', NULL, NULL)", (actor,))  # fmt: skip
    for command in platform.of("operator"):
        if who == "nobody known":
            with pytest.raises(psycopg.Error) as refused, platform.connection.transaction(force_rollback=True):  # fmt: skip
                platform.connection.execute(
                    "SELECT identity.require_actor(%s, %s)", (actor, platform.declared[command[0]][1])
                )  # fmt: skip
            assert refused.value.sqlstate == "MI403"
        else:
            assert platform.is_denied(command, actor), command[0]


def test_members_may_do_what_their_role_says_and_nothing_else(platform: Platform) -> None:
    commands = platform.of("member")
    assert commands
    roles = platform.connection.execute(
        "SELECT template_code FROM identity.role_template WHERE audience = 'tenant' ORDER BY 1"
    ).fetchall()
    assert len(roles) > 10
    for (role,) in roles:
        _enter(platform, role)
        may = _permissions(platform, role)
        for command in commands:
            permission = platform.declared[command[0]][1]
            assert platform.is_denied(command, None) == (permission not in may), (role, command[0])


def test_each_permission_of_a_customised_role_opens_its_own_commands_alone(platform: Platform) -> None:  # fmt: skip
    commands = platform.of("member")
    tenant = _enter(platform, "TENANT_MANAGER")
    for permission in _audience(platform, "tenant"):
        platform.connection.execute(
            "SELECT identity.put_role(%s, 'TENANT_MANAGER', 'TENANT_MANAGER',"
            " jsonb_build_object('permissions', ARRAY[%s::text], 'base_permissions', '[]'::jsonb), NULL)",
            (tenant, permission),
        )
        opened = {c[0] for c in commands if not platform.is_denied(c, None)}
        assert opened == {n for n, (_, needed) in platform.declared.items() if needed == permission}


def test_without_a_context_a_member_s_command_does_nothing(platform: Platform) -> None:
    for command in platform.of("member"):
        platform.connection.execute("SELECT set_config('mg.context', '', true)")
        name, _, _, types, _ = command
        call = f"SELECT {name}({', '.join(f'NULL::{kind}' for kind in types)})".encode()
        with pytest.raises(psycopg.Error) as refused, platform.connection.transaction():
            platform.connection.execute(call)
        assert refused.value.sqlstate in {DENIED, "MC101"}, name


def _operator(platform: Platform, role: str) -> UUID:
    row = platform.connection.execute(
        "SELECT identity.add_person(uuidv7(), jsonb_build_object('id', uuidv7(), 'wrapped', '00', 'wrapping_key', 'none'),"
        " jsonb_build_object('email', '00', 'email_mask', 'm', 'index_key', 'none', 'name_ko', '00', 'name_mask', 'm'),"
        " ARRAY[sha256(uuid_send(uuidv7()))], NULL, 'ko', true, NULL)"
    ).fetchone()
    assert row is not None
    platform.connection.execute(
        "INSERT INTO identity.operator (user_id, role_code) VALUES (%s, %s)", (row[0], role)
    )
    return UUID(str(row[0]))


def _enter(platform: Platform, role: str) -> UUID:
    tenant = uuid4()
    platform.connection.execute(
        "INSERT INTO identity.tenant_role (tenant_id, role_code, template_code) VALUES (%s, %s, %s)",
        (tenant, role, role),
    )
    platform.connection.execute(
        "SELECT set_config('mg.context', core.mint_seal(%s, NULL, uuidv7(), %s, NULL, '1 hour'), true)",
        (tenant, role),
    )
    return tenant


def _permissions(platform: Platform, role: str) -> set[str]:
    rows = platform.connection.execute(
        "SELECT permission_code FROM identity.role_template_permission WHERE template_code = %s",
        (role,),
    )
    return {str(row[0]) for row in rows}


def _audience(platform: Platform, audience: str) -> list[str]:
    rows = platform.connection.execute(
        "SELECT permission_code FROM identity.permission WHERE audience = %s ORDER BY 1",
        (audience,),
    )
    return [str(row[0]) for row in rows]
