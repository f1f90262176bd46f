"""Each way in which a gateway's rows are events of ours (SE-07)."""

from __future__ import annotations

from typing import Any

from tests.reconcile.conftest import Books, event, row


def test_one_to_one(books: Books) -> None:
    books.take(event("o1", 10_000), event("o2", 5_000))
    books.settle(row("t1", "o1", 10_000, 320, 29), row("t2", "o2", 5_000, 160, 15))
    assert books.match() == (0, 2, 2, 0)
    assert books.links() == [
        ("t1", "o1", 10_000, "reference", "one_to_one"),
        ("t2", "o2", 5_000, "reference", "one_to_one"),
    ]
    assert books.balance() == {
        "unsettled_sales": 15_000, "bank": 14_520, "pg_fee_clearing": -436, "vat_receivable": 44,
    }  # fmt: skip
    books.check()
    assert books.match() == (0, 0, 0, 0), "twice is once"


def test_one_to_many_when_the_sums_are_equal(books: Books) -> None:
    books.take(event("o1-a", 7_000), event("o1-b", 3_000))
    books.settle(row("t1", "o1-a; o1-b", 10_000))
    books.match()
    assert books.links() == [
        ("t1", "o1-a", 7_000, "reference", "one_to_many"),
        ("t1", "o1-b", 3_000, "reference", "one_to_many"),
    ]
    assert books.exceptions() == []
    books.check()


def test_many_to_one_for_partial_captures(books: Books) -> None:
    books.take(event("o1", 10_000))
    books.settle(row("t1", "o1", 6_000), row("t2", "o1", 4_000, sold_on="2025-03-11"))
    books.match()
    assert [link[2:] for link in books.links()] == [
        (6_000, "reference", "many_to_one"), (4_000, "reference", "many_to_one"),
    ]  # fmt: skip
    assert books.balance()["bank"] == 10_000
    books.check()


def test_cancels_are_found_by_their_payment(books: Books) -> None:
    """A cancel row names the payment; which of its returns it is, the amount tells."""
    books.take(
        event("o1", 10_000),
        event("r1", 3_000, "refund", original_ref="o1", day="2025-03-12"),
        event("r2", 2_000, "refund", original_ref="o1", day="2025-03-13"),
        event("cb", 5_000, "chargeback", original_ref="o1", day="2025-04-20"),
    )
    books.settle(
        row("t1", "o1", 10_000, 330, 30),
        row("c1", "o1", -2_000, -66, -6, sold_on="2025-03-13"),
        row("c2", "o1", -3_000, -99, -9, sold_on="2025-03-12"),
        row("c3", "o1", -5_000, 0, 0, kind="chargeback", sold_on="2025-04-21", paid_out_on="2025-04-25"),
    )  # fmt: skip
    books.match()
    assert {link[:2] for link in books.links()} == {
        ("t1", "o1"), ("c1", "r2"), ("c2", "r1"), ("c3", "cb"),
    }  # fmt: skip
    assert books.exceptions() == []
    assert "pg_receivable" not in books.balance()
    books.check()


def test_one_cancel_row_for_two_returns(books: Books) -> None:
    books.take(
        event("o1", 10_000),
        event("r1", 3_000, "refund", original_ref="o1"),
        event("cb", 2_000, "chargeback", original_ref="o1"),
    )
    books.settle(row("t1", "o1", 10_000), row("c1", "o1", -5_000))
    books.match()
    assert books.links()[:2] == [
        ("c1", "cb", -2_000, "reference", "one_to_many"),
        ("c1", "r1", -3_000, "reference", "one_to_many"),
    ]
    books.check()


def test_partial_leaves_the_rest_open(books: Books) -> None:
    books.take(event("o1", 10_000))
    books.settle(row("t1", "o1", 6_000))
    assert books.match("2025-03-17") == (0, 1, 1, 0), "within the gateway's days it is timing"
    assert books.links() == [("t1", "o1", 6_000, "reference", "partial")]
    assert books.owed() == {"unmatched_event": 4_000}
    books.match("2025-03-18")
    assert books.exceptions() == [("amount_differs", "o1", 4_000)]
    books.settle(row("t2", "o1", 4_000, sold_on="2025-03-11"))
    books.match()
    assert books.exceptions() == []
    assert books.exceptions("resolved") == [("amount_differs", "o1", 4_000)]
    assert {link[4] for link in books.links()} == {"many_to_one"}
    books.check()


