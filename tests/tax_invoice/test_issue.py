"""Whatever fails on the way to Popbill, a tax invoice is issued exactly once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from scheduler import tax_invoices
from tests.clone import Clone, environment
from tests.tax_invoice.conftest import Service
from tests.tax_invoice.shop import add_statement, add_tenant, prepare, set_supplier

Connection = psycopg.Connection[Any]


@pytest.fixture
def draft(superuser: Connection) -> UUID:
    """One tenant's draft for October."""
    set_supplier(superuser)
    return drafts(superuser, 1)[0]


def drafts(superuser: Connection, count: int, name: str = "shop") -> list[UUID]:
    tenants = [add_tenant(superuser, f"{name}{n:02}") for n in range(count)]
    for tenant in tenants:
        add_statement(superuser, tenant, "2026-10-31", (12_750, 1_275), (7_395, 740))
    return [row[3] for row in prepare(superuser, "2026-10", *tenants)]


def state_of(superuser: Connection, invoice: UUID) -> dict[str, Any]:
    cursor = superuser.cursor(row_factory=psycopg.rows.dict_row)
    found = cursor.execute(
        "SELECT * FROM billing.tax_invoice WHERE tax_invoice_id = %s", (invoice,)
    ).fetchone()
    assert found is not None
    return found


def issued_there(service: Service) -> list[dict[str, Any]]:
    return [d for d in service.state.documents.values() if d["stateCode"] != 600]


def test_a_draft_is_issued_and_sent_the_day_after(
    superuser: Connection, draft: UUID, service: Service
) -> None:
    (outcome,) = service.work("2026-11-03T09:00+09:00")
    assert (outcome.status, outcome.trouble) == ("issued", None)
    row = state_of(superuser, draft)
    (document,) = issued_there(service)
    assert row["approval_number"] == document["ntsconfirmNum"] == "202611034100000000000001"
    assert len(row["document_key"]) == 24
    body = document["body"]
    assert (body["supplyCostTotal"], body["taxTotal"], body["totalAmount"]) == (
        "20145",
        "2015",
        "22160",
    )
    assert [(i["itemName"], i["supplyCost"], i["tax"]) for i in body["detailList"]] == [
        ("플랫폼 수수료", "12750", "1275"), ("결제 수수료", "7395", "740"),
    ]  # fmt: skip
    assert (body["invoicerCorpNum"], body["invoiceeCorpNum"], body["writeDate"]) == (
        "1248100998",
        "1010100014",
        "20261031",
    )
    assert "modifyCode" not in body
    assert body["forceIssue"] is False
    assert service.work("2026-11-03T23:00+09:00") == [], (
        "left alone for the day, so that it can be cancelled"
    )
    assert service.work("2026-11-04T05:59+09:00") == []
    (sent,) = service.work("2026-11-04T06:00+09:00")
    assert sent.status == state_of(superuser, draft)["status"] == "sent"
    assert service.work("2026-11-05T09:00+09:00") == []
    actions = superuser.execute(
        "SELECT action FROM audit.entry WHERE subject = %s ORDER BY entry_id", (str(draft),)
    ).fetchall()
    assert [a for (a,) in actions] == [
        f"billing.tax_invoice.{done}" for done in ("prepared", "issued", "sent")
    ]


LOST = (
    "timeout_after",
    "dropped_after",
    "error_after",
    "half_after",
    "unreadable_after",
    "lost_after",
)


def test_an_issue_whose_answer_is_lost_is_found_again(
    superuser: Connection, service: Service
) -> None:
    set_supplier(superuser)
    made = drafts(superuser, len(LOST))
    service.state.fail("issue", *LOST)
    assert [o.status for o in service.work()] == ["issued"] * len(LOST)
    assert service.state.seen.count("issue") == len(LOST), "asked for, not issued again"
    numbers = {state_of(superuser, invoice)["approval_number"] for invoice in made}
    assert numbers == {d["ntsconfirmNum"] for d in issued_there(service)}
    assert len(numbers) == len(LOST)


def test_an_issue_that_was_not_done_is_done_later(superuser: Connection, service: Service) -> None:
    set_supplier(superuser)
    made = drafts(superuser, 3)
    service.state.fail("issue", "timeout_before", "error_before", "dropped_before")
    assert [o.status for o in service.work("2026-11-03T09:00+09:00")] == ["draft"] * 3
    assert issued_there(service) == []
    for invoice in made:
        row = state_of(superuser, invoice)
        assert (row["attempts"], row["next_attempt_at"] - service.now) == (1, timedelta(minutes=1))
    assert service.work("2026-11-03T09:00:30+09:00") == [], "not before its time"
    assert [o.status for o in service.work("2026-11-03T09:01+09:00")] == ["issued"] * 3
    assert len(issued_there(service)) == 3


