"""Sends mail: by an SMTP server where one is set, else into a folder where a developer reads it."""

from __future__ import annotations

import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from app.failure import BadInput
from app.settings import settings

_TIMEOUT_SECONDS: Final = 20


class MailNotSent(Exception):
    """The mail didn't leave; the words hold no address and no content."""


class Mailer(Protocol):
    """Sends one mail, or raises MailNotSent."""

    def send(self, message: EmailMessage) -> None:
        """Hand the mail over."""


class SmtpMailer:
    """An SMTP server: smtp:// with STARTTLS (required unless on this machine), smtps:// with TLS from the start."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise BadInput(
                "MINDGARDEN_SMTP_URL names no mail server",
                hint="smtp://user:password@host:587, or smtps://user:password@host:465",
            )
        self._is_tls = parts.scheme == "smtps"
        self._host, self._port = parts.hostname, parts.port or (465 if self._is_tls else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._is_local = parts.hostname in {"127.0.0.1", "::1", "localhost"}

    def send(self, message: EmailMessage) -> None:
        """One connection a mail: they are few."""
        try:
            with self._connect() as server:
                if not self._is_tls and (not self._is_local or server.has_extn("starttls")):
                    server.starttls(context=ssl.create_default_context())
                if self._user:
                    server.login(self._user, self._password)
                server.send_message(message)
        except smtplib.SMTPResponseException as problem:
            raise MailNotSent(
                f"{type(problem).__name__}: the server answered {problem.smtp_code}"
            ) from None
        except (OSError, smtplib.SMTPException) as problem:
            # What they say may hold the address.
            raise MailNotSent(type(problem).__name__) from None

    def _connect(self) -> smtplib.SMTP:
        if self._is_tls:
            return smtplib.SMTP_SSL(
                self._host,
                self._port,
                timeout=_TIMEOUT_SECONDS,
                context=ssl.create_default_context(),
            )
        connection = smtplib.SMTP(self._host, self._port, timeout=_TIMEOUT_SECONDS)
        connection.ehlo()
        return connection


class FolderMailer:
    """Files that a mail program opens; for a platform without a mail server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """One .eml file, readable by its owner alone: it holds a code."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        file = self._folder / f"{name}.eml"
        with open(file, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as written:
            written.write(message.as_bytes())


def mailer() -> Mailer:
    """The mailer of this platform; BadInput if its setting makes no sense."""
    url = settings().smtp_url
    if url is None:
        return FolderMailer(settings().home / "mail")
    return SmtpMailer(url.get_secret_value())
