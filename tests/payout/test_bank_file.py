"""From what falls due to the bank's file and back: batches, approval, control totals, results, retries."""

from __future__ import annotations

import csv
import hashlib
import stat
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.operator import add_operator
from tests.payout.conftest import NUMBERS, PAYDAY, Console

HEADER = "reference,amount,status,reason,paid_on\n"


def prepare(console: Console, code: int = 1, *more: str) -> dict[str, Any]:
    """A batch of the payday; the salon has no account, hence the code."""
    found: dict[str, Any] = console("payout", "prepare", "--on", PAYDAY, "--json", *more, code=code)
    return found


def sent(console: Console, folder: Path) -> dict[str, Any]:
    """A batch that was uploaded at the bank."""
    found = prepare(console)
    console("payout", "approve", found["batch"])
    console("payout", "file", found["batch"], "--output", str(folder / "bank.csv"))
    console("payout", "send", found["batch"])
    return found


def answer(folder: Path, *rows: str, header: str = HEADER, name: str = "result.csv") -> str:
    path = folder / name
    path.write_text(header + "\n".join(rows) + "\n")
    return str(path)


def test_batch_is_prepared_once_and_names_what_is_blocked(console: Console) -> None:
    found = prepare(console)
    assert [row["tenant"] for row in found["payouts"]] == ["academy", "cafe"]
    assert [row["reference"] for row in found["payouts"]] == ["P20240906-1-1", "P20240906-1-2"]
    assert [row["account"] for row in found["payouts"]] == ["123-***-***234", "110-***-***789"]
    assert [(row["tenant"], row["blocked_by"]) for row in found["blocked"]] == [
        ("salon", "account: the tenant has none on this day")
    ]
    assert console.states() == {"cafe": "paying", "academy": "paying", "salon": "confirmed"}
    again = prepare(console)
    assert (again["batch"], again["payouts"]) == (None, [])
    assert console.one("SELECT count(*) FROM settlement.payout_batch") == 1
    console.is_well()
    early = console("payout", "prepare", "--on", "2024-09-05", "--json")
    assert early == {"batch": None, "payouts": [], "blocked": []}
    console("statement", "pay", "cafe/20240831-1", code=2)
    with console.clone.superuser() as superuser, pytest.raises(psycopg.errors.UniqueViolation):
        superuser.execute(
            "INSERT INTO settlement.payout SELECT (jsonb_populate_record(p, jsonb_build_object("
            "'payout_id', uuidv7(), 'attempt', 2, 'reference', 'other'))).* FROM settlement.payout AS p"
        )


def test_second_person_approves(console: Console) -> None:
    for email in ("one@example.kr", "two@example.kr"):
        with console.clone.superuser() as superuser:
            add_operator(superuser, email)
    found = prepare(console, 1, "--as", "one@example.kr")
    refused = console("payout", "approve", found["batch"], "--as", "one@example.kr", code=2)
    assert "MS521" in refused
    assert "MS520" in console("payout", "send", found["batch"], code=2)
    console("payout", "approve", found["batch"], "--as", "two@example.kr")
    console("payout", "approve", found["batch"], "--as", "two@example.kr")
    acts = console.one(
        "SELECT array_agg(DISTINCT e.action || ' by ' || u.email_mask) FROM audit.entry AS e"
        " JOIN identity.auth_user AS u ON u.user_id = e.created_by WHERE starts_with(e.action, 'settlement.payout.')"
    )
    assert acts == [
        "settlement.payout.approved by tw***@example.kr",
        "settlement.payout.prepared by on***@example.kr",
    ]


