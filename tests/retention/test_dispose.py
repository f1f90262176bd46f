"""Kept on the last day, disposed of on the day after: evidence complete, the rest proved and unchanged."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.cli.within import run
from app.imports.gateway import CSV_COLUMNS, import_gateway_file
from app.verify import verify_platform
from tests.books.conftest import table
from tests.clone import Clone
from tests.reconcile.conftest import row as gateway_row
from tests.retention.conftest import DUE, KEPT, NEXT_DUE, Old, said
from tests.verify.platform import event, import_rows

KEYS = ("academy", "cafe", "idle", "salon", "teacher")
SUBJECTS = {
    "commerce.payment_event": "settlement_day",
    "settlement.line": "settlement_day",
    "ledger.transfer": "posted_on",
    "settlement.statement": "period_end",
    "settlement.adjustment": "effective_on",
}


def later_reports() -> dict[str, Any]:
    """All that is said about 2020: statements, journal, trial balances."""
    found: dict[str, Any] = {}
    for month in ("2020-01", "2020-02", "2020-03"):
        found[month] = json.loads(run(("report", "statements", "--period", month, "--json")))
        found[f"journal {month}"] = table("journal", "--month", month)
        for scope in ((), ("--hq",)):
            found[f"balance {month} {scope}"] = table("trial-balance", "--month", month, "--by", "day", *scope)  # fmt: skip
    return found


def test_kept_a_day_before_disposed_of_the_day_after(old: Old) -> None:
    assert said("plan", "--as-of", KEPT) == {"plan": []}
    assert said("dispose", "--as-of", KEPT)["disposed"] == {}
    assert old.one("SELECT count(*) FROM ops.disposal") == 0
    before = later_reports()
    plan = {row["tenant"]: row for row in said("plan", "--as-of", DUE)["plan"]}
    assert {row["last_day"] for row in plan.values()} == {"2019-12-31"}
    assert {row["kept_until"] for row in plan.values()} == {KEPT}
    assert tuple(plan) == KEYS
    counted = {name: old.one(f"SELECT count(*) FROM {name}") for name in SUBJECTS}

    attempts = "SELECT count(*) FROM settlement.payout"
    tries = old.one(attempts)
    assert tries > 2

    done = said("dispose", "--as-of", DUE)
    assert tuple(done["disposed"]) == KEYS
    left = old.one(attempts)
    assert left < tries
    assert left == old.one(
        f"{attempts} AS p JOIN settlement.statement AS s USING (tenant_id, statement_id)"
    )
    assert done["held_back"] == {}
    for key, row in plan.items():
        names = ("events", "lines", "transfers", "statements", "adjustments")
        more = tries - left if key == "salon" else 0
        assert done["disposed"][key] == sum(row[name] for name in names) + more > 0
    # Carried forward: at most one entry a tenant, and its balances.
    gone = {name: before_count - old.one(f"SELECT count(*) FROM {name}") for name, before_count in counted.items()}  # fmt: skip
    gone["ledger.transfer"] += old.one("SELECT count(*) FROM ledger.transfer WHERE source_type = 'opening'")  # fmt: skip
    evidence = said("evidence")["evidence"]
    for name in SUBJECTS:
        assert gone[name] == sum(row["disposed"] for row in evidence if row["subject"] == name) > 0

    assert verify_platform().findings == []
    assert later_reports() == before
    # What later records need is still there, and nothing else: captures that January took back, and their lines.
    stay = old.one(
        "SELECT count(*) FROM commerce.payment_event AS e WHERE e.settlement_day < '2020-01-01' AND NOT EXISTS ("
        " SELECT FROM commerce.payment_event AS r WHERE r.tenant_id = e.tenant_id AND r.settlement_day >= '2020-01-01'"
        "   AND r.original_event_id = coalesce(e.original_event_id, e.payment_event_id))"
        " AND NOT EXISTS (SELECT FROM settlement.line AS l JOIN settlement.statement AS s USING (tenant_id, statement_id)"
        "   WHERE l.tenant_id = e.tenant_id AND s.period_end >= '2020-01-01' AND l.payment_event_id IN ("
        "     SELECT f.payment_event_id FROM commerce.payment_event AS f WHERE f.tenant_id = e.tenant_id"
        "       AND coalesce(f.original_event_id, f.payment_event_id) = coalesce(e.original_event_id, e.payment_event_id)))"
    )
    assert stay == 0
    assert old.one("SELECT count(*) FROM commerce.payment_event WHERE settlement_day < '2020-01-01'") > 10  # fmt: skip

    # Two runs are one.
    assert said("dispose", "--as-of", DUE)["disposed"] == {}
    assert said("evidence")["evidence"] == evidence
    with old.clone.connect("mg_batch") as batch:
        again = batch.execute("SELECT ops.dispose(settlement.find_tenant('cafe'), %s)", (DUE,))
        assert again.fetchone() == (0,)


def test_the_job_does_the_same(old: Old) -> None:
    before = later_reports()
    with old.clone.connect("mg_batch", autocommit=True) as batch:
        tenants = batch.execute("SELECT array_agg(settlement.find_tenant(k)) FROM unnest(%s::text[]) AS k", (list(KEYS),)).fetchone()  # fmt: skip
        assert tenants is not None
        noon = f"{DUE}T12:00:00+09:00"
        step = "SELECT * FROM ops.dispose_step(%s, jsonb_build_object('as_of', %s::text))"
        first = batch.execute(step, (tenants[0], noon)).fetchone()
        assert first is not None
        assert first[0] > 500
        assert batch.execute(step, (tenants[0], noon)).fetchone() == (0, 0)
        assert batch.execute("SELECT ops.dispose_prepare(%s, '{}')", tenants).fetchone() == (0,)
    assert verify_platform().findings == []
    assert later_reports() == before
    assert old.one("SELECT count(*) FROM ops.job WHERE job_key = 'dispose_records'") == 1


def test_the_next_half_year_goes_as_well(old: Old) -> None:
    """After the second disposal nothing of the first one's boundary is left, and all is still proved."""
    with old.clone.connect("mg_batch", autocommit=True) as batch:
        for (statement,) in batch.execute(
            "SELECT r.statement_id FROM settlement.report_statement('2020-03-01', '2020-03-31') AS r"
        ).fetchall():
            batch.execute("SELECT settlement.confirm(%s)", (statement,))
            batch.execute("SELECT settlement.pay(%s, '2020-04-07')", (statement,))
    run(("settle", "--period", "2020-08"))
    said("dispose", "--as-of", DUE)
    closing = table("trial-balance", "--month", "2020-08", "--hq")
    with old.clone.superuser() as connection:
        connection.execute("UPDATE commerce.import_file SET created_at = '2020-01-31 12:00+09'")
    done = said("dispose", "--as-of", NEXT_DUE)
    assert set(KEYS) - set(done["disposed"]) == {"idle"}, "it did nothing in 2020"
    assert verify_platform().findings == []
    assert table("trial-balance", "--month", "2020-08", "--hq") == closing
    assert old.one("SELECT count(*) FROM commerce.payment_event") == 0
    # Months that nobody has a row in any more are dropped; evidence names each.
    assert done["dropped_partitions"] > 10
    names = [row["subject"] for row in said("evidence")["evidence"] if not row["tenant"]]
    assert "commerce.payment_event_201910" in names
    # And so does the entry of the file that all of them came with.
    assert "commerce.import_file" in names
    assert old.one("SELECT count(*) FROM commerce.import_file") == 0
    assert old.one("SELECT to_regclass('commerce.payment_event_201910') IS NULL")


