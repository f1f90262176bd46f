"""What becomes of each tenant's fees of a month, when its statements say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.clone import Clone
from tests.tax_invoice.shop import (
    SOMEBODY,
    add_statement,
    add_tenant,
    mark_sent,
    prepare,
    set_supplier,
)

Connection = psycopg.Connection[Any]


@pytest.fixture
def books(deployed: Clone) -> Iterator[Connection]:
    """The administrator's transaction, rolled back."""
    with deployed.superuser(autocommit=False) as connection:
        set_supplier(connection)
        yield connection
        connection.rollback()


def outcome(books: Connection, tenant: UUID, month: str = "2026-10") -> tuple[str, str]:
    (row,) = prepare(books, month, tenant)
    return row[1], row[2] or ""


def invoice(books: Connection, invoice_id: UUID) -> dict[str, Any]:
    cursor = books.cursor(row_factory=psycopg.rows.dict_row)
    found = cursor.execute(
        "SELECT * FROM billing.tax_invoice WHERE tax_invoice_id = %s", (invoice_id,)
    ).fetchone()
    assert found is not None
    return found


def findings(
    books: Connection, *tenants: UUID, as_of: str = "2026-11-12T09:00+09"
) -> list[tuple[str, str]]:
    rows = books.execute(
        "SELECT check_name, finding FROM billing.verify_tax_invoice(%s, %s)", (list(tenants), as_of)
    )
    return [(str(row[0]), str(row[1])) for row in rows]


def test_a_month_is_the_sum_of_its_statements(books: Connection) -> None:
    tenant = add_tenant(books, "weekly", cycle="weekly", settled_through="2026-11-01")
    october = [
        add_statement(books, tenant, day, (1_000 * n, 100 * n), (11 * n, n), status=status)
        for n, (day, status) in enumerate(
            [("2026-10-04", "paid"), ("2026-10-11", "failed"), ("2026-10-18", "paying"), ("2026-10-25", "confirmed")], start=1
        )
    ]  # fmt: skip
    add_statement(
        books, tenant, "2026-11-01", (9_999, 999)
    )  # November's, though most of its week is not
    (row,) = prepare(books, "2026-10", tenant)
    assert row[1] == "prepared"
    made = invoice(books, row[3])
    assert (made["supply_minor"], made["tax_minor"], made["total_minor"]) == (10_110, 1_010, 11_120)
    assert (str(made["written_on"]), str(made["due_on"]), made["status"]) == (
        "2026-10-31",
        "2026-11-10",
        "draft",
    )
    assert made["buyer"]["business_number"] == "1010100014"
    items = books.execute(
        "SELECT name_ko, supply_minor, tax_minor FROM billing.tax_invoice_item WHERE tax_invoice_id = %s ORDER BY item_no",
        (row[3],),
    ).fetchall()
    assert items == [("플랫폼 수수료", 10_000, 1_000), ("결제 수수료", 110, 10)]
    linked = books.execute(
        "SELECT statement_id FROM billing.tax_invoice_statement WHERE tax_invoice_id = %s AND is_live",
        (row[3],),
    ).fetchall()
    assert {s for (s,) in linked} == set(october)
    assert outcome(books, tenant) == ("unchanged", "")
    assert findings(books, tenant) == []


def test_vat_within_a_fee_is_not_supply(books: Connection) -> None:
    tenant = add_tenant(books, "included")
    add_statement(
        books, tenant, "2026-10-31", (10_000, 1_000), included=1_000
    )  # a fee of 11,000 that holds its VAT
    (row,) = prepare(books, "2026-10", tenant)
    made = invoice(books, row[3])
    assert (made["supply_minor"], made["tax_minor"]) == (10_000, 1_000)