def test_file_is_the_same_bytes_and_private(console: Console, tmp_path: Path) -> None:
    found = prepare(console)
    file = tmp_path / "bank.csv"
    assert "MS520" in console("payout", "file", found["batch"], "--output", str(file), code=2)
    console("payout", "approve", found["batch"])
    assert "MS529" in console("payout", "send", found["batch"], code=2)
    written = console("payout", "file", found["batch"], "--output", str(file), "--json")["files"][0]
    content = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert written["content_sha256"] == hashlib.sha256(content).hexdigest()
    rows = list(csv.reader(content.decode("cp949").splitlines()))
    assert rows[0] == ["은행코드", "계좌번호", "예금주", "이체금액", "지급번호", "적요"]
    assert [row[1] for row in rows[1:]] == [NUMBERS["academy"], NUMBERS["cafe"]]
    assert [row[4:] for row in rows[1:]] == [
        ["P20240906-1-1", "정산0831"],
        ["P20240906-1-2", "정산0831"],
    ]
    assert content.count(b"\r\n") == 3
    assert (written["row_count"], written["total_minor"]) == (
        2,
        sum(int(row[3]) for row in rows[1:]),
    )
    console("payout", "file", found["batch"], "--output", str(file))
    assert file.read_bytes() == content
    console("payout", "file", found["batch"], "--output", str(file), "--encoding", "utf-8")
    assert file.read_bytes() == "\ufeff".encode() + content.decode("cp949").encode()
    banks = console(
        "payout", "file", found["batch"], "--output", str(tmp_path), "--per-bank", "--json"
    )
    assert [Path(one["file"]).name for one in banks["files"]] == [
        "P20240906-1-004.csv", "P20240906-1-088.csv"]  # fmt: skip
    assert sum(one["total_minor"] for one in banks["files"]) == written["total_minor"]
    assert "MS524" in console("payout", "cancel", found["batch"], "--reason", "x", code=2)
    # A holder whom CP949 cannot write.
    with console.clone.superuser() as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE settlement.payout SET holder_name = '😀' WHERE line_number = 1")
    assert "MS920" in console(
        "payout", "file", found["batch"], "--output", str(file), "--encoding", "utf-8", code=1
    )
    assert "MS526" in console("payout", "file", found["batch"], "--output", str(file), code=2)


def test_results_pay_or_give_back_and_are_taken_once(console: Console, tmp_path: Path) -> None:
    one, two = (row for row in sent(console, tmp_path)["payouts"])
    assert "MS520" in console("payout", "cancel", "P20240906-1", "--reason", "too late", code=2)
    file = answer(
        tmp_path,
        f"{one['reference']},{one['amount_minor']},성공,,2024-09-06",
        f"{two['reference']},,failed,계좌 {NUMBERS['cafe']} 해지,",
    )
    assert console("payout", "result", file, "--json") == {
        "recorded": 2, "unchanged": 0, "exception": 0, "exceptions": [], "faults": []}  # fmt: skip
    assert console.states() == {"academy": "paid", "cafe": "failed", "salon": "confirmed"}
    assert console.one("SELECT status FROM settlement.payout_batch") == "done"
    assert (
        console.one("SELECT failure_reason FROM settlement.payout WHERE status = 'failed'")
        == "계좌 *** 해지"
    )
    assert console.one(
        "SELECT array_agg((leg, debit_account, credit_account, amount_minor, posted_on::text)::text)"
        " FROM ledger.transfer WHERE source_type = 'payout'"
    ) == [f"(batch_payout,tenant_payable,bank,{one['amount_minor']},2024-09-06)"]
    console.is_well()
    before = console.one("SELECT count(*) FROM audit.entry")
    assert console("payout", "result", file, "--json")["unchanged"] == 2
    assert console.one("SELECT count(*) FROM audit.entry") == before

    # Payable again: the next batch, or a retry, is another attempt.
    found = console("payout", "retry", "P20240906-1", "--on", "2024-09-09", "--json")
    assert [(row["tenant"], row["reference"]) for row in found["payouts"]] == [
        ("cafe", "P20240909-1-1")
    ]
    assert (
        console.one("SELECT attempt FROM settlement.payout WHERE reference = 'P20240909-1-1'") == 2
    )
    console("payout", "cancel", "P20240909-1", "--reason", "new account first")
    assert console.states()["cafe"] == "confirmed"
    console.is_well()
    found = prepare(console)
    assert [row["reference"] for row in found["payouts"]] == ["P20240906-2-1"]
    assert console("payout", "list", "--json")["batches"][0]["status"] == "cancelled"
    assert console("payout", "show", "P20240906-1", "--json")["failed_count"] == 1
    assert "계좌 *** 해지" in console("payout", "show", "P20240906-1")


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("P20240906-1-9,,paid,,2024-09-06", "line 2, reference: no payout has the reference"),
        ("P20240906-1-1,5,paid,,2024-09-06", "line 2, amount: '5' is not the payout's"),
        ("P20240906-1-1,,maybe,,2024-09-06", "line 2, status: 'maybe' is neither"),
        ("P20240906-1-1,,paid,,2024-02-30", "line 2, paid_on: '2024-02-30' is no day"),
        ("P20240906-1-1,,paid,,2042-09-06", "line 2, paid_on: 2042-09-06 is far from"),
        (
            "P20240906-1-1,,failed,,\nP20240906-1-1,,paid,,2024-09-06",
            "line 3, reference: P20240906-1-1 stands",
        ),
    ],
)
def test_bad_answers_are_refused_as_a_whole(
    row: str, named: str, console: Console, tmp_path: Path
) -> None:
    sent(console, tmp_path)
    printed = console(
        "payout", "result", answer(tmp_path, row, "P20240906-1-2,,paid,,2024-09-06"), code=2
    )
    assert named in printed
    assert set(console.states().values()) == {"paying", "confirmed"}


