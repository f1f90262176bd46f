"""What reconciliation does to the books, and how exceptions and files end."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest

from app.cli.within import run
from tests.reconcile.conftest import LATER, Books, event, row


def _month(books: Books) -> None:
    """A month of two tenants: sales, refunds in whole and in part, chargebacks, a coupon."""
    for key in ("cafe", "salon"):
        one = {"tenant_key": key}
        books.take(
            *(
                event(f"o{n}", 10_000 + 777 * n, day=f"2025-03-{n + 1:02}", **one)
                for n in range(12)
            ),
            event("r0", 10_000, "refund", original_ref="o0", day="2025-03-09", **one),
            event("r1", 4_000, "refund", original_ref="o1", day="2025-03-10", **one),
            event("r1-b", 6_777, "refund", original_ref="o1", day="2025-03-19", **one),
            event("r2", 1_234, "refund", original_ref="o2", day="2025-03-20", **one),
            event("cb3", 12_331, "chargeback", original_ref="o3", day="2025-03-25", **one),
            event("gift", 0, platform_discount=3_000, day="2025-03-26", **one),
        )


def _rows(key: str) -> list[dict[str, Any]]:
    given = {"tenant_key": key}
    sold = [
        row(f"{key}-t{n}", f"o{n}", 10_000 + 777 * n, 330 + n, 30, sold_on=f"2025-03-{n + 1:02}",
            paid_out_on=f"2025-03-{n + 6:02}", **given)
        for n in range(12)
    ]  # fmt: skip
    back = [
        row(f"{key}-c0", "o0", -10_000, -330, -30, sold_on="2025-03-09", paid_out_on="2025-03-14", **given),
        row(f"{key}-c1", "r1", -4_000, -132, -12, sold_on="2025-03-11", paid_out_on="2025-03-17", **given),
        row(f"{key}-c2", "o1", -6_777, -223, -20, sold_on="2025-03-19", paid_out_on="2025-03-24", **given),
        row(f"{key}-c3", "o2", -1_234, 0, 0, sold_on="2025-03-20", paid_out_on="2025-03-25", **given),
        row(f"{key}-c4", "cb3", -12_331, 550, 50, kind="chargeback", sold_on="2025-03-25",
            paid_out_on="2025-03-28", **given),
    ]  # fmt: skip
    return sold + back


def test_a_months_receivable_ends_at_zero(books: Books) -> None:
    _month(books)
    rows = _rows("cafe") + _rows("salon")
    books.settle(*rows[::2])
    books.match("2025-03-15")
    books.check()
    books.settle(*rows[1::2])
    assert books.clone.run("settle", "--period", "2025-03").returncode == 0
    books.match("2025-03-31")
    assert books.exceptions() == []
    assert "pg_receivable" not in books.balance()
    water = books.waterfall(date(2025, 3, 31))
    paid = sum(one["payout"] for one in rows)
    assert (water["paid"], books.balance()["bank"]) == (paid, paid)
    assert water["ours"] == water["gateway_amount"] == sum(one["amount"] for one in rows)
    assert water["sales"] + water["cancels"] == water["ours"]
    assert books.balance()["vat_receivable"] == sum(one["vat"] for one in rows)
    books.check()


def test_the_waterfall_adds_up_at_any_time(books: Books) -> None:
    books.take(event("o1", 10_000), event("o2", 5_000), event("new", 700, day="2025-03-20"))
    books.settle(
        row("t1", "o1", 9_000, 330, 30),
        row("t2", "ghost", 400, 11, 1),
        row("t3", "o2", 5_000, 110, 10, paid_out_on="2025-03-31"),
    )
    books.match("2025-03-22")
    books.resolve("o1", "write_off", date(2025, 3, 22))
    water = books.waterfall(date(2025, 3, 22))
    assert water == {
        "sales": 15_700, "cancels": 0, "ours": 15_700, "not_reported_yet": -700, "missing": 0,
        "cleared_events": -1_000, "left_over_rows": 400, "cleared_rows": 0, "gateway_amount": 14_400,
        "fee": -410, "fee_vat": -41, "not_paid_yet": -4_890, "paid": 9_059,
    }  # fmt: skip
    assert books.owed(date(2025, 3, 22)) == {"unmatched_event": 700, "not_paid_yet": 5_000}
    books.check()


@pytest.mark.parametrize(
    ("how", "account", "amount"),
    [("write_off", "gateway_difference", 10_000), ("received", "bank", 10_000)],
)
def test_a_missing_event_is_posted_away(how: str, account: str, amount: int, books: Books) -> None:
    books.take(event("o1", 10_000))
    books.match()
    books.resolve("o1", how)
    assert books.balance() == {"unsettled_sales": 10_000, account: amount}
    assert books.exceptions() == []
    assert books.match() == (0, 0, 0, 0)
    detail = books.ask(
        "SELECT detail ->> 'reason', detail ->> 'amount_minor' FROM audit.entry"
        " WHERE action = 'settlement.gateway.exception_resolved'"
    )
    assert detail == [("because", "10000")]
    books.settle(row("t1", "o1", 10_000))
    books.match()
    assert books.exceptions() == [("amount_differs", "t1", 10_000)], "it came after all"
    books.resolve("t1", "write_off")
    assert "pg_receivable" not in books.balance()
    books.check()


def test_a_row_of_nobody_gets_its_tenant_from_a_person(books: Books) -> None:
    books.take(event("o1", 7_000))
    books.settle(row("t1", "typo", 7_000, 70, 7), row("t2", "fee-only", 900, 9, 0))
    books.match()
    cafe = books.batch.execute("SELECT settlement.find_tenant('cafe')").fetchall()[0][0]
    books.resolve("t1", "linked", p_tenant_id=cafe, p_link_ref="o1")
    assert books.links() == [("t1", "o1", 7_000, "person", "one_to_one")]
    books.resolve("t2", "write_off", p_tenant_id=cafe)
    assert books.balance("cafe") == {
        "unsettled_sales": 7_000, "bank": 7_821, "pg_fee_clearing": -72, "vat_receivable": 7,
        "gateway_difference": -900,
    }  # fmt: skip
    assert books.exceptions() == []
    books.check()


def test_an_event_is_linked_with_a_row(books: Books) -> None:
    books.take(event("o1", 7_000))
    books.settle(row("t1", "typo", 6_000))
    books.match()
    books.resolve("o1", "linked", p_link_ref="t1")
    assert books.links() == [("t1", "o1", 6_000, "person", "partial")]
    assert books.exceptions() == [("amount_differs", "o1", 1_000)], "the rest stands in the queue"
    books.check()


def test_what_does_not_fit_is_refused(books: Books) -> None:
    books.take(event("o1", 10_000))
    books.settle(row("t1", "ghost", 900, paid_out_on="2026-01-20"))
    books.match()
    salon = books.batch.execute("SELECT settlement.find_tenant('salon')").fetchall()[0][0]

    def refused(code: str, ref: str, how: str, **more: Any) -> None:
        with pytest.raises(psycopg.DatabaseError) as problem:
            books.resolve(ref, how, **more)
        assert problem.value.sqlstate == code

    refused("MS042", "o1", "accepted")
    refused("MS042", "t1", "received")
    refused("MS043", "o1", "linked")
    refused("MS043", "o1", "expected", p_expected_on=LATER)
    refused("MS044", "t1", "write_off")
    refused("MS045", "o1", "write_off", p_tenant_id=salon)
    refused("MS543", "t1", "write_off", p_tenant_id=salon)
    refused("MS544", "o1", "linked", p_link_ref="nothing")
    dollars = {"currency": "USD", "time_zone": "UTC", "tenants": [{"key": "diner"}]}
    (books.folder / "diner.json").write_text(json.dumps(dollars))
    run(("import", "tenants", str(books.folder / "diner.json")))
    diner = books.batch.execute("SELECT settlement.find_tenant('diner')").fetchall()[0][0]
    refused("MS046", "t1", "write_off", p_tenant_id=diner)
    subject = books.exception("o1")
    for call, code in (
        (f"resolve_gateway_exception('{subject}', 'write_off', ' ', '2025-12-31')", "MS041"),
        (f"resolve_gateway_exception('{UUID(int=1)}', 'write_off', 'x', '2025-12-31')", "MS441"),
        (f"assign_gateway_exception('{subject}', NULL)", "MS040"),
        (f"undo_gateway('{UUID(int=1)}')", "MS440"),
    ):
        with pytest.raises(psycopg.DatabaseError) as problem:
            books.batch.execute(f"SELECT settlement.{call}".encode())
        assert problem.value.sqlstate == code, call
    again = f"resolve_gateway_exception('{subject}', 'write_off', 'because', '2025-12-31')"
    for _ in range(2):  # the same again changes nothing
        books.batch.execute(f"SELECT settlement.{again}".encode())
    with pytest.raises(psycopg.DatabaseError) as problem:
        books.batch.execute(f"SELECT settlement.{again.replace('write_off', 'received')}".encode())
    assert problem.value.sqlstate == "MS542"
    with pytest.raises(psycopg.DatabaseError) as problem, books.clone.superuser() as root:
        root.execute("UPDATE settlement.gateway_row SET amount_minor = 901, payout_minor = 901")
    assert problem.value.sqlstate == "MS940"
    books.check()


def test_a_wrong_file_is_taken_back_as_a_whole(books: Books) -> None:
    books.take(event("o1", 10_000), event("o2", 5_000))
    right = books.settle(row("t1", "o1", 10_000, 330, 30))
    wrong = books.settle(
        row("t2", "o2", 4_000, 110, 10), row("t3", "ghost", 50, tenant_key="salon")
    )
    books.match()
    books.resolve("t3", "write_off")
    books.resolve("o2", "write_off")
    assert "pg_receivable" not in books.balance()
    undo = "SELECT settlement.undo_gateway(%s)"
    assert books.batch.execute(undo, (wrong.file_id,)).fetchone() == (2,)
    assert books.batch.execute(undo, (wrong.file_id,)).fetchone() == (0,), "once"
    assert books.balance("salon") == {}
    books.check()
    books.match()
    assert books.exceptions() == [("missing", "o2", 4_000)], "1,000 of it were written off"
    books.settle(row("t2", "o2", 5_000, 110, 10))
    books.match()
    assert books.exceptions() == [("amount_differs", "t2", 1_000)]
    assert right.file_id is not None
    books.check()


def test_events_taken_back_free_their_rows(books: Books) -> None:
    """A payments file is undone after its events were settled, and comes again, mended."""
    first = books.take(event("o1", 9_000), event("o2", 100))
    books.settle(row("t1", "o1", 10_000, 330, 30))
    books.match()
    books.resolve("t1", "write_off")
    books.resolve("o2", "received")
    run(("import", "undo", str(first.file_id)))
    books.match()
    assert books.links() == []
    assert books.balance()["pg_receivable"] == -9_000
    books.check()
    books.take(event("o1", 10_000))
    books.match()
    assert books.links() == [("t1", "o1", 9_000, "reference", "partial")]
    assert books.exceptions() == [("amount_differs", "o1", 1_000)]
    books.check()


def test_the_queue_by_the_commands(books: Books) -> None:
    books.take(event("o1", 10_000))
    path = books.folder / "g.csv"
    path.write_text(
        "gateway,row_ref,ref,kind,sold_on,paid_out_on,amount,fee,vat,payout\n"
        "toss,t1,ghost,capture,2025-03-10,2025-03-17,500,0,0,500\n"
    )
    file_id = json.loads(run(("reconcile", "import", str(path), "--json")))["file_id"]
    assert "2 new exceptions" in run(("reconcile", "match", "--as-of", "2025-12-31"))
    run(("users", "add", "kim@example.kr", "--name", "김", "--operator"), "a long enough secret\n")
    listed = json.loads(run(("reconcile", "exceptions", "list", "--json")))["exceptions"]
    about = {one["ref"]: one["exception_id"] for one in listed}
    run(
        (
            "reconcile",
            "exceptions",
            "assign",
            about["o1"],
            "--to",
            "kim@example.kr",
            "--reason",
            "asking",
        )
    )
    assert books.ask("SELECT state, reason FROM settlement.gateway_exception WHERE side = 'event'") == [
        ("assigned", "asking")
    ]  # fmt: skip
    run((
        "reconcile", "exceptions", "resolve", about["o1"], "--by", "received", "--reason", "paid in cash",
        "--on", "2025-12-31", "--as", "kim@example.kr",
    ))  # fmt: skip
    assert "ghost" not in run(("reconcile", "exceptions", "list", "--tenant", "cafe"))
    status = json.loads(run(("reconcile", "status", "--as-of", "2025-12-31", "--json")))
    assert [one["code"] for one in status["waterfall"]][-1] == "paid"
    assert status["receivable"] == []
    assert "the gateway owes nothing" in run(("reconcile", "status"))
    assert json.loads(run(("reconcile", "undo", file_id, "--json")))["undone"] == 1
    assert '"status": "undone"' in run(("reconcile", "files", "--json"))
    shown = json.loads(run(("reconcile", "gateway", "inicis", "--name-ko", "이니시스", "--missing-after", "10", "--json")))  # fmt: skip
    assert (shown["missing_after_days"], shown["late_after_days"]) == (10, 14)
    books.check()


def test_the_nightly_job(books: Books) -> None:
    from scheduler.worker import Worker

    books.take(event("o1", 10_000))
    books.settle(row("t1", "o1", 10_000))
    started = books.batch.execute(
        "SELECT ops.start_run('reconcile', now(), jsonb_build_object('as_of', '2025-03-17T00:30:00+09:00'))"
    ).fetchone()
    assert started is not None
    worker = Worker()
    try:
        worker.work(started[0])
    finally:
        worker.close()
    assert books.ask("SELECT status, event_count, statement_count FROM ops.job_step") == [
        ("done", 1, 1)
    ]
    assert books.owed() == {}


def test_a_tenant_sees_when_its_events_are_paid_out_and_nothing_of_the_gateway(
    books: Books,
) -> None:
    from tests.isolation.world import mint

    books.take(event("o1", 10_000), event("s1", 500, tenant_key="salon"))
    books.settle(row("t1", "o1", 10_000, 330, 30), row("t2", "s1", 500))
    books.match()
    cafe = books.batch.execute("SELECT settlement.find_tenant('cafe')").fetchall()[0][0]
    with books.clone.superuser(autocommit=False) as root:
        sealed = mint(root, cafe)
        root.execute("SET LOCAL ROLE mg_app")
        root.execute(f"SET LOCAL mg.context = '{sealed}'".encode())
        rows = root.execute(
            "SELECT ref, paid_out_on, matched_minor FROM settlement.event_payout"
        ).fetchall()
        assert rows == [("o1", date(2025, 3, 17), 10_000)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            root.execute("SELECT * FROM settlement.gateway_row")


def test_a_link_outlives_the_event_that_was_disposed_of(books: Books) -> None:
    books.take(event("o1", 10_000), event("o2", 5_000))
    books.settle(row("t1", "o1", 10_000), row("t2", "o2", 4_000))
    books.match()
    with books.clone.superuser() as root:
        root.execute("SET session_replication_role = replica")
        root.execute("DELETE FROM commerce.payment_event WHERE ref = 'o1'")
        root.execute("DELETE FROM commerce.payment_ref WHERE ref = 'o1'")
        root.execute(
            "INSERT INTO settlement.disposed_through (tenant_id, disposed_on, recomputed_after)"
            " SELECT DISTINCT tenant_id, '2025-03-31'::date, '2025-04-30'::date FROM settlement.gateway_match"
        )
    found = "SELECT check_name FROM settlement.verify() WHERE check_name = 'gateway_over_matched'"
    assert books.batch.execute(found.encode()).fetchall() == []
    books.settle(row("t3", "o1", 10_000), row("t4", "o2", 1_000, tenant_key="cafe"))
    books.match()
    assert books.ask(
        "SELECT count(*), sum(matched_minor)::bigint FROM settlement.gateway_match"
    ) == [(3, 15_000)]
    assert books.owed() == {"opening": -10_000}, "its opening stands against it"
