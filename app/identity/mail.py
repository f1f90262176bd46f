"""The worker that sends mails about accounts: makes a code where one is needed, and hands the mail over.

A mail that fails is tried again with a fresh code; one that a crash left between sending and noting may come twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import text

from app.db.context import auth_transaction
from app.i18n import as_language
from app.identity.code import code_hash, make_code
from app.identity.mail_text import KINDS, mail_text
from app.identity.person import Person, open_person
from app.integrations.mail import Mailer, MailNotSent
from app.settings import settings


def send_mails(mailer: Mailer) -> Iterator[tuple[str, str]]:
    """Send what is due; yields template and outcome (`sent`, `tried again`, `given up`) of each mail."""
    while (claimed := _claim()) is not None:
        try:
            mailer.send(_compose(claimed))
            trouble = None
        except MailNotSent as problem:
            trouble = str(problem)
        with auth_transaction() as connection:
            query = text("SELECT identity.note_mail(:mail, :error)")
            parameters = {"mail": claimed["outgoing_mail_id"], "error": trouble}
            outcome = connection.execute(query, parameters).scalar_one_or_none()
        yield str(claimed["template"]), str(outcome or "sent")


def _claim() -> dict[str, Any] | None:
    with auth_transaction() as connection:
        row = connection.execute(text("SELECT * FROM identity.claim_mail()")).mappings()
        found = row.one_or_none()
    return None if found is None else dict(found)


def _compose(claimed: dict[str, Any]) -> EmailMessage:
    person = open_person(claimed)
    template = str(claimed["template"])
    if template not in KINDS:
        raise MailNotSent(f"no such template: {template}")
    kind, language = KINDS[template], as_language(person.locale) or "ko"
    code = _code_for(person, template) if kind.purpose else None
    name = person.name_en if language == "en" and person.name_en else person.name_ko
    public = settings().public_url.rstrip("/")
    subject, body = mail_text(template, language, name=name, address=public + kind.page, code=code)
    message = EmailMessage()
    sender = settings().mail_from
    message["From"] = Address("MindGarden", addr_spec=sender)
    message["To"] = person.email
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.now(UTC))
    host = urlsplit(public).hostname or "localhost"
    message["Message-ID"] = f"<{claimed['outgoing_mail_id']}.{claimed['attempts']}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body, charset="utf-8", cte="base64")
    return message


def _code_for(person: Person, template: str) -> str:
    kind, code = KINDS[template], make_code()
    with auth_transaction() as connection:
        connection.execute(
            text(
                "SELECT identity.put_token(:user_id, :purpose, :hash, make_interval(hours => :hours))"
            ),
            {
                "user_id": person.user_id,
                "purpose": kind.purpose,
                "hash": code_hash(code),
                "hours": kind.hours,
            },
        )
    return code