def test_who_waits_and_who_needs_a_person(books: Connection) -> None:
    unsettled = add_tenant(books, "unsettled", cycle="weekly", settled_through="2026-10-18")
    add_statement(books, unsettled, "2026-10-04", (1_000, 100))
    assert outcome(books, unsettled) == (
        "waiting",
        "a period that ends in the month is not settled: mindgarden settle",
    )
    unconfirmed = add_tenant(books, "unconfirmed")
    add_statement(books, unconfirmed, "2026-10-31", (1_000, 100), status="calculated")
    assert outcome(books, unconfirmed)[0] == "waiting"
    nothing = add_tenant(books, "nothing")
    add_statement(books, nothing, "2026-10-31")
    assert outcome(books, nothing) == ("nothing", "")
    for key, options, words in (
        ("numberless", {"business_number": None}, "no business registration number"),
        ("dollars", {"currency": "USD"}, "in KRW"),
    ):
        tenant = add_tenant(books, key, **options)  # type: ignore[arg-type]
        add_statement(books, tenant, "2026-10-31", (1_000, 100))
        found = outcome(books, tenant)
        assert found[0] == "exception"
        assert words in found[1]
    mixed = add_tenant(books, "mixed")
    add_statement(books, mixed, "2026-10-31", (3, 0), (-2, -1))
    assert "different signs" in outcome(books, mixed)[1]


def test_a_new_tenant_waits_only_if_it_has_sold(books: Connection) -> None:
    tenant = add_tenant(books, "new", settled_through="-infinity")
    assert outcome(books, tenant) == ("nothing", "")
    books.execute(
        "INSERT INTO commerce.payment_event (tenant_id, settlement_day, branch_id, kind, ref, occurred_at, business_day, currency, amount_minor, recorded_on, created_by)"
        " VALUES (%s, '2026-10-07', %s, 'capture', 'r', '2026-10-07', '2026-10-07', 'KRW', 1, '2026-10-07', %s)",
        (tenant, SOMEBODY, SOMEBODY),
    )
    assert outcome(books, tenant)[0] == "waiting"


def test_a_month_must_be_over_and_have_a_supplier(books: Connection) -> None:
    tenant = add_tenant(books, "early")
    for month, as_of, code in (
        ("2026-10", "2026-10-31T23:59+09", "MB002"),
        ("2025-12", "2026-11-03", "MB001"),
    ):
        with pytest.raises(psycopg.Error) as refused, books.transaction():
            prepare(books, month, tenant, as_of=as_of)
        assert refused.value.sqlstate == code


def test_a_later_supplier_stands_on_later_documents(books: Connection) -> None:
    from psycopg.types.json import Jsonb

    from tests.tax_invoice.shop import SUPPLIER

    record = "SELECT billing.record_supplier(%s, %s)"
    books.execute(record, (Jsonb(SUPPLIER | {"name": "새 본사"}), "2026-10-01"))
    tenant = add_tenant(books, "moved")
    for month in ("2026-09-30", "2026-10-31"):
        add_statement(books, tenant, month, (1_000, 100))
    names = [
        invoice(books, prepare(books, month, tenant)[0][3])["supplier"]["name"]
        for month in ("2026-09", "2026-10")
    ]
    assert names == ["마음정원", "새 본사"]
    for given, day, code in (
        (SUPPLIER, "2026-10-01", "MB506"),
        (SUPPLIER | {"name": " "}, "2027-01-01", "MB004"),
        (SUPPLIER | {"business_number": "123-45-67890"}, "2027-01-01", "MT004"),
    ):
        with pytest.raises(psycopg.Error) as refused, books.transaction():
            books.execute(record, (Jsonb(given), day))
        assert refused.value.sqlstate == code


def test_a_cancelled_one_lets_its_statements_be_billed_again(books: Connection) -> None:
    tenant = add_tenant(books, "again")
    add_statement(books, tenant, "2026-10-31", (1_000, 100))
    first = prepare(books, "2026-10", tenant)[0][3]
    books.execute("UPDATE tenancy.tenant SET name_ko = '바른 이름' WHERE tenant_id = %s", (tenant,))
    assert books.execute(
        "SELECT billing.cancel_tax_invoice(%s, 'wrong name')", (first,)
    ).fetchone() == ("cancelled",)
    assert books.execute("SELECT billing.cancel_tax_invoice(%s, 'again')", (first,)).fetchone() == (
        "cancelled",
    )
    second = prepare(books, "2026-10", tenant)[0]
    assert second[1] == "prepared"
    assert second[3] != first
    assert invoice(books, second[3])["buyer"]["name"] == "바른 이름"
    assert findings(books, tenant) == []