def test_what_was_disputed_stays(old: Old) -> None:
    """A case names its payment: it stays with its line and its statement, and the rest goes."""
    run(("chargeback", "open", "--tenant", "cafe", "--payment", "c001", "--ref", "dp-1", "--reason", "fraud"))  # fmt: skip
    assert said("dispose", "--as-of", DUE)["disposed"]["cafe"] > 0
    assert verify_platform().findings == []
    left = "SELECT count(*) FROM {} AS t JOIN commerce.payment_ref AS p USING (tenant_id, payment_event_id) WHERE p.ref = '{}'"
    for name in ("commerce.payment_event", "settlement.line"):
        assert old.one(left.format(name, "c001")) == 1
        assert old.one(left.format(name, "c002")) == 0


def test_what_was_reconciled_stays_so(old: Old, tmp_path: Path) -> None:
    """Links with the gateway's rows outlive their events; an event that nobody explained is not disposed of."""
    with old.clone.superuser() as connection:
        sold = connection.execute(
            "SELECT e.ref, e.kind, e.business_day, CASE e.kind WHEN 'capture' THEN e.amount_minor ELSE -e.amount_minor END"
            " FROM commerce.payment_event AS e JOIN tenancy.tenant AS n USING (tenant_id) WHERE n.tenant_key = 'teacher'"
        ).fetchall()
    rows = [gateway_row(ref, ref, amount, kind=kind, sold_on=str(day), paid_out_on=str(day)) for ref, kind, day, amount in sold]  # fmt: skip
    file = tmp_path / "gateway.csv"
    with file.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(CSV_COLUMNS), restval="")
        writer.writeheader()
        writer.writerows(rows)
    import_gateway_file(file)
    with old.clone.connect("mg_batch", autocommit=True) as batch:
        for key in ("teacher", "cafe"):
            batch.execute("SELECT settlement.match_gateway(ARRAY[settlement.find_tenant(%s)], '2020-04-30')", (key,))  # fmt: skip
    assert old.one("SELECT count(*) FROM settlement.gateway_match") == len(rows) > 80
    done = said("dispose", "--as-of", DUE)
    assert done["disposed"]["teacher"] > 0
    assert list(done["held_back"]) == ["cafe"]
    assert "reconciliation exception" in done["held_back"]["cafe"]
    assert verify_platform().findings == []
    assert old.one("SELECT count(*) FROM settlement.gateway_match") == len(rows)
    assert old.one("SELECT count(*) FROM settlement.open_gateway_row((SELECT array_agg(tenant_id) FROM tenancy.tenant))") == 0  # fmt: skip


