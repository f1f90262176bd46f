"""The year of receipts as payments; only where `make real-year` has installed the data."""

from __future__ import annotations

import csv
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.imports.payments_file import PaymentsFile
from app.real_year import basket, contract

needs_data = pytest.mark.skipif(
    basket.find_spec(basket.PACKAGE) is None, reason="the data is installed by `make real-year`"
)


@needs_data
def test_baskets_become_captures(tmp_path: Path) -> None:
    written = basket.write(tmp_path / "payments.csv", tmp_path / "rejected.csv")
    assert written.line_items == 1_469_307
    assert len(written.stores) == 457
    assert written.payments + written.rejected == 155_848
    with (tmp_path / "payments.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["ref"] for row in rows}) == written.payments
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal("4569706.26")
    assert sum(Decimal(row["platform_discount"]) for row in rows) == Decimal("26359.90")
    assert all(Decimal(row["amount"]) or Decimal(row["platform_discount"]) for row in rows)


class Receipts:
    """Baskets in the form that the table of receipts gives them."""

    def __init__(self, *rows: dict[str, object]) -> None:
        self.rows = list(rows)

    def to_batches(self, max_chunksize: int) -> list[Receipts]:
        assert max_chunksize > 0
        return [self]

    def to_pylist(self) -> list[dict[str, object]]:
        return self.rows


def test_a_receipt_is_a_row_that_an_import_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = {"store_min": 7, "basket": 1, "at_min": datetime(2017, 1, 2, 3, 4), "department_first": "GROCERY", "paid": Decimal("12.34"), "discount_sum": Decimal("0.50")}  # noqa: DTZ001  # fmt: skip
    nothing = receipt | {"basket": 2, "paid": Decimal(0), "discount_sum": Decimal(0)}
    monkeypatch.setattr(basket, "_baskets", lambda: (3, Receipts(receipt, nothing)))
    written = basket.write(tmp_path / "payments.csv", tmp_path / "rejected.csv")
    assert (written.payments, written.rejected) == (1, 1)
    file = PaymentsFile(tmp_path / "payments.csv")
    ((_, values),) = file.rows()
    assert file.rejects == []
    row = dict(zip(file.columns, values, strict=True))
    assert {name: value for name, value in row.items() if value} == {
        "tenant_key": "store-00007",
        "ref": "1",
        "kind": "capture",
        "occurred_at": "2017-01-02T03:04:00+00:00",
        "currency": "USD",
        "method": "card",
        "category": "GROCERY",
        "amount": "12.34",
        "platform_discount": "0.50",
    }


def test_the_contract_has_percent_tiers_and_promotions() -> None:
    made = contract.tenants_file(["store-00001", "store-00002"])
    (plan,) = made["plans"]
    kinds = {rule["kind"] for rule in plan["fee_rules"]}
    assert kinds == {"percent", "tiered"}
    assert any(rule["valid_to"] for rule in plan["fee_rules"])
    assert [len(tenant["fee_rules"]) for tenant in made["tenants"]] == [1, 0]