def test_a_row_of_more_than_its_event(books: Books) -> None:
    """No tolerance: a won too much is an exception, the rest is matched and posted."""
    books.take(event("o1", 10_000))
    books.settle(row("t1", "o1", 10_001))
    books.match()
    assert books.exceptions() == [("amount_differs", "t1", 1)]
    assert books.balance()["pg_receivable"] == -1
    books.check()


def test_a_payment_settled_twice_is_a_duplicate(books: Books) -> None:
    books.take(event("o1", 10_000))
    books.settle(row("t1", "o1", 10_000), row("t2", "o1", 10_000))
    books.match()
    assert books.links() == [("t1", "o1", 10_000, "reference", "one_to_one")]
    assert books.exceptions() == [("duplicate", "t2", 10_000)]
    assert books.balance()["bank"] == 10_000, "what belongs to no event is not booked"
    books.check()


def test_rows_of_nobody_and_events_of_no_row(books: Books) -> None:
    books.take(event("o1", 10_000))
    books.settle(row("t1", "unheard-of", 7_000))
    assert books.match() == (0, 0, 0, 2)
    assert books.exceptions() == [("extra", "t1", 7_000), ("missing", "o1", 10_000)]
    assert books.ask("SELECT tenant_id FROM settlement.gateway_exception WHERE kind = 'extra'") == [(None,)]  # fmt: skip
    books.check()


def test_without_reference_the_only_one_of_its_amount_within_some_days(books: Books) -> None:
    books.take(
        event("o1", 10_000), event("o2", 7_000), event("o3", 7_000), event("far", 4_000, day="2025-03-01"),
    )  # fmt: skip
    given = {"tenant_key": "cafe"}
    books.settle(
        row("t1", "x1", 10_000, sold_on="2025-03-12", **given),
        row("t2", "x2", 7_000, **given),
        row("t3", "x3", 7_000, **given),
        row("t4", "x4", 4_000, **given),
        row("t5", "x5", 9_999, **given),
    )
    books.match("2025-03-17")
    assert books.links() == [
        ("t1", "o1", 10_000, "amount", "one_to_one"),
        ("t2", "o2", 7_000, "amount", "one_to_one"),
        ("t3", "o3", 7_000, "amount", "one_to_one"),
    ]
    assert books.ask(
        "SELECT shifted_days FROM settlement.gateway_match WHERE matched_minor = 10000"
    ) == [(2,)]
    assert books.exceptions() == [
        ("extra", "t4", 4_000), ("extra", "t5", 9_999), ("missing", "far", 4_000),
    ]  # fmt: skip
    books.batch.execute("SELECT settlement.record_gateway('toss', p_day_shift => 9)")
    books.match("2025-03-17")
    assert ("t4", "far", 4_000, "amount", "one_to_one") in books.links()
    books.check()


def test_two_ways_are_no_way(books: Books) -> None:
    """Off by days, with two candidates, nobody guesses: a person links."""
    books.take(event("o1", 7_000, day="2025-03-09"), event("o2", 7_000, day="2025-03-11"))
    books.settle(row("t1", "x1", 7_000, tenant_key="cafe"))
    books.match("2025-03-17")
    assert books.links() == []
    assert books.exceptions() == [("extra", "t1", 7_000), ("missing", "o1", 7_000)]
    books.resolve("t1", "linked", p_link_ref="o1")
    assert books.links() == [("t1", "o1", 7_000, "person", "one_to_one")]
    assert books.match()[1] == 0, "and it stays so"
    books.check()


def test_a_reference_later_displaces_a_guess(books: Books) -> None:
    books.take(event("o1", 7_000))
    books.settle(row("guess", "x1", 7_000, tenant_key="cafe"))
    books.match("2025-03-17")
    assert books.links()[0][0] == "guess"
    books.settle(row("named", "o1", 7_000))
    books.match("2025-03-17")
    assert books.links() == [("named", "o1", 7_000, "reference", "one_to_one")]
    assert books.exceptions() == [("extra", "guess", 7_000)]
    assert books.balance()["pg_receivable"] == -7_000, "the guess's payout is booked and left over"
    books.check()


