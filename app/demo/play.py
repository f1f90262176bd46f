"""The demo from an empty folder to settled months, through the commands that anyone would type."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from app.demo import academy, cafe, salon, teacher
from app.demo.command import Command
from app.demo.contract import ACADEMY, CAFE, SALON, tenants_file
from app.demo.login import LOGINS, PASSWORD, Login, add_missing
from app.demo.months import SEOUL, Month, remembered
from app.demo.payment import write

# Says what is being done.
Say = Callable[[str], None]

SELLERS = (academy, cafe, salon, teacher)
# What is kept as files: which tenant, and in which formats and languages.
REPORTS = (
    (
        ACADEMY,
        (("pdf", "ko"), ("pdf", "en"), ("xlsx", "ko"), ("csv", "ko"), ("json", "ko")),
    ),
    (CAFE, (("pdf", "ko"),)),
    (SALON, (("pdf", "ko"),)),
)
# The last month is left to look at: this tenant's statement still waits to be confirmed.
LEFT_CALCULATED = SALON


@dataclass
class Outcome:
    """What the demo made."""

    statements: list[dict[str, Any]] = field(default_factory=list)
    reports: list[Path] = field(default_factory=list)
    payments: int = 0
    logins: Sequence[Login] = LOGINS
    password: str = PASSWORD


def play(command: Command, say: Say, folder: Path) -> Outcome:
    """Everything; a second run finds all of it done and changes nothing."""
    outcome = Outcome()
    months = remembered(folder / "demo.json")
    say("tenants and their fee contracts")
    tenants = folder / "input" / "tenants.json"
    tenants.parent.mkdir(parents=True, exist_ok=True)
    tenants.write_text(
        json.dumps(tenants_file(months), ensure_ascii=False, indent=1) + "\n",
        encoding="utf-8",
    )
    command(("import", "tenants", str(tenants)))
    for position, month in enumerate(months):
        say(f"payments of {month}, and their settlement")
        outcome.payments += _import(command, folder, month, position)
        command(("settle", "--period", str(month)))
        _advance(command, month, is_last=position == len(months) - 1)
        outcome.statements += _statements(command, month)
    say("logins")
    add_missing(command)
    say("reports")
    outcome.reports = _reports(command, folder, outcome.statements, months[-1])
    return outcome


def _import(command: Command, folder: Path, month: Month, position: int) -> int:
    file = folder / "input" / f"payments-{month}.csv"
    payments = [payment for seller in SELLERS for payment in seller.payments(month, position)]
    count = write(file, payments)
    command(("import", "payments", str(file)))
    return count


def _statements(command: Command, month: Month) -> list[dict[str, Any]]:
    printed = command(("report", "statements", "--period", str(month), "--json"))
    found: list[dict[str, Any]] = json.loads(printed)["statements"]
    return found


def _advance(command: Command, month: Month, *, is_last: bool) -> None:
    """Confirm what is calculated; mark as paid what was due before today and isn't carried over."""
    yesterday = datetime.now(SEOUL).date() - timedelta(days=1)
    for statement in _statements(command, month):
        key = statement["statement_id"]
        if is_last and statement["tenant"] == LEFT_CALCULATED:
            continue
        if statement["status"] == "calculated":
            command(("statement", "confirm", key))
        is_due = date.fromisoformat(statement["payout_date"]) <= yesterday
        is_payable = statement["payout"] > 0 and is_due and not is_last
        if statement["status"] != "paid" and is_payable:
            command(("statement", "pay", key, "--on", statement["payout_date"]))


def _reports(
    command: Command, folder: Path, statements: list[dict[str, Any]], month: Month
) -> list[Path]:
    written: list[Path] = []
    for tenant, formats in REPORTS:
        last = [
            statement
            for statement in statements
            if statement["tenant"] == tenant and statement["period_end"] == str(month.last)
        ][-1]
        period = f"{last['period_start']}..{last['period_end']}"
        for name, locale in formats:
            target = folder / "reports" / f"{tenant}-{month}-{locale}.{name}"
            target.parent.mkdir(parents=True, exist_ok=True)
            which = ("--tenant", tenant, "--period", period)
            how = ("--format", name, "--locale", locale, "--output", str(target))
            command(("report", "statement", *which, *how))
            written.append(target)
    return written
