"""Issues and sends tax invoices; after any failure the first thing is to ask what became of it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

import psycopg

from app.db.connection import connect
from app.failure import Finding
from app.integrations.popbill import ISSUED, Info, Popbill, configured
from app.integrations.popbill_document import Document
from app.integrations.trouble import Refused, Trouble, Unsure


@dataclass(frozen=True)
class Claimed:
    """A tax invoice in this worker's hands."""

    tenant_id: UUID
    tax_invoice_id: UUID
    step: str
    attempts: int
    document: Document


@dataclass(frozen=True)
class Outcome:
    """What an attempt led to: the state that the tax invoice is in now, and the trouble on the way."""

    tax_invoice_id: UUID
    document_key: str
    status: str
    trouble: str | None


class Issuer:
    """One worker. Its connection commits each statement, so that nothing is locked while it waits for Popbill."""

    def __init__(
        self, popbill: Popbill | None, *, as_of: datetime | None = None, lease_seconds: int = 120
    ) -> None:
        self._given = popbill
        self._as_of = as_of
        self._lease_seconds = lease_seconds
        self._name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._connection = connect("mg_batch", autocommit=True)

    @cached_property
    def _popbill(self) -> Popbill:
        """As the settings say, once it is needed: what was never tried is cancelled without it."""
        return self._given or configured()

    def __enter__(self) -> Issuer:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def work(self, most: int | None = None) -> Iterator[Outcome]:
        """Issue and send whatever is due, the nearest deadline first."""
        done = 0
        while most is None or done < most:
            claimed = self._claim()
            if claimed is None:
                return
            done += 1
            yield self._issue(claimed) if claimed.step == "issue" else self._send(claimed)

    def cancel(self, tax_invoice_id: UUID, reason: str, actor: UUID | None) -> str:
        """Cancel at Popbill, if it may know of it, and here; a Finding if the tax service has it by now."""
        row = self._row(
            "SELECT * FROM billing.hold_tax_invoice(%s, %s, %s, %s)",
            (tax_invoice_id, self._name, self._now(), self._lease_seconds),
        )
        assert row is not None
        claimed = Claimed(row[0], tax_invoice_id, row[1], 0, Document(row[2]))
        if claimed.step == "cancel":
            info = self._cancel_there(claimed, reason)
            if info is not None and not info.is_cancelled:
                self._adopt(claimed, info)
                raise Finding(
                    "the tax invoice was passed on to the tax service: it can't be cancelled any more",
                    hint="Amend it: mindgarden tax-invoice amend.",
                )
        done = self._row(
            "SELECT billing.cancel_tax_invoice(%s, %s, %s)", (tax_invoice_id, reason, actor)
        )
        assert done is not None
        return str(done[0])

    def _cancel_there(self, claimed: Claimed, reason: str) -> Info | None:
        """What Popbill has of it then; None if there is nothing, or nothing any more."""
        try:
            info = self._popbill.info(claimed.document)
            if info is None or info.state != ISSUED:
                return info
            try:
                self._popbill.cancel(claimed.document, reason)
            except Trouble as problem:
                info = self._popbill.info(claimed.document)
                if info is not None and info.state == ISSUED:
                    raise Unsure(problem.code, problem.message) from problem
                return info
        except Trouble as problem:
            self._fail(claimed, problem, is_final=False)
            raise Finding(
                "Popbill didn't cancel the tax invoice",
                detail=str(problem),
                hint="Nothing was changed here. Cancel it again in a moment.",
            ) from problem
        return None

    def _issue(self, claimed: Claimed) -> Outcome:
        if claimed.attempts > 1:  # an earlier attempt may have got through
            try:
                info = self._popbill.info(claimed.document)
            except Trouble as problem:
                return self._fail(claimed, problem, is_final=False)
            if info is not None:
                return self._adopt(claimed, info)
        try:
            return self._note_issued(claimed, self._popbill.issue(claimed.document), self._now())
        except Trouble as problem:
            try:
                info = self._popbill.info(claimed.document)
            except Trouble as again:
                return self._fail(claimed, again, is_final=False)
            if info is None:
                return self._fail(claimed, problem, is_final=isinstance(problem, Refused))
            return self._adopt(claimed, info)

    def _send(self, claimed: Claimed) -> Outcome:
        try:
            info = self._popbill.info(claimed.document)
            if info is None:
                raise Refused("unknown", "Popbill has no document under this key any more")
            if info.is_cancelled:
                reason = "cancelled at the issuing service"
                return self._note(
                    claimed, "SELECT billing.cancel_tax_invoice(%s, %s)", (claimed.tax_invoice_id, reason), reason
                )  # fmt: skip
            if info.is_not_taken or (info.state == ISSUED and claimed.document.is_to_be_sent):
                self._popbill.send(claimed.document)
                info = self._popbill.info(claimed.document) or info
            if info.is_sent:
                return self._note_sent(claimed, info)
            if info.is_not_taken:
                raise Refused(info.send_error or "305", "the tax service didn't take it")
            raise Unsure(str(info.state), "not at the tax service yet")
        except Trouble as problem:
            return self._fail(claimed, problem, is_final=isinstance(problem, Refused))

    def _adopt(self, claimed: Claimed, info: Info) -> Outcome:
        """Popbill has a document under our key: take over what became of it, if it is this one."""
        ours = claimed.document
        if (info.written_on, info.supply, info.tax) != (ours.written_on, ours.supply, ours.tax):
            theirs = f"{info.written_on}, supply {info.supply}, tax {info.tax}"
            return self._fail(
                claimed,
                Refused("differs", f"Popbill has another document under this key: {theirs}"),
                is_final=True,
            )
        if not info.is_issued or info.approval_number is None:
            return self._fail(
                claimed,
                Refused(str(info.state), "Popbill has the document, and it is not issued"),
                is_final=True,
            )
        outcome = self._note_issued(claimed, info.approval_number, info.issued_at or self._now())
        return self._note_sent(claimed, info) if info.is_sent else outcome

    def _note_issued(self, claimed: Claimed, approval_number: str, issued_at: datetime) -> Outcome:
        return self._note(
            claimed, "SELECT billing.note_issued(%s, %s, %s, %s)",
            (claimed.tenant_id, claimed.tax_invoice_id, approval_number, issued_at),
        )  # fmt: skip

    def _note_sent(self, claimed: Claimed, info: Info) -> Outcome:
        return self._note(
            claimed, "SELECT billing.note_sent(%s, %s, %s)",
            (claimed.tenant_id, claimed.tax_invoice_id, info.sent_at or self._now()),
        )  # fmt: skip

    def _fail(self, claimed: Claimed, problem: Trouble, *, is_final: bool) -> Outcome:
        values = (
            claimed.tenant_id, claimed.tax_invoice_id, self._name, is_final, problem.code, problem.message, self._now(),
        )  # fmt: skip
        query = "SELECT billing.note_attempt(%s, %s, %s, %s, %s, %s, %s)"
        return self._note(claimed, query, values, str(problem))

    def _note(
        self, claimed: Claimed, query: str, values: tuple[Any, ...], trouble: str | None = None
    ) -> Outcome:
        row = self._row(query, values)
        assert row is not None
        return Outcome(claimed.tax_invoice_id, claimed.document.key, str(row[0]), trouble)

    def _claim(self) -> Claimed | None:
        row = self._row(
            "SELECT * FROM billing.claim_tax_invoice(%s, %s, %s)",
            (self._name, self._now(), self._lease_seconds),
        )
        return None if row is None else Claimed(row[0], row[1], row[2], row[3], Document(row[4]))

    def _row(self, query: str, values: tuple[Any, ...]) -> tuple[Any, ...] | None:
        cursor: psycopg.Cursor[tuple[Any, ...]] = self._connection.execute(query.encode(), values)
        return cursor.fetchone()

    def _now(self) -> datetime:
        return self._as_of or datetime.now(UTC)