def test_evidence_tells_a_copy_from_a_forgery(old: Old) -> None:
    """Whoever has a copy of the rows can compute the digest again."""
    with old.clone.superuser() as connection:
        connection.execute("SET timezone = 'UTC'")
        rows = connection.execute(
            "SELECT to_jsonb(a)::text, a.amount_minor FROM settlement.adjustment AS a"
            " JOIN tenancy.tenant AS n USING (tenant_id) WHERE n.tenant_key = 'cafe'"
        ).fetchall()
    assert len(rows) == 1
    said("dispose", "--as-of", DUE)
    [row] = [r for r in said("evidence", "--tenant", "cafe")["evidence"] if r["subject"] == "settlement.adjustment"]  # fmt: skip
    assert row["digest"] == hashlib.sha256(rows[0][0].encode()).hexdigest()
    assert (row["disposed"], row["amount_minor"], row["currency"]) == (1, rows[0][1], "KRW")
    assert row["kept_until"] == KEPT
    assert "85" in row["law_en"]
    assert "국세기본법" in row["law_ko"]
    with old.clone.superuser() as connection, pytest.raises(psycopg.DatabaseError) as refused:
        connection.execute("DELETE FROM ops.disposal")
    assert refused.value.sqlstate == "MC901"
    assert old.one("SELECT count(*) FROM audit.entry WHERE action = 'ops.records.disposed'") == 5


def test_an_old_file_cannot_come_in_again(old: Old, tmp_path: Path) -> None:
    """References stay taken; a refund of what is gone has no capture."""
    said("dispose", "--as-of", DUE)
    same = event("cafe", "c001", "capture", date(2019, 9, 6), 9_990 + 7_777 * 5,
                 platform_discount=1_001, method="transfer", channel="offline", category="book", recorded_on="2019-09-06")  # fmt: skip
    import_rows(tmp_path, "again", [same])
    assert old.one("SELECT count(*) FROM commerce.payment_event WHERE ref = 'c001'") == 0
    back = event("cafe", "c001-late", "refund", date(2026, 1, 5), 10, original_ref="c001")  # fmt: skip
    file = tmp_path / "back.csv"
    file.write_text(",".join(back) + "\n" + ",".join(str(value) for value in back.values()) + "\n")
    refused = old.clone.run("import", "payments", str(file))
    assert refused.returncode == 2
    assert "neither recorded nor among the good rows" in refused.stderr
    # Nor are balances taken over into days that are gone.
    opening = tmp_path / "opening.csv"
    opening.write_text("tenant_key,account,side,amount,date\ncafe,bank,debit,1,2019-12-31\n")
    refused = old.clone.run("books", "opening", str(opening))
    assert refused.returncode == 2
    assert "[ML001]" in refused.stderr
    assert "records of tenant cafe through 2019-12-31 were disposed of" in refused.stderr


def test_holds_keep_records(old: Old) -> None:
    first = run(("retention", "hold", "--tenant", "cafe", "--reason", "a dispute", "--from", "2019-10-01", "--through", "2019-10-31"))  # fmt: skip
    hold = first.split()[1]
    run(("retention", "hold", "--reason", "over already", "--until", "2025-01-01"))
    run(("retention", "hold", "--reason", "later days", "--from", "2020-07-01"))
    done = said("dispose", "--as-of", DUE)
    assert "cafe" not in done["disposed"]
    assert done["held_back"] == {"cafe": f"legal hold {hold}: a dispute"}
    with old.clone.connect("mg_batch") as batch, pytest.raises(psycopg.DatabaseError) as refused:
        batch.execute("SELECT ops.dispose(settlement.find_tenant('cafe'), %s)", (DUE,))
    assert refused.value.sqlstate == "MO511"
    assert old.one("SELECT count(*) FROM commerce.payment_event WHERE ref = 'c001'") == 1
    assert verify_platform().findings == []
    assert run(("retention", "release", hold, "--reason", "settled in court")) == "released\n"
    assert "nothing changed" in run(("retention", "release", hold, "--reason", "again"))
    assert {row["hold"]: row["release_reason"] for row in said("holds")["holds"]}[hold] == "settled in court"  # fmt: skip
    assert tuple(said("dispose", "--as-of", DUE)["disposed"]) == ("cafe",)
    assert verify_platform().findings == []