def test_a_month_that_gave_back_more_than_it_charged_amends_earlier_ones(books: Connection) -> None:
    """Refunds of earlier months' sales: an original may not be negative, so the newest sent ones are amended."""
    tenant = add_tenant(books, "refunds")
    add_statement(books, tenant, "2026-08-31", (5_000, 500), (2_000, 200))
    add_statement(books, tenant, "2026-09-30", (1_000, 100), (3_000, 300))
    add_statement(books, tenant, "2026-10-31", (-1_500, -150), (-100, -10))
    august, september = (prepare(books, month, tenant)[0][3] for month in ("2026-08", "2026-09"))
    assert "more fees than the tax service has" in outcome(books, tenant)[1], (
        "none of them is sent yet"
    )
    mark_sent(books, august, "20260903" + "0" * 16)
    mark_sent(books, september, "20261003" + "0" * 16)
    rows = prepare(books, "2026-10", tenant)
    assert [row[1] for row in rows] == ["given_back", "given_back"]
    made = sorted((invoice(books, row[3]) for row in rows), key=lambda i: i["supply_minor"])
    assert [(i["amends_id"], i["supply_minor"], i["tax_minor"]) for i in made] == [
        (september, -1_100, -110), (august, -500, -50),
    ]  # fmt: skip
    for one in made:
        assert (one["amendment_kind"], one["amendment_part"], one["cause"]) == (
            2,
            "difference",
            "fees",
        )
        assert (str(one["written_on"]), str(one["due_on"])) == ("2026-10-31", "2026-11-10")
    assert made[0]["original_approval_number"] == "20261003" + "0" * 16
    assert prepare(books, "2026-10", tenant)[0][1] == "unchanged"
    owed = books.execute(
        "SELECT sum(supply_minor)::bigint, sum(tax_minor)::bigint FROM billing.tax_invoice_balance WHERE tenant_id = %s",
        (tenant,),
    ).fetchone()
    assert owed == (5_000 + 2_000 + 1_000 + 3_000 - 1_500 - 100, 500 + 200 + 100 + 300 - 150 - 10)
    assert findings(books, tenant) == []


def test_alarms_come_once_before_the_deadline(books: Connection) -> None:
    late, waiting, numberless = (add_tenant(books, key, business_number=number) for key, number in
                                 (("a-late", "1010100014"), ("b-waiting", "1010100014"), ("c-numberless", None)))  # fmt: skip
    add_statement(books, late, "2026-10-31", (1_000, 100))
    add_statement(books, waiting, "2026-10-31", (1_000, 100), status="calculated")
    add_statement(books, numberless, "2026-10-31", (1_000, 100))
    prepare(books, "2026-10", late)
    tenants = [late, waiting, numberless]

    def alarms(as_of: str) -> list[tuple[Any, ...]]:
        return books.execute(
            "SELECT tenant_key, problem, due_on::text, is_new FROM billing.tax_invoice_alarm(%s, 3, %s)",
            (as_of, tenants),
        ).fetchall()

    assert alarms("2026-11-06T23:00+09") == [], "four days before there is time"
    expected = [
        ("a-late", "not_issued"),
        ("b-waiting", "not_prepared"),
        ("c-numberless", "not_prepared"),
    ]
    assert alarms("2026-11-07T00:30+09") == [(*one, "2026-11-10", True) for one in expected]
    assert alarms("2026-11-08T08:00+09") == [(*one, "2026-11-10", False) for one in expected]
    noted = books.execute(
        "SELECT count(*) FROM audit.entry WHERE action = 'billing.tax_invoice.alarmed' AND tenant_id = ANY (%s)",
        (tenants,),
    ).fetchone()
    assert noted == (3,)
    made = books.execute(
        "SELECT tax_invoice_id FROM billing.tax_invoice WHERE tenant_id = %s", (late,)
    ).fetchone()
    assert made is not None
    books.execute(
        "SELECT billing.note_issued(%s, %s, %s, '2026-11-09T10:00+09')",
        (late, made[0], "20261109" + "0" * 16),
    )
    assert ("a-late", "not_sent", "2026-11-10", True) in alarms("2026-11-10T08:00+09")
    step = books.execute(
        'SELECT event_count FROM billing.alarm_step(%s, \'{"as_of": "2026-12-09T00:00+09"}\')',
        (tenants,),
    ).fetchone()
    assert step == (0,), "old months' alarms are not raised again, and November had no fees"


