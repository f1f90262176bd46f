"""One row of a payments file, and the file."""

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time
from pathlib import Path
from random import Random

from app.demo.months import SEOUL, Month


@dataclass(frozen=True)
class Payment:
    """A payment event as `import payments` reads it; amounts in won."""

    tenant_key: str
    branch_code: str
    ref: str
    kind: str
    occurred_at: str
    currency: str
    method: str
    channel: str
    category: str
    amount: int
    platform_discount: int
    original_ref: str
    recorded_on: str


def capture(
    tenant: str,
    branch: str,
    ref: str,
    at: datetime,
    how: tuple[str, str, str],
    amount: int,
    *,
    coupon: int = 0,
    recorded_on: date | None = None,
) -> Payment:
    """What a consumer paid; `how` is method, channel, category."""
    method, channel, category = how
    return Payment(
        tenant_key=tenant,
        branch_code=branch,
        ref=ref,
        kind="capture",
        occurred_at=at.isoformat(),
        currency="KRW",
        method=method,
        channel=channel,
        category=category,
        amount=amount,
        platform_discount=coupon,
        original_ref="",
        recorded_on=recorded_on.isoformat() if recorded_on else "",
    )


def given_back(
    of: Payment, at: datetime, amount: int, *, kind: str = "refund", suffix: str = "R"
) -> Payment:
    """A refund or chargeback of a capture."""
    return Payment(
        tenant_key=of.tenant_key,
        branch_code=of.branch_code,
        ref=f"{of.ref}-{suffix}",
        kind=kind,
        occurred_at=at.isoformat(),
        currency="KRW",
        method=of.method,
        channel="",
        category="",
        amount=amount,
        platform_discount=0,
        original_ref=of.ref,
        recorded_on="",
    )


def seeded(tenant: str, month: Month) -> Random:
    """Chance that is the same at every run."""
    return Random(f"{tenant} {month}")  # noqa: S311 - sample data, nothing secret


def moment(chance: Random, day: date, first_hour: int, last_hour: int) -> datetime:
    """Some second of a day between two hours, Seoul time."""
    at = time(
        chance.randint(first_hour, last_hour - 1),
        chance.randint(0, 59),
        chance.randint(0, 59),
    )
    return datetime.combine(day, at, tzinfo=SEOUL)


def write(file: Path, payments: Iterable[Payment]) -> int:
    """The payments as an import file, in the order of time; returns their number."""
    rows = sorted(payments, key=lambda payment: (payment.occurred_at, payment.ref))
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, [field.name for field in fields(Payment)])
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
    return len(rows)