def test_unreadable_answers(console: Console, tmp_path: Path) -> None:
    found = prepare(console)
    reference = found["payouts"][0]["reference"]
    printed = console(
        "payout", "result", answer(tmp_path, f"{reference},,paid,,2024-09-06"), code=2
    )
    assert "was not sent yet" in printed
    assert "no column reference" in console(
        "payout", "result", answer(tmp_path, "x", header="a,b\n"), code=2
    )
    assert "no rows" in console("payout", "result", answer(tmp_path), code=2)


def test_contradictory_answers_never_pay_twice(console: Console, tmp_path: Path) -> None:
    """Success after failure, with the next attempt on its way: an exception, and both gates are shut."""
    reference = sent(console, tmp_path)["payouts"][1]["reference"]
    console("payout", "result", answer(tmp_path, f"{reference},,failed,,"))
    retried = console("payout", "retry", "P20240906-1", "--on", "2024-09-09", "--json")["batch"]
    late = answer(tmp_path, f"{reference},,paid,,2024-09-06", name="late.csv")
    assert console("payout", "result", late, "--json", code=1)["exceptions"] == [reference]
    assert console("payout", "result", late, "--json")["unchanged"] == 1, "one exception, once"
    assert console.states()["cafe"] == "paying"
    assert "MS525" in console("payout", "approve", retried, code=2)
    (exception,) = console("payout", "exceptions", "--json", code=1)["exceptions"]
    key = exception["payout_exception_id"]
    assert "MS021" in console("payout", "resolve", key, "--true", "--note", " ", code=2)
    assert "MS528" in console("payout", "resolve", key, "--true", "--note", "bank says so", code=2)
    console("payout", "cancel", retried, "--reason", "paid already")
    blocked = prepare(console)["blocked"]
    assert "exception: a contradictory answer" in blocked[0]["blocked_by"]
    console("payout", "resolve", key, "--true", "--note", "bank statement of 6 September")
    assert console.states()["cafe"] == "paid"
    assert console.one("SELECT count(*) FROM ledger.transfer WHERE source_type = 'payout'") == 1
    assert console("payout", "resolve", key, "--untrue", "--note", "again", "--json") == {
        "status": "accepted"
    }
    assert console("payout", "exceptions", "--json") == {"exceptions": []}
    assert len(console("payout", "exceptions", "--all", "--json")["exceptions"]) == 1
    console.is_well()
    # Money that came back after it was paid: a person decides, an adjustment corrects.
    back = answer(tmp_path, f"{reference},,failed,returned,", name="back.csv")
    assert console("payout", "result", back, "--json", code=1)["exception"] == 1
    assert console.states()["cafe"] == "paid"
    console.is_well()


def test_payout_waits_for_verification(console: Console) -> None:
    def spoil(amount: int) -> None:
        with console.clone.superuser() as superuser:
            superuser.execute("SET session_replication_role = replica")
            superuser.execute(
                "UPDATE ledger.transfer SET amount_minor = amount_minor + %s WHERE leg = 'platform_fee'"
                " AND tenant_id = (SELECT tenant_id FROM tenancy.tenant WHERE tenant_key = 'cafe')",
                (amount,),
            )

    spoil(1)
    found = prepare(console)
    assert [row["tenant"] for row in found["payouts"]] == ["academy"]
    assert found["blocked"][0]["blocked_by"].startswith(
        "verify: balance_differs: account platform_fee_income"
    )
    spoil(-1)
    found = prepare(console)
    assert [row["tenant"] for row in found["payouts"]] == ["cafe"]
    spoil(1)
    assert "MS506" in console("payout", "approve", found["batch"], code=2)
    spoil(-1)
    console("payout", "approve", found["batch"])


