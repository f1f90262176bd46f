"""The year of receipts as payments; only where `make real-year` has installed the data."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

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


def test_the_contract_has_percent_tiers_and_promotions() -> None:
    made = contract.tenants_file(["store-00001", "store-00002"])
    (plan,) = made["plans"]
    kinds = {rule["kind"] for rule in plan["fee_rules"]}
    assert kinds == {"percent", "tiered"}
    assert any(rule["valid_to"] for rule in plan["fee_rules"])
    assert [len(tenant["fee_rules"]) for tenant in made["tenants"]] == [1, 0]
