"""mindgarden users: who may log in, and where."""

from __future__ import annotations

import json
import sys
from uuid import UUID

import click
import psycopg
from psycopg.rows import dict_row

from app.cli.actor import actor_id, acts_as
from app.db.connection import connect
from app.db.context import find_tenant
from app.failure import BadInput
from app.identity.password import hash_password, require_strength
from app.identity.person import normal_email, open_person
from app.identity.registry import add_person, find_person

_tenant = click.option("--tenant", "tenant_key", help="Key of the tenant.")
_role = click.option(
    "--role", help="What the person is there: a code of `mindgarden roles list`, like TENANT_OWNER."
)
_branch = click.option(
    "--branch", "branch_code", help="The one branch that the person is limited to."
)


_operator = click.option("--operator", is_flag=True, help="May enter as headquarters' staff.")
_hq_role = click.option(
    "--hq-role",
    default="HQ_ADMIN",
    show_default=True,
    help="What the person is at headquarters.",
)


@click.group()
def users() -> None:
    """People who may log in, and the tenants that they belong to."""


@users.command()
@click.argument("email")
@click.option("--name", "name_ko", required=True, help="Name in Korean.")
@click.option("--name-en", help="Name in English.")
@click.option("--locale", type=click.Choice(["ko", "en"]), default="ko", show_default=True)
@_tenant
@_role
@_branch
@_operator
@_hq_role
def add(
    email: str,
    name_ko: str,
    name_en: str | None,
    locale: str,
    tenant_key: str | None,
    role: str | None,
    branch_code: str | None,
    operator: bool,
    hq_role: str,
) -> None:
    """Add a person; the password is asked for, or read from standard input."""
    tenant_id = _place(tenant_key, role, branch_code)
    normal_email(email)  # before a password is asked for
    hashed = hash_password(_new_password(email, name_ko, name_en or ""))
    with connect("mg_migrator") as connection:
        creator = _one(connection, "SELECT identity.service_user_id('cli')")
        user_id = add_person(
            connection,
            email=email,
            name_ko=name_ko,
            name_en=name_en,
            password_hash=hashed,
            locale=locale,
            created_by=creator,
        )
        if tenant_id and role:
            _grant(connection, tenant_id, user_id, role, branch_code, creator)
        if operator:
            _one(
                connection, "SELECT identity.grant_operator(%s, %s, %s)", user_id, creator, hq_role
            )
    click.echo(f"added {email}")


@users.command("list")
@_tenant
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_users(tenant_key: str | None, as_json: bool) -> None:
    """List people, masked, of one tenant or all."""
    tenant_id = find_tenant(tenant_key) if tenant_key is not None else None
    keys = _tenant_keys()
    found: list[dict[str, object]] = []
    with connect("mg_migrator") as connection:
        rows = connection.execute(
            "SELECT user_id, email_mask, name_mask, locale, is_disabled, is_operator, memberships"
            " FROM identity.list_users(%s)",
            (tenant_id,),
        ).fetchall()
    for user_id, email, name, locale, is_disabled, is_operator, memberships in rows:
        assert isinstance(memberships, list)
        places = [{**m, "tenant_key": keys.get(m["tenant_id"])} for m in memberships]
        found.append(
            {"user_id": str(user_id), "email": email, "name": name, "locale": locale,
             "is_disabled": is_disabled, "is_operator": is_operator, "memberships": places}
        )  # fmt: skip
    if as_json:
        click.echo(json.dumps({"users": found}, ensure_ascii=False))
        return
    for person in found:
        assert isinstance(person["memberships"], list)
        where = ", ".join(f"{m['tenant_key']}:{m['role_code']}" for m in person["memberships"])
        marks = " operator" * bool(person["is_operator"]) + " disabled" * bool(
            person["is_disabled"]
        )
        click.echo(f"{person['user_id']}\t{person['email']}\t{person['name']}\t{where}{marks}")


@users.command()
@click.argument("email")
@_tenant
@_role
@_branch
@_operator
@_hq_role
def grant(
    email: str,
    tenant_key: str | None,
    role: str | None,
    branch_code: str | None,
    operator: bool,
    hq_role: str,
) -> None:
    """Let a person act in a tenant, or as headquarters' staff."""
    tenant_id = _place(tenant_key, role, branch_code)
    if not tenant_id and not operator:
        raise BadInput("grant what?", hint="give --tenant and --role, or --operator")
    with connect("mg_migrator") as connection:
        creator = _one(connection, "SELECT identity.service_user_id('cli')")
        user_id = find_person(connection, email)
        if tenant_id and role:
            _grant(connection, tenant_id, user_id, role, branch_code, creator)
        if operator:
            _one(
                connection, "SELECT identity.grant_operator(%s, %s, %s)", user_id, creator, hq_role
            )
    click.echo(f"granted to {email}")


