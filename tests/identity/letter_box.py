"""A mailer that keeps what it is given: what people would find in their letter boxes."""

from __future__ import annotations

import re
from email.message import EmailMessage

from app.identity.mail import send_mails
from app.integrations.mail import MailNotSent

_CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}")


class LetterBox:
    """Mails in the order in which they came."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.trouble: str | None = None

    def send(self, message: EmailMessage) -> None:
        """Keep it, or fail as told."""
        if self.trouble:
            raise MailNotSent(self.trouble)
        self.mails.append(message)

    def empty(self) -> list[tuple[str, str]]:
        """Have everything sent that is due; what became of each."""
        return list(send_mails(self))

    def last(self, address: str) -> str:
        """The text of the newest mail to an address."""
        return str([m for m in self.mails if m["To"] == address][-1].get_content())

    def code(self, address: str) -> str:
        """The code in the newest mail to an address."""
        found = _CODE.search(self.last(address))
        assert found is not None
        return found.group()