def test_what_is_not_finished_is_not_disposed_of(old: Old) -> None:
    """An unpaid statement, or a finding, keeps its tenant's records; the others' go."""
    with old.clone.superuser() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE settlement.statement SET status = 'confirmed', paid_on = NULL, paid_at = NULL, paid_by = NULL"
            " WHERE period_end = '2019-10-31' AND tenant_id = (SELECT tenant_id FROM tenancy.tenant WHERE tenant_key = 'cafe')"
        )
        connection.execute(
            "UPDATE settlement.line SET sales_minor = sales_minor + 1 WHERE settlement_day < '2019-10-01'"
            " AND tenant_id = (SELECT tenant_id FROM tenancy.tenant WHERE tenant_key = 'salon')"
        )
    assert said("dispose", "--as-of", DUE, "--tenant", "cafe")["held_back"] == {
        "cafe": "statement of 2019-10-01 to 2019-10-31 is confirmed"
    }
    with old.clone.connect("mg_batch") as batch, pytest.raises(psycopg.DatabaseError) as refused:
        batch.execute("SELECT ops.dispose(settlement.find_tenant('salon'), %s)", (DUE,))
    assert refused.value.sqlstate == "MO511"
    assert "verification finds" in str(refused.value.diag.message_detail)
    done = said("dispose", "--as-of", DUE)
    assert set(done["held_back"]) == {"cafe", "salon"}
    assert "verification finds line_differs" in done["held_back"]["salon"]
    assert set(done["disposed"]) == set(KEYS) - {"cafe", "salon"}


def test_what_could_not_be_proved_afterwards_is_undone(old: Old) -> None:
    """A balance that is not carried forward is found before anything is final."""
    with old.clone.superuser() as connection:
        connection.execute(
            "CREATE OR REPLACE FUNCTION ledger.carry_forward(p_tenant_id uuid, p_through date, p_events uuid[], p_statements uuid[], p_actor uuid)"
            " RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'"
        )
    before = old.one("SELECT count(*) FROM commerce.payment_event")
    with old.clone.connect("mg_batch") as batch, pytest.raises(psycopg.DatabaseError) as refused:
        batch.execute("SELECT ops.dispose(settlement.find_tenant('cafe'), %s)", (DUE,))
    assert refused.value.sqlstate == "MO910"
    assert old.one("SELECT count(*) FROM commerce.payment_event") == before


def test_nothing_goes_ahead_of_time(old: Old) -> None:
    with old.clone.connect("mg_batch") as batch:
        for query, code in (
            ("SELECT ops.dispose(settlement.find_tenant('cafe'), '2099-01-01')", "MO011"),
            ("SELECT ops.keep_until('1999-12-31')", "MO410"),
            ("SELECT ops.place_hold(NULL, NULL, NULL, ' ')", "MO010"),
            ("SELECT ops.place_hold(NULL, '2020-01-02', '2020-01-01', 'x')", "MO010"),
            ("SELECT ops.release_hold(uuidv7(), ' ')", "MO010"),
            ("SELECT ops.release_hold(uuidv7(), 'x')", "MO411"),
        ):
            with pytest.raises(psycopg.DatabaseError) as refused, batch.transaction():
                batch.execute(query.encode())
            assert refused.value.sqlstate == code, query
        # Somebody records this tenant's payments just now.
        with old.clone.superuser(autocommit=False) as other:
            other.execute("SET LOCAL ROLE mg_batch_owner")
            other.execute("SELECT settlement.record_lock(ARRAY[settlement.find_tenant('cafe')])")
            with pytest.raises(psycopg.DatabaseError) as refused, batch.transaction():
                batch.execute("SELECT ops.dispose(settlement.find_tenant('cafe'), %s)", (DUE,))
            assert refused.value.sqlstate == "MO510"
            other.rollback()


@pytest.mark.parametrize(
    ("day", "until"),
    [
        ("2019-06-30", "2024-07-25"),
        (
            "2019-07-01",
            "2025-01-28",
        ),  # 25 January 2020 was a Saturday and New Year's, 27 a substitute holiday
        ("2019-12-31", "2025-01-28"),
        ("2020-01-01", "2025-07-27"),  # 25 July 2020 was a Saturday
        ("2021-12-31", "2027-01-25"),
    ],
)
def test_kept_five_years_from_the_filing_deadline(deployed: Clone, day: str, until: str) -> None:
    assert run(("retention", "keep-until", day)) == f"{until}\n"
