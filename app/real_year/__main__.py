"""`make real-year`: a year of real payments in, twelve settlements out, then all of it again."""

import hashlib
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import click

from app.real_year import basket, contract

os.environ.setdefault("MINDGARDEN_DATABASE_NAME", "mindgarden_real_year")

from app.cli.outcome import exit_code_of
from app.cli.within import run
from app.failure import Finding
from app.settings import settings

MONTHS = tuple(f"2017-{month:02}" for month in range(1, 13))
TOTALS = (
    "gross_sales",
    "platform_discount",
    "platform_fee",
    "pg_fee",
    "fee_vat",
    "payout",
)


@dataclass(frozen=True)
class Round:
    """What one round of import, settlement and verification came to."""

    statements: int
    lines: int
    totals: dict[str, int]
    digest: str
    seconds: dict[str, float]

    @property
    def all_seconds(self) -> float:
        """The whole round."""
        return sum(self.seconds.values())


def _timed(seconds: dict[str, float], name: str, commands: Sequence[Sequence[str]]) -> list[str]:
    started = time.perf_counter()
    printed = [run(command) for command in commands]
    seconds[name] = time.perf_counter() - started
    return printed


def play() -> Round:
    """Import, settle the twelve months, verify; then read all statements."""
    folder = settings().home / "real-year"
    seconds: dict[str, float] = {}
    _timed(seconds, "migrate", [("migrate",)])
    tenants, payments = str(folder / "tenants.json"), str(folder / "payments.csv")
    _timed(
        seconds,
        "import",
        [("import", "tenants", tenants), ("import", "payments", payments)],
    )
    _timed(seconds, "settle", [("settle", "--period", month) for month in MONTHS])
    _timed(seconds, "verify", [("verify",)])
    printed = _timed(
        seconds,
        "report",
        [("report", "statements", "--period", month, "--json") for month in MONTHS],
    )
    statements = [one for text in printed for one in json.loads(text)["statements"]]
    return Round(
        statements=len(statements),
        lines=sum(one["line_count"] for one in statements),
        totals={name: sum(one[name] for one in statements) for name in TOTALS},
        digest=hashlib.sha256("".join(printed).encode()).hexdigest(),
        seconds=seconds,
    )


def prepare() -> basket.Written:
    """The data as files to import."""
    folder = settings().home / "real-year"
    written = basket.write(folder / "payments.csv", folder / "rejected.csv")
    (folder / "tenants.json").write_text(
        json.dumps(contract.tenants_file(written.stores), ensure_ascii=False),
        encoding="utf-8",
    )
    return written


def say(written: basket.Written, first: Round, second: Round) -> None:
    """What happened, in a dozen lines."""
    timed = first.seconds["import"] + first.seconds["settle"]
    facts = (
        ("line items", f"{written.line_items:,}"),
        (
            "events",
            f"{written.payments:,} ({written.rejected:,} empty baskets rejected)",
        ),
        ("tenants", f"{len(written.stores):,}"),
        ("statements", f"{first.statements:,} with {first.lines:,} lines"),
        *((name.replace("_", " "), _dollars(cents)) for name, cents in first.totals.items()),
        *((f"seconds, {name}", f"{value:.1f}") for name, value in first.seconds.items()),
        ("seconds", f"{first.all_seconds:.1f}"),
        (
            "events per second",
            f"{written.payments / timed:,.0f} (import and settlement)",
        ),
        ("second run", f"{second.all_seconds:.1f} seconds, nothing changed"),
    )
    for name, value in facts:
        click.echo(f"{name:26}{value}")


def _dollars(cents: int) -> str:
    sign, digits = ("-" if cents < 0 else ""), f"{abs(cents):03}"
    return f"{sign}{int(digits[:-2]):,}.{digits[-2:]} USD"


def main() -> int:
    """Twice, and the second round must change nothing."""
    try:
        written = prepare()
        first, second = play(), play()
        if second.digest != first.digest:
            raise Finding("the second run changed the statements", detail=f"{first} {second}")
    except Exception as problem:  # noqa: BLE001 - a command line ends with an exit code
        return exit_code_of(problem)
    say(written, first, second)
    return 0


if __name__ == "__main__":
    sys.exit(main())
