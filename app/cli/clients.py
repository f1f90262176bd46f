"""mindgarden clients: applications that ask people to let them act, as headquarters decides about them."""

from __future__ import annotations

import json
from uuid import UUID

import click
from psycopg.rows import dict_row

from app.cli.actor import actor_id, acts_as
from app.db.connection import connect
from app.identity.visit import hash_token
from app.oauth.client import new_secret

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_client = click.argument("client", type=click.UUID)
_reason = click.option("--reason", default="", help="What its business is told.")


@click.group()
def clients() -> None:
    """Applications: which there are, and whether they may be used."""


@clients.command("list")
@click.option(
    "--state", type=click.Choice(["requested", "approved", "refused", "suspended", "withdrawn"])
)
@_JSON  # fmt: skip
def list_clients(state: str | None, as_json: bool) -> None:
    """List the applications of all businesses, the oldest first."""
    with connect("mg_auditor") as connection, connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT * FROM identity.client_rows(NULL) AS c WHERE %(state)s::text IS NULL OR c.state = %(state)s",
            {"state": state},
        ).fetchall()
    if as_json:
        click.echo(json.dumps({"clients": found}, default=str, ensure_ascii=False))
        return
    for row in found:
        owner = row["tenant_id"] or "headquarters"
        click.echo(
            f"{row['oauth_client_id']}  {row['state']:<9}  {row['name_ko']}  {owner}  "
            f"{','.join(row['grant_types'])}  {' '.join(row['scopes'])}"
        )


@clients.command()
@click.option("--name", required=True, help="Its name in Korean.")
@click.option("--name-en", default="", help="Its name in English.")
@click.option(
    "--redirect", "redirects", multiple=True, required=True, help="Where people are sent back to."
)
@click.option("--scope", "scopes", multiple=True, required=True, help="What it may ask for.")
@click.option("--public", is_flag=True, help="It can't keep a secret.")
@acts_as  # fmt: skip
def register(
    name: str, name_en: str, redirects: tuple[str, ...], scopes: tuple[str, ...], public: bool, actor_email: str | None
) -> None:  # fmt: skip
    """Register an application of a partner, or of headquarters; somebody else has to approve it."""
    secret = None if public else new_secret()
    wish = {
        "name_ko": name, "name_en": name_en, "redirect_uris": redirects, "scopes": scopes,
        "grant_types": ["authorization_code", "refresh_token"],
    }  # fmt: skip
    with connect("mg_migrator") as connection:
        row = connection.execute(
            "SELECT identity.register_partner_client(%s, %s, %s)",
            (
                json.dumps(wish),
                hash_token(secret) if secret else None,
                actor_id(connection, actor_email),
            ),
        ).fetchone()
    assert row is not None
    click.echo(f"client id      {row[0]}")
    if secret:
        click.echo(f"client secret  {secret}  (shown once)")


@clients.command()
@_client
@click.option("--calls-per-minute", type=click.IntRange(1, 100_000), help="How often it may call.")
@_reason
@acts_as
def approve(
    client: UUID, calls_per_minute: int | None, reason: str, actor_email: str | None
) -> None:
    """Let an application be used, again too, or with another number of calls."""
    _decide(client, "approved", calls_per_minute, reason, actor_email)


@clients.command()
@_client
@_reason
@acts_as
def refuse(client: UUID, reason: str, actor_email: str | None) -> None:
    """Refuse an application that was asked for."""
    _decide(client, "refused", None, reason, actor_email)


@clients.command()
@_client
@_reason
@acts_as
def suspend(client: UUID, reason: str, actor_email: str | None) -> None:
    """Take an application out of use for now; every token ends at once."""
    _decide(client, "suspended", None, reason, actor_email)


def _decide(client: UUID, state: str, calls: int | None, reason: str, email: str | None) -> None:
    with connect("mg_migrator") as connection:
        connection.execute(
            "SELECT identity.decide_client(%s, %s, %s, %s, %s)",
            (client, state, calls, reason, actor_id(connection, email)),
        )
    click.echo(f"{client} is {state}")
