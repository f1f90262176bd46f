"""The sum of the parts is the whole: entries, days, months, tenants, headquarters; with snapshots and without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any

from app.cli.within import run
from tests.books.conftest import table
from tests.clone import Clone

SPAN = ("--from", "2024-08-01", "--through", "2024-12-31")
Sums = dict[tuple[Any, ...], Decimal]


def summed(rows: Iterable[dict[str, Any]], *keys: str, amount: str = "amount") -> Sums:
    """Amounts by some columns."""
    total: Sums = defaultdict(Decimal)
    for row in rows:
        total[tuple(row[key] for key in keys)] += Decimal(row[amount])
    return dict(total)


PAIR = ("debit_account", "credit_account", "currency")


def test_days_and_months_sum_to_the_entries(books: Clone) -> None:
    entries = table("journal", *SPAN)
    assert len(entries) > 300
    by_tenant = summed(entries, "tenant_key", *PAIR)
    for step in ("day", "month"):
        rows = table("journal", *SPAN, "--by", step)
        assert summed(rows, "tenant_key", *PAIR) == by_tenant
        assert sum(row["transfer_count"] for row in rows) == len(entries)
    days = table("journal", *SPAN, "--by", "day")
    assert {row["period_start"] for row in days} == {row["posted_on"] for row in entries}
    months = table("journal", *SPAN, "--by", "month")
    assert {row["period_start"][:7] for row in months} == {row["posted_on"][:7] for row in entries}


def test_headquarters_is_the_sum_of_the_books(books: Clone) -> None:
    entries = table("journal", *SPAN)
    keys = {row["tenant_key"] for row in entries}
    assert keys >= {"cafe", "academy", "salon", "teacher", "idle", "dollar"}
    for step in ("day", "month"):
        total = table("journal", *SPAN, "--by", step, "--hq")
        assert summed(total, *PAIR) == summed(entries, *PAIR)
        parts = [
            row for key in keys for row in table("journal", *SPAN, "--by", step, "--tenant", key)
        ]
        assert summed(total, "period_start", *PAIR) == summed(parts, "period_start", *PAIR)
    # Won and dollars stand in rows of their own.
    assert {row["currency"] for row in total} == {"KRW", "USD"}


def test_trial_balance_is_what_the_journal_moved(books: Clone) -> None:
    month = ("--month", "2024-09")
    moved = table("journal", *month)
    for scope in ((), ("--hq",), ("--tenant", "cafe")):
        balances = table("trial-balance", *month, *scope)
        entries = [row for row in moved if not scope[1:] or row["tenant_key"] == "cafe"]
        for side in ("debit", "credit"):
            found = summed(balances, "account_code", "currency", amount=side)
            wanted = summed(entries, f"{side}_account", "currency")
            assert {key: value for key, value in found.items() if value} == wanted
        signed = (
            Decimal(row["closing"]) if row["nature"] in ("asset", "expense") else -Decimal(row["closing"])
            for row in balances if row["currency"] == "KRW"
        )  # fmt: skip
        assert sum(signed) == 0


def test_a_closing_is_the_next_opening(books: Clone) -> None:
    whole = table("trial-balance", *SPAN)
    for step in ("day", "month"):
        rows = table("trial-balance", *SPAN, "--by", step)
        account = defaultdict(list)
        for row in rows:
            account[row["tenant_key"], row["account_code"], row["currency"]].append(row)
        for steps in account.values():
            steps.sort(key=lambda row: row["period_start"])
            for before, after in pairwise(steps):
                assert before["closing"] == after["opening"]
        for row in whole:
            steps = account[row["tenant_key"], row["account_code"], row["currency"]]
            assert (steps[0]["opening"], steps[-1]["closing"]) == (row["opening"], row["closing"])
            for side in ("debit", "credit"):
                assert sum(Decimal(one[side]) for one in steps) == Decimal(row[side])
        total = table("trial-balance", *SPAN, "--by", step, "--hq")
        keys = ("period_start", "account_code", "currency")
        for side in ("opening", "debit", "credit", "closing"):
            assert nonzero(summed(total, *keys, amount=side)) == nonzero(summed(rows, *keys, amount=side))  # fmt: skip


def nonzero(sums: Sums) -> Sums:
    """An account that stands at zero in all books is left out of some lists."""
    return {key: value for key, value in sums.items() if value}


def test_without_snapshots_everything_is_the_same(books: Clone) -> None:
    query = """
        SELECT s.step, b.* FROM (VALUES ('all', false), ('day', true), ('month', false)) AS s (step, is_total)
        CROSS JOIN LATERAL ledger.account_balance(NULL, '2024-09-10', '2024-11-30', s.step, s.is_total) AS b
        ORDER BY b::text, s.step
    """
    with books.superuser(autocommit=False) as connection:
        kept = connection.execute(query).fetchall()
        dropped = connection.execute("DELETE FROM ledger.day_snapshot").rowcount
        assert dropped > 20
        assert connection.execute(query).fetchall() == kept
        assert len(kept) > 300
        connection.rollback()


def test_the_last_line_proves_the_balance(books: Clone) -> None:
    with books.connect("mg_auditor") as auditor:
        rows = auditor.execute("SELECT * FROM ledger.balance_total(NULL, '2024-08-01', '2024-12-31')").fetchall()  # fmt: skip
    assert {row[0] for row in rows} == {"KRW", "USD"}
    for _, debit, credit, closing_debit, closing_credit in rows:
        assert debit == credit > 0
        assert closing_debit == closing_credit


def test_the_journal_says_what_it_was_for(books: Clone) -> None:
    rows = table("journal", "--tenant", "cafe", "--month", "2024-09", "--locale", "en")
    korean = table("journal", "--tenant", "cafe", "--month", "2024-09")
    said = {row["narration_en"] for row in rows}
    assert said >= {"Statement 20240930-1: platform fee", "Payment c009: amount"}
    assert "Refund gift-r: amount" not in said, "a refund of nothing posts nothing"
    assert "정산서 20240930-1: 플랫폼 수수료" in {row["narration_ko"] for row in korean}
    assert any(text.startswith("Statement 20240831-") and "payout" in text for text in said)
    assert all(text and not text.endswith(": ") for text in said)
    # One number a source, also where a statement was taken back.
    numbers = defaultdict(set)
    for row in table("journal", *SPAN):
        numbers[row["tenant_key"], row["entry_number"]].add((row["source_type"], row["posted_on"]))
    assert all(len(sources) == 1 for sources in numbers.values())
    assert {number[0] for _, number in numbers} >= {"E", "S", "R", "P"}
    printed = run(("books", "journal", "--tenant", "cafe", "--month", "2024-09"))
    assert len(printed.splitlines()) == len(rows) + 1
