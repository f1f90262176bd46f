"""From payments to the tax service: the invoice is what settlement charged, VAT however it is borne."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg

from app.cli.within import run
from tests.clone import Clone, environment
from tests.tax_invoice.conftest import Service
from tests.tax_invoice.shop import set_supplier
from tests.verify.platform import event, import_rows, rule

Connection = psycopg.Connection[Any]


def _day(tenant: str, ref: str, kind: str, on: str, amount: int, **more: Any) -> dict[str, Any]:
    from datetime import date

    return event(tenant, ref, kind, date.fromisoformat(on), amount, **more)


def test_from_payments_to_the_tax_service(
    database: Clone, superuser: Connection, service: Service, tmp_path: Path
) -> None:
    fees = [rule("platform", percent="5"), rule("pg", percent="2.9", returns_on_refund=True)]
    held, borne = [rule("platform", percent="5.5")], [rule("platform", percent="5")]
    contract = {
        "currency": "KRW", "time_zone": "Asia/Seoul", "plans": [],
        "tenants": [
            {"key": "a", "business_number": "101-01-00014", "fee_rules": fees},
            {"key": "b", "business_number": "215-87-12341", "cycle": "semimonthly", "fee_rules": held},
            {"key": "c", "business_number": "104-82-00555", "fee_rules": borne},
        ],
    }  # fmt: skip
    path = tmp_path / "tenants.json"
    path.write_text(json.dumps(contract))
    run(("import", "tenants", str(path)))
    superuser.execute("""UPDATE pricing.tenant_fee_rule AS r SET vat_treatment = v.treatment
        FROM (VALUES ('b', 'included'), ('c', 'borne')) AS v (tenant_key, treatment)
        JOIN tenancy.tenant AS t USING (tenant_key) WHERE r.tenant_id = t.tenant_id""")
    import_rows(tmp_path, "payments", [
        _day("a", "s1", "capture", "2026-08-03", 120_000), _day("a", "s2", "capture", "2026-08-10", 80_000),
        _day("a", "s3", "capture", "2026-08-20", 55_000), _day("a", "s4", "capture", "2026-09-02", 30_000),
        _day("a", "s2-r", "refund", "2026-09-05", 80_000, original_ref="s2"),
        _day("b", "t1", "capture", "2026-08-05", 200_000), _day("b", "t2", "capture", "2026-08-25", 100_000),
        _day("c", "u1", "capture", "2026-08-05", 100_000),
    ])  # fmt: skip
    set_supplier(superuser)
    run(("settle", "--period", "2026-08"))
    run(("settle", "--period", "2026-09"))
    superuser.execute(
        "SELECT settlement.confirm(s.statement_id) FROM settlement.statement AS s WHERE s.status = 'calculated'"
    )
    with environment(service.environment):
        made = json.loads(
            run(
                (
                    "tax-invoice",
                    "prepare",
                    "--month",
                    "2026-08",
                    "--as-of",
                    "2026-09-01T05:00:00+09:00",
                    "--json",
                )
            )
        )
        assert {row["tenant_key"]: row["outcome"] for row in made} == dict.fromkeys(
            "abc", "prepared"
        )
        for at in ("2026-09-02T09:00:00+09:00", "2026-09-03T09:00:00+09:00"):
            run(("tax-invoice", "issue", "--as-of", at))
        again = json.loads(
            run(
                (
                    "tax-invoice",
                    "prepare",
                    "--month",
                    "2026-09",
                    "--as-of",
                    "2026-10-01T05:00:00+09:00",
                    "--json",
                )
            )
        )
        assert {row["tenant_key"]: row["outcome"] for row in again} == {
            "a": "given_back",
            "b": "nothing",
            "c": "nothing",
        }
        for at in ("2026-10-02T09:00:00+09:00", "2026-10-03T09:00:00+09:00"):
            run(("tax-invoice", "issue", "--as-of", at))
        assert "all checks passed" in run(("verify",))
    there = {
        (d["body"]["invoiceeCorpNum"], d["writeDate"]): (
            d["supplyCostTotal"],
            d["taxTotal"],
            d["modifyCode"],
            d["stateCode"],
        )
        for d in service.state.documents.values()
    }
    # Sales of 255,000 at 5 % and 2.9 %: 12,750 + 1,275 and 7,395 + 740. In the next month 30,000 sold, 80,000 given back.
    assert there == {
        ("1010100014", "20260831"): ("20145", "2015", None, 304),
        ("1010100014", "20260930"): ("-3950", "-395", 2, 304),
        ("2158712341", "20260831"): ("15000", "1500", None, 304),
        ("1048200555", "20260831"): ("5000", "500", None, 304),
    }
