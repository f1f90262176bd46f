"""Popbill's tax invoices over HTTP: issue, ask, cancel, send to the tax service. Amounts are passed on as text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import requests

from app.failure import BadInput
from app.integrations.linkhub import Linkhub
from app.integrations.popbill_document import Document, body_of
from app.integrations.trouble import Refused, Unsure
from app.settings import settings

VERSION = "1.0"
SCOPES = ("member", "110")
SEOUL = ZoneInfo("Asia/Seoul")
APPROVAL_LENGTH = 24
# Published: there is no document under this key.
NO_SUCH_DOCUMENT = "-11000005"
# Codes of the service itself (-100…) and of the prepaid points (-990…): nothing is wrong with the document.
_PASSING = ("-100", "-990")
_ANY_ISSUED = range(300, 400)
ISSUED, _SENT, _NOT_TAKEN = 300, 304, 305


@dataclass(frozen=True)
class Info:
    """What Popbill knows of a document."""

    state: int
    approval_number: str | None
    issued_at: datetime | None
    sent_at: datetime | None
    written_on: str
    supply: str
    tax: str
    send_error: str | None

    @property
    def is_issued(self) -> bool:
        """Issued, whether the tax service has it or not."""
        return self.state in _ANY_ISSUED and self.approval_number is not None

    @property
    def is_sent(self) -> bool:
        """The tax service has it."""
        return self.state == _SENT

    @property
    def is_not_taken(self) -> bool:
        """The tax service didn't take it."""
        return self.state == _NOT_TAKEN

    @property
    def is_cancelled(self) -> bool:
        """Cancelled there, or refused."""
        return self.state >= 400


class Popbill:
    """One member's documents. Raises Refused or Unsure; after either, ask `info` by the document's key."""

    def __init__(
        self, url: str, linkhub: Linkhub, user_id: str = "", *, timeout: float = 30.0
    ) -> None:
        self._url = url.rstrip("/")
        self._linkhub = linkhub
        self._user_id = user_id
        self._timeout = timeout

    def issue(self, document: Document) -> str:
        """Register and issue at once; returns the approval number. The document's key makes it at most once."""
        answer = self._call(
            "POST", "/Taxinvoice", document.supplier_number, "ISSUE", body_of(document)
        )
        number = answer.get("ntsConfirmNum")
        if not isinstance(number, str) or len(number) != APPROVAL_LENGTH:
            raise Unsure("answer", "issued without an approval number of 24 characters")
        return number

    def info(self, document: Document) -> Info | None:
        """What became of a document; None if Popbill has none under its key."""
        try:
            answer = self._call("GET", self._path(document), document.supplier_number)
        except Refused as refused:
            if refused.code == NO_SUCH_DOCUMENT:
                return None
            raise
        try:
            return Info(
                state=int(answer["stateCode"]),
                approval_number=answer.get("ntsconfirmNum") or None,
                issued_at=_instant(answer.get("issueDT")),
                sent_at=_instant(answer.get("ntsresultDT") or answer.get("ntssendDT")),
                written_on=str(answer["writeDate"]),
                supply=str(answer["supplyCostTotal"]),
                tax=str(answer["taxTotal"]),
                send_error=answer.get("ntssendErrCode") or None,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Unsure("answer", f"half an answer: {error}") from error

    def cancel(self, document: Document, memo: str) -> None:
        """Cancel an issued document; refused once it was sent to the tax service."""
        self._call(
            "POST", self._path(document), document.supplier_number, "CANCELISSUE", {"memo": memo}
        )

    def send(self, document: Document) -> None:
        """Send an issued document to the tax service now rather than by Popbill's own schedule."""
        self._call("POST", self._path(document), document.supplier_number, "NTS", {})

    @staticmethod
    def _path(document: Document) -> str:
        return f"/Taxinvoice/SELL/{document.key}"

    def _call(
        self,
        method: str,
        path: str,
        business_number: str,
        override: str | None = None,
        body: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        answer = self._send(method, path, business_number, override, body)
        if answer.status_code == 401:  # nothing was done: the token ran out, or was taken back
            self._linkhub.forget(business_number)
            answer = self._send(method, path, business_number, override, body)
        try:
            found = answer.json()
            code = str(found.get("code", 1))
        except (ValueError, AttributeError) as error:
            raise Unsure(str(answer.status_code), "no answer that can be read") from error
        if answer.status_code == 200 and code == "1":
            return dict(found)
        message = str(found.get("message", ""))
        if (
            answer.status_code >= 500
            or answer.status_code in (401, 429)
            or code.startswith(_PASSING)
        ):
            raise Unsure(code, message)
        raise Refused(code, message)

    def _send(
        self,
        method: str,
        path: str,
        business_number: str,
        override: str | None,
        body: dict[str, Any] | None,
    ) -> requests.Response:
        headers = {
            "Authorization": f"Bearer {self._linkhub.token(business_number)}",
            "x-pb-version": VERSION,
            "Content-Type": "application/json; charset=utf8",
        }
        if self._user_id:
            headers["x-pb-userid"] = self._user_id
        if override:
            headers["X-HTTP-Method-Override"] = override
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            return requests.request(
                method, self._url + path, data=data, headers=headers, timeout=self._timeout
            )
        except requests.RequestException as error:
            raise Unsure("network", type(error).__name__) from error


def configured(*, timeout: float = 30.0, now: Callable[[], datetime] | None = None) -> Popbill:
    """The adapter as the settings say."""
    known = settings()
    if known.popbill_link_id is None or known.popbill_secret_key is None:
        raise BadInput(
            "no account at Popbill is set",
            hint="Set MINDGARDEN_POPBILL_LINK_ID and MINDGARDEN_POPBILL_SECRET_KEY and try again.",
        )
    linkhub = Linkhub(
        known.popbill_auth_url, known.popbill_link_id, known.popbill_secret_key.get_secret_value(),
        known.popbill_service_id, SCOPES, timeout=timeout, now=now or (lambda: datetime.now(UTC)),
    )  # fmt: skip
    return Popbill(known.popbill_url, linkhub, known.popbill_user_id, timeout=timeout)


def _instant(text: Any) -> datetime | None:
    """`yyyyMMddHHmmss` in Korea."""
    if not text:
        return None
    return datetime.strptime(str(text), "%Y%m%d%H%M%S").replace(tzinfo=SEOUL)