def test_nobody_knows_what_became_of_it_until_the_service_answers_again(
    superuser: Connection, draft: UUID, service: Service
) -> None:
    service.state.fail("issue", "dropped_after")
    service.state.fail("info", "timeout_before", "half_after")
    assert [o.status for o in service.work("2026-11-03T09:00+09:00")] == ["draft"]
    assert [o.status for o in service.work("2026-11-03T09:10+09:00")] == ["draft"]
    assert state_of(superuser, draft)["next_attempt_at"] - service.now == timedelta(minutes=2), (
        "each wait is longer"
    )
    assert [o.status for o in service.work("2026-11-03T09:20+09:00")] == ["issued"]
    assert service.state.seen.count("issue") == len(issued_there(service)) == 1


def test_a_worker_that_died_after_issuing_loses_nothing(
    superuser: Connection, draft: UUID, service: Service
) -> None:
    at = "2026-11-03T09:00+09:00"
    row = superuser.execute(
        "SELECT document FROM billing.claim_tax_invoice('dies', %s)", (at,)
    ).fetchone()
    assert row is not None
    from app.integrations.popbill_document import Document

    number = service.popbill().issue(Document(row[0]))
    assert service.work("2026-11-03T09:01+09:00") == [], "its lease is not over"
    (outcome,) = service.work("2026-11-03T09:03+09:00")
    assert (outcome.status, state_of(superuser, draft)["approval_number"]) == ("issued", number)
    assert service.state.seen.count("issue") == 1


def test_a_used_key_is_asked_for_not_doubled(
    superuser: Connection, draft: UUID, service: Service
) -> None:
    """Two workers with the same draft at once: the second is told that its key is in use."""
    one, two = [
        superuser.execute(
            "SELECT document FROM billing.claim_tax_invoice(%s, %s, 0)", (name, at)
        ).fetchone()
        for name, at in (("one", "2026-11-03T09:00+09:00"), ("two", "2026-11-03T09:00:01+09:00"))
    ]  # fmt: skip
    assert one is not None
    assert two is not None
    from app.integrations.popbill_document import Document
    from app.integrations.trouble import Refused

    number = service.popbill().issue(Document(one[0]))
    with pytest.raises(Refused):
        service.popbill().issue(Document(two[0]))
    (outcome,) = service.work("2026-11-03T09:00:02+09:00")
    assert (outcome.status, state_of(superuser, draft)["approval_number"]) == ("issued", number)


def test_a_closed_down_buyer_is_a_persons_matter(
    superuser: Connection, draft: UUID, service: Service
) -> None:
    service.state.closed.add("1010100014")
    (outcome,) = service.work()
    assert outcome.status == "failed"
    assert "폐업" in state_of(superuser, draft)["error"]
    assert service.work("2026-11-09T09:00+09:00") == [], "nobody asks again by himself"
    service.state.closed.clear()
    assert superuser.execute("SELECT billing.retry_tax_invoice(%s)", (draft,)).fetchone() == (
        "draft",
    )
    with pytest.raises(psycopg.Error) as refused:
        superuser.execute("SELECT billing.retry_tax_invoice(%s)", (draft,))
    assert refused.value.sqlstate == "MB501"
    assert [o.status for o in service.work()] == ["issued"]


def test_a_token_is_used_until_it_runs_out(
    superuser: Connection, draft: UUID, service: Service
) -> None:
    drafts_more = [add_tenant(superuser, f"more{n}") for n in range(3)]
    for tenant in drafts_more:
        add_statement(superuser, tenant, "2026-10-31", (1_000, 100))
    prepare(superuser, "2026-10", *drafts_more)
    assert [o.status for o in service.work("2026-11-03T09:00+09:00")] == ["issued"] * 4
    assert service.state.seen.count("token") == 1
    # A token that the service doesn't know any more, although it isn't over: another is fetched, and the call repeated.
    popbill = service.popbill()
    document = superuser.execute(
        "SELECT billing.tax_invoice_document(i, now()) FROM billing.tax_invoice AS i WHERE i.tax_invoice_id = %s",
        (draft,),
    ).fetchone()
    assert document is not None
    from app.integrations.popbill_document import Document

    assert popbill.info(Document(document[0])) is not None
    service.state.tokens.clear()
    assert popbill.info(Document(document[0])) is not None
    assert service.state.seen.count("token") == 3
    service.now += timedelta(minutes=59, seconds=30)  # within the margin
    assert popbill.info(Document(document[0])) is not None
    assert service.state.seen.count("token") == 4


def test_without_a_token_nothing_is_issued_and_nothing_lost(
    superuser: Connection, draft: UUID, service: Service
) -> None:
    service.state.fail("token", "dropped_before", "error_before", "half_after", "unreadable_after")
    # A token for the issue and one for the question after it: two failures a pass.
    assert [o.status for o in service.work("2026-11-03T09:00+09:00")] == ["draft"]
    assert [o.status for o in service.work("2026-11-03T09:05+09:00")] == ["draft"]
    assert issued_there(service) == []
    assert [o.status for o in service.work("2026-11-03T09:10+09:00")] == ["draft"]
    assert [o.status for o in service.work("2026-11-03T09:20+09:00")] == ["issued"]


