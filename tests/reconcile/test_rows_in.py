"""Gateway rows come in: from Toss's JSON, from CSV, from its interface with all that goes wrong there."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from app.failure import BadInput, EnvironmentProblem
from app.imports.gateway import import_gateway_file
from app.integrations.toss_settlements import TossSettlements
from app.simulators.toss_settlements import create_app
from tests.reconcile.conftest import Books, event, row

# Published rows of GET /v1/settlements; the keys, which Toss blanks out, are made up.
SALE: dict[str, Any] = {
    "mId": "m", "paymentKey": "pay-1", "transactionKey": "txn-1", "orderId": "order-1", "currency": "KRW",
    "method": "카드", "amount": 64601, "interestFee": 0, "fees": [{"type": "BASE", "fee": 1492}], "fee": 1492,
    "supplyAmount": 1356, "vat": 136, "payOutAmount": 63109, "approvedAt": "2025-02-09T06:58:32+09:00",
    "soldDate": "2025-02-09", "paidOutDate": "2025-02-13", "card": {"issuerCode": "41", "acquirerCode": "41",
    "number": "12345678****123*", "installmentPlanMonths": 5, "isInterestFree": True, "interestPayer": "CARD_COMPANY",
    "approveNo": "00000000", "useCardPoint": False, "cardType": "신용", "ownerType": "개인", "acquireStatus": "READY",
    "amount": 64601}, "easyPay": None, "giftCertificate": None, "mobilePhone": None, "transfer": None,
    "virtualAccount": None, "cancel": None,
}  # fmt: skip
CANCEL: dict[str, Any] = SALE | {
    "paymentKey": "pay-2", "transactionKey": "txn-2c", "orderId": "order-2", "amount": -99800,
    "fees": [{"type": "BASE", "fee": -2250}, {"type": "ETC", "fee": 0}], "fee": -2250, "supplyAmount": -2045,
    "vat": -205, "payOutAmount": -97550, "soldDate": "2025-02-11", "paidOutDate": "2025-02-17",
    "cancel": {"transactionKey": "txn-2c", "cancelReason": "변심", "canceledAt": "2025-02-11T10:00:00+09:00",
    "cancelAmount": 99800, "taxFreeAmount": 0, "taxExemptionAmount": 0, "refundableAmount": 0,
    "easyPayDiscountAmount": 0, "receiptKey": None, "cancelStatus": "DONE", "cancelRequestId": None},
}  # fmt: skip
SOLD_2: dict[str, Any] = CANCEL | {
    "transactionKey": "txn-2", "amount": 99800, "fees": None, "fee": 2250, "supplyAmount": 2045, "vat": 205,
    "payOutAmount": 97550, "soldDate": "2025-02-10", "paidOutDate": "2025-02-14", "cancel": None,
}  # fmt: skip
del SOLD_2["fees"]


def _events() -> list[dict[str, Any]]:
    return [
        event("order-1", 64_601, day="2025-02-09"),
        event("order-2", 99_800, day="2025-02-10"),
        event("cancel-2", 99_800, "refund", original_ref="order-2", day="2025-02-11"),
    ]


def test_published_toss_rows(books: Books) -> None:
    books.take(*_events())
    done = books.toss([SALE, SOLD_2, CANCEL])
    assert (done.rows, done.recorded, done.rejects) == (3, 3, [])
    books.match("2025-02-13")
    assert books.balance() == {
        "unsettled_sales": 64_601, "bank": 63_109, "pg_fee_clearing": -1_356, "vat_receivable": 136,
    }, "an order sold and cancelled is owed nothing, whenever both are paid out"  # fmt: skip
    assert books.owed(date(2025, 2, 13)) == {"not_paid_yet": 0}
    books.match("2025-02-17")
    assert books.owed() == {}
    assert [link[:3] for link in books.links()] == [
        ("txn-1", "order-1", 64_601), ("txn-2", "order-2", 99_800), ("txn-2c", "cancel-2", -99_800),
    ]  # fmt: skip
    assert books.waterfall() == {
        "sales": 164_401, "cancels": -99_800, "ours": 64_601, "not_reported_yet": 0, "missing": 0,
        "cleared_events": 0, "left_over_rows": 0, "cleared_rows": 0, "gateway_amount": 64_601,
        "fee": -1_356, "fee_vat": -136, "not_paid_yet": 0, "paid": 63_109,
    }  # fmt: skip
    books.check()


def test_twice_and_overlapping_is_once(books: Books) -> None:
    books.take(*_events())
    books.toss([SALE, SOLD_2])
    assert books.toss([SALE, SOLD_2]).file_id is None
    again = books.toss([SOLD_2, CANCEL, CANCEL])
    assert (again.recorded, again.unchanged) == (1, 2)
    books.match()
    books.check()
    assert books.owed() == {}


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"payOutAmount": 63108}, "payOutAmount", "payout 63108 is not amount 64601 less fee 1492"),
        ({"supplyAmount": 1355}, "fee", "fee 1492 is not supply 1355 and VAT 136"),
        ({"fees": [{"type": "BASE", "fee": 1491}]}, "fees", "the fees come to 1491"),
        ({"fees": [{"type": "BASE"}]}, "fees", "holds a number"),
        ({"fees": {}}, "fees", "is no array"),
        ({"amount": 64601.5}, "amount", "at most 0 decimals"),
        ({"amount": True}, "amount", "is no text or number"),
        ({"soldDate": "2025-02-30"}, "soldDate", "is no date"),
        ({"paidOutDate": "2025-02-08"}, "paidOutDate", "before it was sold"),
        ({"currency": "XYZ"}, "currency", "unknown currency"),
        ({"vat": None}, "vat", "is missing"),
        ({"vat": 1493, "supplyAmount": -1}, "vat", "does not lie within the fee"),
        ({"cancel": 5}, "cancel", "neither null nor an object"),
        ({"transactionKey": "", "paymentKey": "", "orderId": ""}, "transactionKey", "1 to 200"),
        ({"transactionKey": "\ud800"}, "transactionKey", "no character"),
    ],
)
def test_a_bad_toss_row_is_named(
    change: dict[str, Any], column: str, words: str, books_to_read: Books
) -> None:
    done = books_to_read.toss([SALE | {"transactionKey": "good"}, SALE | change])
    assert done.file_id is None
    (reject,) = done.rejects
    assert (reject.line_number, reject.column) == (2, column)
    assert words in reject.reason


@pytest.fixture(scope="module")
def _read_books(module_database: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    from app.imports.tenants import import_tenants
    from tests.clone import environment
    from tests.reconcile.conftest import TENANTS

    with environment(module_database.environment):
        import_tenants(TENANTS)
        with module_database.connect("mg_batch", autocommit=True) as batch:
            yield Books(module_database, tmp_path_factory.mktemp("rows"), batch)


@pytest.fixture
def books_to_read(_read_books: Books) -> Iterator[Books]:
    """A shared platform for files that are refused."""
    from tests.clone import environment

    with environment(_read_books.clone.environment):
        yield _read_books


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"gateway": "nobody"}, "gateway", "unknown gateway"),
        ({"kind": "gift"}, "kind", "unknown kind"),
        ({"kind": "refund"}, "amount", "wrong sign"),
        ({"amount": 0, "payout": 0}, "amount", "a row of nothing"),
        ({"amount": "1e4"}, "amount", "is no amount of KRW"),
        ({"tenant_key": "ghost"}, "tenant_key", "unknown tenant"),
        ({"tenant_key": "cafe", "currency": "USD"}, "currency", "not the tenant's currency"),
        ({"ref": ""}, "ref", "at least one reference"),
        ({"ref": ";".join(f"r{n}" for n in range(201))}, "ref", "at most 200"),
        ({"row_ref": ""}, "row_ref", "1 to 200"),
        ({"fee": "x"}, "fee", "is no amount"),
        ({"paid_out_on": ""}, "paid_out_on", "is no date"),
    ],
)
def test_a_bad_csv_row_is_named(
    change: dict[str, Any], column: str, words: str, books_to_read: Books
) -> None:
    done = books_to_read.settle(row("t1", "o1", 1_000), row("t2", "o2", 1_000) | change)
    assert done.file_id is None
    (reject,) = done.rejects
    assert (reject.line_number, reject.column) == (3, column)
    assert words in reject.reason


def test_the_same_row_with_other_content_is_refused_with_both(books: Books) -> None:
    books.settle(row("t1", "o1", 1_000))
    done = books.settle(row("t1", "o1", 1_001))
    (reject,) = done.rejects
    assert "amount 1000" in reject.reason
    assert "amount 1001" in reject.reason
    within = books.settle(row("t9", "o1", 5), row("t9", "o1", 6))
    assert "stands in row 2 with other content" in within.rejects[0].reason


def test_skip_bad_writes_the_bad_rows_to_be_mended(books: Books) -> None:
    done = books.settle(row("t1", "o1", 1_000), row("t2", "o2", 1_000, kind="x"), skip_bad=True)
    assert (done.recorded, len(done.rejects)) == (1, 1)
    assert done.reject_file is not None
    text = done.reject_file.read_text()
    assert text.startswith("reject_line,reject_column,reject_reason,gateway,row_ref")
    done.reject_file.write_text(text.replace(",x,", ",capture,"))
    assert import_gateway_file(done.reject_file).recorded == 1
    bad = books.toss([SALE, SALE | {"transactionKey": "t", "amount": "?"}], skip_bad=True)
    assert bad.reject_file is not None
    assert [one["transactionKey"] for one in json.loads(bad.reject_file.read_text())] == ["t"]


def test_half_a_file_is_no_file(books: Books, tmp_path: Path) -> None:
    file = tmp_path / "half.json"
    whole = json.dumps([SALE])
    for content in (whole[: len(whole) // 2], '{"code": "x"}', "[]", ""):
        file.write_text(content)
        with pytest.raises(BadInput, match="array"):
            import_gateway_file(file)
    assert books.ask("SELECT count(*) FROM settlement.gateway_row") == [(0,)]


def _many() -> list[dict[str, Any]]:
    rows = []
    for number in range(7):
        one = copy.deepcopy(SALE)
        rows.append(one | {"transactionKey": f"t{number}", "paymentKey": f"p{number}", "orderId": f"o{number}"})  # fmt: skip
    return rows


@contextmanager
def _serve(**options: Any) -> Iterator[tuple[str, list[dict[str, str]]]]:
    app = create_app(_many(), **options)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", app.extensions["requests_seen"]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _service(url: str, key: str = "test_sk_simulator", **options: Any) -> TossSettlements:
    return TossSettlements(url, key, timeout=0.25, pause=lambda _: None, **options)


def test_whatever_the_network_does_nothing_is_lost_or_doubled(books: Books) -> None:
    books.take(*(event(f"o{number}", 64_601, day="2025-02-09") for number in range(7)))
    faults = ["timeout", "none", "error", "truncated", "duplicate", "truncated", "duplicate"]
    with _serve(faults=faults, delay=0.6) as (url, seen):
        done = books.fetch(_service(url), page_size=2)
        assert (done.rows - done.unchanged, done.recorded) == (7, 7)
        assert done.unchanged == 2, "rows that stood on two pages"
        assert len(seen) > 5
        assert books.fetch(_service(url), page_size=3).file_id is None, "fetched again: unchanged"
    books.match()
    assert books.balance()["bank"] == 7 * 63_109
    assert books.owed() == {}
    books.check()


def test_a_service_that_stays_broken_leaves_nothing(books: Books) -> None:
    with _serve(faults=["none", "error", "truncated", "error"]) as (url, _):
        with pytest.raises(EnvironmentProblem, match="page 2, after 3 attempts"):
            books.fetch(_service(url, attempts=3), page_size=2)
        with pytest.raises(BadInput) as refused:
            books.fetch(_service(url, key="wrong"))
        assert "UNAUTHORIZED_KEY" in str(refused.value.detail)
        with pytest.raises(BadInput) as refused:
            books.fetch(_service(url), page_size=9_999)
        assert "INVALID_REQUEST" in str(refused.value.detail)
    with pytest.raises(EnvironmentProblem):
        books.fetch(_service("http://127.0.0.1:9", attempts=2))
    assert books.ask("SELECT count(*) FROM settlement.gateway_file") == [(0,)]


def test_fetch_by_the_command(books: Books) -> None:
    with _serve() as (url, _):
        env = {"MINDGARDEN_TOSS_URL": url, "MINDGARDEN_TOSS_SECRET_KEY": "test_sk_simulator"}
        days = ("--from", "2025-02-01", "--to", "2025-02-28")
        done = books.clone.run("reconcile", "fetch", *days, "--json", env=env)
        assert json.loads(done.stdout)["recorded"] == 7, done.stderr
        none = books.clone.run("reconcile", "fetch", "--from", "2024-01-01", "--to", "2024-01-02", env=env)  # fmt: skip
        assert (none.returncode, none.stdout[:7]) == (0, "0 rows:")
    without = books.clone.run("reconcile", "fetch", *days)
    assert "MINDGARDEN_TOSS_SECRET_KEY" in without.stderr
