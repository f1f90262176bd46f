"""One settled platform of three months in won and one tenant in dollars, with its codes for another accounting system."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli.within import run
from tests import clone as cloning
from tests.clone import Clone
from tests.verify.platform import build, import_rows

DOLLARS = {
    "currency": "USD",
    "time_zone": "UTC",
    "plans": [],
    "tenants": [
        {
            "key": "dollar",
            "name_ko": "=달러 상점",
            "fee_rules": [
                {"component": "pg", "kind": "percent", "percent": "2.9", "valid_from": "2024-01-01"}
            ],
        }
    ],
}
# Our account, the code of a program that Korean accountants use, its name there.
CODES = (
    ("pg_receivable", "108", "외상매출금"),
    ("bank", "103", "보통예금"),
    ("unsettled_sales", "259", "선수금"),
    ("tenant_payable", "253", "미지급금"),
    ("holdback_payable", "294", "임대보증금"),
    ("tenant_carry", "262", "미지급비용"),
    ("vat_payable", "255", "부가세예수금"),
    ("withholding_payable", "254", "예수금"),
    ("pg_fee_clearing", "257", "가수금"),
    ("platform_fee_income", "412", "수수료수입"),
    ("promotion_expense", "833", "=광고선전비"),
    ("fee_vat_expense", "817", "세금과공과"),
    ("vat_receivable", "135", "부가세대급금"),
    ("gateway_difference", "960", "잡손실"),
)


@pytest.fixture(scope="session")
def _books(
    server_environment: dict[str, str], template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clone]:
    folder: Path = tmp_path_factory.mktemp("books")
    with cloning.clone(server_environment, template, f"test_{os.getpid()}_books") as made:
        contract = folder / "dollars.json"
        contract.write_text(json.dumps(DOLLARS))
        run(("import", "tenants", str(contract)))
        import_rows(
            folder,
            "dollars",
            [
                {"tenant_key": "dollar", "ref": "=d1", "kind": "capture", "occurred_at": "2024-08-05T12:00:00Z",
                 "currency": "USD", "amount": "11.77"},
                {"tenant_key": "dollar", "ref": "d2", "kind": "capture", "occurred_at": "2024-09-05T12:00:00Z",
                 "currency": "USD", "amount": "1234.50"},
            ],
        )  # fmt: skip
        build(folder)
        codes = folder / "codes.csv"
        with codes.open("w", newline="") as file:
            csv.writer(file).writerows((("account", "code", "name"), *CODES))
        run(("books", "mapping", "import", "duzon", str(codes)))
        # Named one by one, and differently since September.
        run(("books", "mapping", "set", "duzon", "adjustment_expense", "984", "조정비용"))
        run(
            ("books", "mapping", "set", "duzon", "adjustment_expense", "985", "정산조정", "--from", "2024-09-01")
        )  # fmt: skip
        yield made


@pytest.fixture
def books(_books: Clone) -> Iterator[Clone]:
    """The settled platform; tests read it, or roll back."""
    with cloning.environment(_books.environment):
        yield _books


def table(*arguments: str) -> list[dict[str, Any]]:
    """A `books` command's JSON rows."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        run(("books", *arguments, "--format", "json", "--output", file.name))
        found = json.loads(Path(file.name).read_text())
    assert isinstance(found, list)
    return found


def read_csv(file: Path) -> list[dict[str, str]]:
    """A written CSV: BOM, CRLF, header row."""
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