def test_a_reference_of_two_tenants_goes_where_amount_and_day_fit(books: Books) -> None:
    books.take(event("o1", 10_000), event("o1", 6_000, tenant_key="salon"))
    books.settle(row("t1", "o1", 6_000), row("t2", "o1", 10_000), row("t3", "o1", 555))
    assert books.match()[1] == 2
    owners = books.ask(
        "SELECT r.row_ref, t.tenant_key FROM settlement.gateway_row AS r"
        " LEFT JOIN tenancy.tenant AS t USING (tenant_id) ORDER BY 1"
    )
    assert owners == [("t1", "salon"), ("t2", "cafe"), ("t3", None)]
    books.check()


def test_a_fee_passed_on_must_be_the_lines(books: Books) -> None:
    books.take(event("o1", 10_000), event("o2", 10_000))
    books.settle(row("t1", "o1", 10_000, 330, 30), row("t2", "o2", 10_000, 220, 20))
    books.match()
    assert books.exceptions() == []
    done = books.clone.run("settle", "--period", "2025-03")
    assert done.returncode == 0, done.stderr
    margin = "SELECT code, amount_minor FROM settlement.gateway_count(NULL) WHERE section = 'fee'"
    assert books.batch.execute(margin.encode()).fetchall() == [
        ("charged", 600), ("gateway", 500), ("margin", 100),
    ]  # fmt: skip
    books.match()
    assert books.exceptions() == [], "a margin is HQ's, not an error"
    books.batch.execute("SELECT settlement.record_gateway('toss', p_is_fee_passed_on => true)")
    books.match()
    assert books.exceptions() == [("fee_differs", "t2", 100)]
    books.resolve("t2", "accepted")
    assert books.match() == (0, 0, 0, 0)
    assert books.exceptions() == []
    books.check()


def test_paid_out_later_than_it_should_be(books: Books) -> None:
    books.take(event("o1", 10_000))
    books.settle(row("t1", "o1", 10_000, paid_out_on="2025-04-30"))
    books.match("2025-03-24")
    assert (books.exceptions(), books.owed()) == ([], {"not_paid_yet": 10_000})
    books.match("2025-03-25")
    assert books.exceptions() == [("late", "t1", 10_000)]
    books.resolve("t1", "expected", on="2025-03-25", p_expected_on="2025-04-20")
    books.match("2025-04-20")
    assert books.exceptions() == []
    books.match("2025-04-21")
    assert books.exceptions() == [("late", "t1", 10_000)]
    books.match("2025-04-30")
    assert (books.exceptions(), books.owed()) == ([], {})
    books.check()


def test_the_order_of_arrival_does_not_matter(books: Books) -> None:
    """Parts come in several orders, each matched as it comes: links, books and queue end the same."""
    outcomes: list[Any] = []
    for number, order in enumerate(((0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1), (1, 3, 0, 2))):
        one = f"s{number}-"
        parts = [
            lambda one=one: books.take(
                event(f"{one}o", 10_000), event(f"{one}r", 4_000, "refund", original_ref=f"{one}o"),
            ),
            lambda one=one: books.settle(row(f"{one}a", f"{one}o", 6_000, 60)),
            lambda one=one: books.settle(
                row(f"{one}b", f"{one}o", 5_000, 50, sold_on="2025-03-09"),
                row(f"{one}c", f"{one}o", -4_000),
            ),
            lambda one=one: books.settle(row(f"{one}d", f"{one}r", -4_000)),
        ]  # fmt: skip
        for part in order:
            parts[part]()
            books.match("2025-03-20")
        outcomes.append(
            (
                sorted((a[len(one):], b[len(one):], *c) for a, b, *c in books.links() if a.startswith(one)),
                sorted((k, r[len(one):], a) for k, r, a in books.exceptions() if r.startswith(one)),
            )
        )  # fmt: skip
    assert all(outcome == outcomes[0] for outcome in outcomes)
    links, left = outcomes[0]
    assert links == [
        ("a", "o", 5_000, "reference", "partial"),
        ("b", "o", 5_000, "reference", "partial"),
        ("d", "r", -4_000, "reference", "one_to_one"),
    ]
    assert left == [("amount_differs", "a", 1_000), ("duplicate", "c", -4_000)]
    books.check()