def test_the_job_prepares_last_month(books: Connection) -> None:
    tenant = add_tenant(books, "job")
    add_statement(books, tenant, "2026-10-31", (1_000, 100))
    step = "SELECT event_count FROM billing.prepare_step(%s, %s)"
    assert books.execute(step, ([tenant], '{"as_of": "2026-11-01T05:00+09"}')).fetchone() == (1,)
    assert books.execute(step, ([tenant], '{"as_of": "2026-11-02T05:00+09"}')).fetchone() == (0,)
    assert books.execute(step, ([tenant], '{"as_of": "2025-11-02T05:00+09"}')).fetchone() == (0,), (
        "there was no supplier"
    )
    jobs = books.execute(
        "SELECT job_key FROM ops.job WHERE routine IN ('billing.prepare_step', 'billing.alarm_step') AND cron IS NOT NULL"
    ).fetchall()
    assert len(jobs) == 2


@pytest.mark.parametrize(
    ("does", "check", "words"),
    [
        ("UPDATE billing.tax_invoice_item SET tax_minor = tax_minor + 1 WHERE item_code = 'pg_fee'", "tax_invoice_differs", "the documents say 500 and tax 51"),
        ("UPDATE billing.tax_invoice SET supply_minor = 2_000, total_minor = 2_150", "tax_invoice_sum", "it says 2000 and tax 150"),
        ("UPDATE settlement.statement SET platform_vat_minor = 99, fee_vat_minor = 149, carry_out_minor = -1649", "tax_invoice_differs", "their statements 1000 and 99"),
        ("DELETE FROM billing.tax_invoice_statement", "tax_invoice_differs", "their statements 0 and 0"),
        ("UPDATE settlement.statement SET status = 'void', voided_at = now(), confirmed_at = NULL", "tax_invoice_link", "which is void"),
        ("UPDATE billing.tax_invoice SET status = 'cancelled', cancelled_at = now(), cancelled_by = created_by, cancel_reason = 'x'", "tax_invoice_link", "still holds statements"),
        ("DELETE FROM billing.tax_invoice_statement; DELETE FROM billing.tax_invoice_item; DELETE FROM billing.tax_invoice", "tax_invoice_missing", "due on 2026-11-10"),
        ("DROP INDEX billing.tax_invoice_statement_live_uq; INSERT INTO billing.tax_invoice_statement SELECT tenant_id, uuidv7(), statement_id FROM billing.tax_invoice_statement", "tax_invoice_double", "billed by 2 documents"),
        ("UPDATE billing.tax_invoice SET status = 'issued', approval_number = repeat('7', 24), issued_at = now(), issued_on = now(); INSERT INTO billing.tax_invoice (tenant_id, cause, invoice_month, written_on, due_on, currency, supply_minor, tax_minor, total_minor, supplier, buyer, created_by, status, approval_number, issued_at, issued_on) SELECT uuidv7(), cause, invoice_month, written_on, due_on, currency, supply_minor, tax_minor, total_minor, supplier, buyer, created_by, status, approval_number, issued_at, issued_on FROM billing.tax_invoice", "tax_invoice_double", "as well"),
        ("INSERT INTO billing.tax_invoice (tenant_id, cause, invoice_month, written_on, due_on, currency, supply_minor, tax_minor, total_minor, supplier, buyer, created_by, amendment_kind, amendment_part, amends_id, original_approval_number, reason, request_key) SELECT tenant_id, 'request', invoice_month, written_on, due_on, currency, -5, 0, -5, supplier, buyer, created_by, 6, 'reversal', tax_invoice_id, repeat('8', 24), 'x', 'x' FROM billing.tax_invoice", "tax_invoice_amendment", "it amends approval number 888"),
    ],
)  # fmt: skip
def test_tampering_with_tax_invoices_is_named(
    books: Connection, does: str, check: str, words: str
) -> None:
    tenant = add_tenant(books, "tampered")
    add_statement(books, tenant, "2026-10-31", (1_000, 100), (500, 50))
    prepare(books, "2026-10", tenant)
    assert findings(books, tenant) == []
    books.execute("SET LOCAL session_replication_role = replica")
    books.execute(does.encode())
    found = findings(books, tenant)
    assert any(name == check and words in text for name, text in found), found
