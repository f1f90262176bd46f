"""mindgarden mail: mails about accounts."""

from __future__ import annotations

import json

import click
from psycopg.rows import dict_row

from app.db.connection import connect
from app.failure import Finding
from app.identity.mail import send_mails
from app.integrations.mail import mailer


@click.group()
def mail() -> None:
    """Mails about accounts: send what is due, look at what is not sent."""


@mail.command()
def send() -> None:
    """Send what is due now; the scheduler does it by itself. Exit 1 if a mail failed."""
    failed = 0
    for template, outcome in send_mails(mailer()):
        click.echo(f"{template}\t{outcome}")
        failed += outcome != "sent"
    if failed:
        raise Finding(f"{failed} mails were not sent", hint="mindgarden mail list says why")


@mail.command("list")
@click.option("--all", "with_sent", is_flag=True, help="Those that were sent as well.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_mail(with_sent: bool, as_json: bool) -> None:
    """List mails that are not sent (yet), the newest first; addressees masked."""
    with connect("mg_migrator") as connection, connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute("SELECT * FROM identity.list_mail(%s)", (not with_sent,)).fetchall()
    if as_json:
        click.echo(json.dumps({"mails": rows}, default=str, ensure_ascii=False))
        return
    for row in rows:
        state = "sent" if row["sent_at"] else "given up" if row["given_up_at"] else "due"
        click.echo(
            f"{row['created_at']:%Y-%m-%d %H:%M:%S}\t{row['addressee'] or ''}\t{row['template']}\t{state}"
            f"\t{row['attempts']} attempts\t{row['last_error'] or ''}"
        )