def test_another_document_under_our_key_is_never_taken_for_ours(
    superuser: Connection, draft: UUID, service: Service
) -> None:
    service.state.fail("issue", "error_after")
    service.state.fail("info", "error_before")
    service.work("2026-11-03T09:00+09:00")
    issued_there(service)[0]["taxTotal"] = "1"
    (outcome,) = service.work("2026-11-03T09:10+09:00")
    assert outcome.status == "failed"
    assert state_of(superuser, draft)["error_code"] == "differs"


def test_sending_is_repeated_until_the_tax_service_has_it(
    superuser: Connection, service: Service
) -> None:
    set_supplier(superuser)
    made = drafts(superuser, 6)
    service.work("2026-11-03T09:00+09:00")
    service.state.fail(
        "send",
        "none",
        "dropped_after",
        "dropped_before",
        "error_before",
        "error_after",
        "half_after",
    )
    statuses = [o.status for o in service.work("2026-11-04T09:00+09:00")]
    assert sorted(statuses) == ["issued"] * 5 + ["sent"]
    assert [o.status for o in service.work("2026-11-04T09:02+09:00")] == ["sent"] * 5
    assert {state_of(superuser, invoice)["status"] for invoice in made} == {"sent"}


def test_what_the_tax_service_does_not_take_is_a_persons_matter(
    superuser: Connection, draft: UUID, service: Service
) -> None:
    service.work("2026-11-03T09:00+09:00")
    service.state.not_taken = 1
    assert [o.status for o in service.work("2026-11-04T09:00+09:00")] == ["failed"]
    assert state_of(superuser, draft)["error_code"] == "SYN003"
    assert superuser.execute("SELECT billing.retry_tax_invoice(%s)", (draft,)).fetchone() == (
        "issued",
    )
    assert [o.status for o in service.work("2026-11-04T10:00+09:00")] == ["sent"]


def test_a_late_one_is_issued_by_force(
    superuser: Connection, draft: UUID, service: Service
) -> None:
    service.work("2026-11-11T09:00+09:00")
    assert issued_there(service)[0]["body"]["forceIssue"] is True


def test_workers_share_the_work_and_hold_no_transaction_while_they_wait(
    superuser: Connection, draft: UUID, service: Service, database: Clone
) -> None:
    drafts(superuser, 12, "more")
    idle: list[int] = []
    seen = threading.Lock()

    def look(operation: str) -> None:
        with seen, database.superuser() as other:
            row = other.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'mg_batch'"
                " AND xact_start IS NOT NULL AND state LIKE 'idle in transaction%'"
            ).fetchone()
            assert row is not None
            idle.append(row[0])

    service.state.on_request = look
    done: list[Any] = []
    workers = [threading.Thread(target=lambda: done.extend(service.work())) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [o.status for o in done] == ["issued"] * 13
    assert len({o.tax_invoice_id for o in done}) == len(issued_there(service)) == 13
    assert len(idle) >= 13
    assert set(idle) == {0}


def test_an_approval_number_of_another_document_is_refused(
    superuser: Connection, draft: UUID
) -> None:
    row = state_of(superuser, draft)
    note = "SELECT billing.note_issued(%s, %s, %s, now())"
    superuser.execute(note, (row["tenant_id"], draft, "2026" + "1" * 20))
    assert superuser.execute(note, (row["tenant_id"], draft, "2026" + "1" * 20)).fetchone() == (
        "issued",
    )
    with pytest.raises(psycopg.Error) as refused:
        superuser.execute(note, (row["tenant_id"], draft, "2026" + "2" * 20))
    assert refused.value.sqlstate == "MB902"
    assert superuser.execute(
        "SELECT billing.note_attempt(%s, %s, 'stranger', true, 'x', 'y', now())",
        (row["tenant_id"], draft),
    ).fetchone() == ("lost",)


def test_the_scheduler_issues_by_itself_where_an_account_is_set(
    superuser: Connection, draft: UUID, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    stop = threading.Event()
    with environment({"MINDGARDEN_POPBILL_LINK_ID": None, "MINDGARDEN_POPBILL_SECRET_KEY": None}):
        tax_invoices.run(stop, 0.01)  # returns at once
    assert state_of(superuser, draft)["status"] == "draft"
    service.state.now = lambda: datetime.now(UTC)
    with environment(service.environment):
        working = threading.Thread(target=tax_invoices.run, args=(stop, 0.01))
        working.start()
        for _ in range(500):
            if state_of(superuser, draft)["status"] == "issued":
                break
            stop.wait(0.02)
        stop.set()
        working.join()
    assert state_of(superuser, draft)["status"] == "issued"
    assert service.state.seen.count("issue") == 1