@users.command()
@click.argument("email")
@_tenant
@_role
@click.option("--operator", is_flag=True, help="The right to enter as headquarters' staff.")
def revoke(email: str, tenant_key: str | None, role: str | None, operator: bool) -> None:
    """Take back what was granted in a tenant (one role, or all)."""
    if tenant_key is None and not operator:
        raise BadInput("revoke what?", hint="give --tenant, or --operator")
    tenant_id = find_tenant(tenant_key) if tenant_key is not None else None
    with connect("mg_migrator") as connection:
        user_id = find_person(connection, email)
        count = 0
        if tenant_id:
            query = "SELECT identity.revoke_membership(%s, %s, %s)"
            count += int(str(_one(connection, query, tenant_id, user_id, role)))
        if operator:
            count += int(bool(_one(connection, "SELECT identity.revoke_operator(%s)", user_id)))
    if not count:
        raise BadInput(f"{email} has nothing of that", hint="see: mindgarden users list")
    click.echo(f"revoked from {email}")


@users.command()
@click.argument("person", metavar="EMAIL|USER-ID")
@click.option("--reason", required=True, help="Why it has to be seen; it is written down.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@acts_as
def show(person: str, reason: str, as_json: bool, actor_email: str | None) -> None:
    """Show a person in full; who saw whom, and why, is written down."""
    with connect("mg_migrator") as connection:
        actor = actor_id(connection, actor_email) or _one(
            connection, "SELECT identity.service_user_id('cli')"
        )
        try:
            user_id = UUID(person)
        except ValueError:
            user_id = find_person(connection, person)
        with connection.cursor(row_factory=dict_row) as cursor:
            row = cursor.execute(
                "SELECT * FROM identity.show_person(%s, %s, %s)", (user_id, reason, actor)
            ).fetchone()
    if row is None:
        raise BadInput(f"nobody has the id {person}", hint="see: mindgarden users list")
    known = open_person(row)
    shown = {"user_id": str(known.user_id), "email": known.email, "name_ko": known.name_ko,
             "name_en": known.name_en, "phone": known.phone, "locale": known.locale}  # fmt: skip
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for name, value in shown.items():
        click.echo(f"{name}\t{value or ''}")


@users.command()
@click.argument("email")
def password(email: str) -> None:
    """Set a person's password and end all their sessions."""
    hashed = hash_password(_new_password(email))
    with connect("mg_migrator") as connection:
        user_id = find_person(connection, email)
        ended = _one(connection, "SELECT identity.set_password(%s, %s)", user_id, hashed)
    click.echo(f"changed; {ended} sessions ended")


@users.command("reset-second-factor")
@click.argument("email")
@click.option("--reason", required=True, help="How the person was recognized; it is written down.")
@acts_as
def reset_second_factor(email: str, reason: str, actor_email: str | None) -> None:
    """Take away the second factors of somebody who has lost them, and end all their sessions."""
    if not reason.strip():
        raise BadInput("a reset needs a reason", hint="say how the person was recognized")
    with connect("mg_migrator") as connection:
        actor = actor_id(connection, actor_email) or _one(
            connection, "SELECT identity.service_user_id('cli')"
        )
        user_id = find_person(connection, email)
        query = "SELECT identity.reset_second_factor(%s, %s, %s)"
        ended = _one(connection, query, user_id, reason.strip(), actor)
    click.echo(f"reset; {ended} sessions ended")


def _place(tenant_key: str | None, role: str | None, branch_code: str | None) -> UUID | None:
    if (tenant_key is None) != (role is None) or (branch_code is not None and tenant_key is None):
        raise BadInput("--tenant and --role belong together, --branch goes with them")
    return find_tenant(tenant_key) if tenant_key is not None else None


def _grant(
    connection: psycopg.Connection[tuple[object, ...]],
    tenant_id: UUID,
    user_id: object,
    role: str,
    branch_code: str | None,
    creator: object,
) -> None:
    branch_id = None
    if branch_code is not None:
        connection.execute("SET LOCAL ROLE mg_batch_owner")
        row = connection.execute(
            "SELECT b.branch_id FROM tenancy.branch AS b WHERE b.tenant_id = %s AND b.branch_code = %s",
            (tenant_id, branch_code),
        ).fetchone()
        connection.execute("SET LOCAL ROLE NONE")
        if row is None:
            raise BadInput(f"the tenant has no branch {branch_code!r}")
        branch_id = row[0]
    query = "SELECT identity.grant_membership(%s, %s, %s, %s, %s)"
    _one(connection, query, tenant_id, user_id, role, branch_id, creator)


def _one(connection: psycopg.Connection[tuple[object, ...]], query: str, *values: object) -> object:
    row = connection.execute(query.encode(), values).fetchone()
    return row[0] if row else None


def _tenant_keys() -> dict[str, str]:
    with connect("mg_migrator") as connection:
        connection.execute("SET LOCAL ROLE mg_batch_owner")
        rows = connection.execute("SELECT tenant_id, tenant_key FROM tenancy.tenant_directory")
        return {str(tenant_id): str(key) for tenant_id, key in rows.fetchall()}


def _new_password(*about: str) -> str:
    if sys.stdin.isatty():
        given = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    require_strength(given, about=about)
    return given