def test_accounts_change_by_day_and_are_never_shown(console: Console) -> None:
    new = "9876543210"
    console(
        "payout",
        "account",
        "set",
        "cafe",
        "--bank",
        "090",
        "--holder",
        "홍길동",
        "--number",
        "987-654-3210",
        "--from",
        "2024-09-07",
    )
    rows = console("payout", "account", "list", "--tenant", "cafe", "--json")["accounts"]
    assert [(row["number"], row["valid_from"], row["valid_to"]) for row in rows] == [
        ("110-***-***789", "2024-01-01", "2024-09-07"), ("987-***-***210", "2024-09-07", None)]  # fmt: skip
    assert "098" not in [row["bank_code"] for row in console("payout", "bank", "--json")["banks"]]
    for arguments, code in (
        (("--bank", "999", "--holder", "x", "--number", new), "MT011"),
        (("--bank", "088", "--holder", "x", "--number", "12345"), "MT010"),
        (("--bank", "088", "--holder", "=x", "--number", new), "MT012"),
        (("--bank", "088", "--holder", "x", "--number", new, "--from", "2024-09-01"), "MS527"),
    ):
        printed = console("payout", "account", "set", "cafe", *arguments, code=2)
        assert code in printed
        assert new not in printed
    # Typed wrong and not used: mended on the same day; the same again changes nothing.
    for _ in range(2):
        console(
            "payout",
            "account",
            "set",
            "cafe",
            "--bank",
            "090",
            "--holder",
            "홍길동",
            "--number",
            "9876543211",
            "--from",
            "2024-09-07",
        )
    assert len(console("payout", "account", "list", "--tenant", "cafe", "--json")["accounts"]) == 2
    found = prepare(console)
    assert found["payouts"][1]["account"] == "110-***-***789", "the account of the payout day"
    trail = console.one("SELECT string_agg(detail::text, ' ') FROM audit.entry")
    for number in (new, "9876543211", *NUMBERS.values()):
        assert number not in trail
    log = Path(console.clone.environment["MINDGARDEN_HOME"]) / "postgres.log"
    if log.exists():  # the embedded server's; it logs the statements that fail
        text = log.read_text(errors="replace")
        assert "not a bank account number" in text
        for number in (new, "9876543211", *NUMBERS.values()):
            assert number not in text
    for role in ("mg_app", "mg_operator", "mg_auditor"):
        assert not console.one(
            "SELECT has_table_privilege(%s, 'settlement.payout_account_number', 'SELECT')", role
        )


def test_forecast_marks_estimates(console: Console) -> None:
    rows = console("payout", "forecast", "--on", "2024-09-02", "--json")["forecast"]
    statements = [row for row in rows if row["source"] == "statement"]
    assert {(row["tenant_key"], row["expected_on"], row["is_estimate"]) for row in statements} == {
        (key, PAYDAY, False) for key in ("cafe", "academy", "salon")}  # fmt: skip
    (open_period,) = (row for row in rows if row["source"] == "open_period")
    assert (open_period["tenant_key"], open_period["amount_minor"], open_period["is_estimate"]) == (
        "cafe",
        70_000,
        True,
    )
    assert (open_period["period_end"], open_period["expected_on"]) == ("2024-09-30", "2024-10-10")
    (release,) = (row for row in rows if row["source"] == "holdback_release")
    held = console.one("SELECT sum(holdback_minor)::bigint FROM settlement.statement")
    assert (release["amount_minor"], release["period_end"]) == (held, "2024-10-31")
    late = console("payout", "forecast", "--on", "2024-09-07", "--tenant", "salon", "--json")[
        "forecast"
    ]
    assert [(row["expected_on"], row["is_overdue"]) for row in late] == [("2024-09-09", True)]
    assert "~70,000 KRW" in console("payout", "forecast", "--tenant", "cafe")
