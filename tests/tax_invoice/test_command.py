"""`mindgarden tax-invoice` from the supplier to the amendment, as a person uses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import pytest
import requests

from app.cli import main
from app.failure import Finding
from app.tax_invoice import Issuer
from tests.clone import Clone, environment
from tests.operator import add_operator
from tests.tax_invoice.conftest import Service
from tests.tax_invoice.shop import add_statement, add_tenant, prepare, set_supplier

Connection = psycopg.Connection[Any]


class Done(NamedTuple):
    stdout: str
    stderr: str


class Shell:
    """The command line in this process, at one database and one Popbill."""

    def __init__(self, service: Service, capsys: pytest.CaptureFixture[str]) -> None:
        self._service, self._capsys = service, capsys

    def __call__(self, *arguments: str | Path, code: int = 0) -> Done:
        self._capsys.readouterr()
        with environment(self._service.environment), pytest.raises(SystemExit) as ended:
            main(["tax-invoice", *map(str, arguments)])
        done = Done(*self._capsys.readouterr())
        assert int(ended.value.code or 0) == code, (arguments, done)
        return done

    def json(self, *arguments: str | Path, code: int = 0) -> Any:
        return json.loads(self(*arguments, "--json", code=code).stdout)


@pytest.fixture
def shell(database: Clone, service: Service, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(service, capsys)


def test_from_the_supplier_to_the_amendment(
    shell: Shell, superuser: Connection, service: Service, supplier_file: Path
) -> None:
    tenant = add_tenant(superuser, "cafe")
    add_statement(superuser, tenant, "2026-10-31", (12_750, 1_275), (7_395, 740))
    other = add_tenant(superuser, "bakery", business_number=None)
    add_statement(superuser, other, "2026-10-31", (1_000, 100))
    person = add_operator(superuser, "lee@hq.example")

    assert "no supplier" in shell("prepare", "--month", "2026-10", code=2).stderr
    shell("supplier", supplier_file, "--from", "2026-01-01", "--as", "lee@hq.example")
    shell(
        "profile",
        "--tenant",
        "cafe",
        "--ceo-name",
        "홍길동",
        "--contact-email",
        "owner@cafe.example",
        "--as",
        "lee@hq.example",
    )
    wrong = shell("profile", "--tenant", "cafe", "--contact-email", "owner", code=2)
    assert "MB005" in wrong.stderr
    rows = shell.json("prepare", "--month", "2026-10", "--as", "lee@hq.example", code=1)
    assert [(row["tenant_key"], row["outcome"]) for row in rows] == [
        ("bakery", "exception"),
        ("cafe", "prepared"),
    ]
    again = shell("prepare", "--month", "2026-10", "--tenant", "cafe")
    assert again.stdout.strip() == "cafe: unchanged"

    late = shell("alarm", "--as-of", "2026-11-09T09:00:00+09:00", code=1)
    assert "alarm: cafe: not_issued by 2026-11-10" in late.stderr
    assert (
        "alarm: bakery: not_prepared by 2026-11-10: 2026-10: the tenant has no business registration number"
        in late.stderr
    )
    (first,) = shell.json("issue", "--as-of", "2026-11-09T10:00:00+09:00")
    assert first["status"] == "issued"
    document = next(iter(service.state.documents.values()))
    assert (document["body"]["invoiceeCEOName"], document["body"]["invoiceeEmail1"]) == (
        "홍길동",
        "owner@cafe.example",
    )

    # A wrong one is cancelled at Popbill while the tax service doesn't have it, and billed anew.
    cancelled = shell(
        "cancel",
        first["tax_invoice_id"],
        "--reason",
        "wrong item",
        "--as-of",
        "2026-11-09T11:00:00+09:00",
        "--as",
        "lee@hq.example",
    )
    assert cancelled.stdout.strip().endswith("cancelled")
    assert document["stateCode"] == 600
    (remade,) = shell.json("prepare", "--month", "2026-10", "--tenant", "cafe")
    (second,) = shell.json("issue", "--as-of", "2026-11-09T12:00:00+09:00")
    assert second["tax_invoice_id"] == remade["tax_invoice_id"] != first["tax_invoice_id"]
    (sent,) = shell.json("issue", "--as-of", "2026-11-10T07:00:00+09:00")
    assert sent["status"] == "sent"
    assert "amend" in shell("cancel", sent["tax_invoice_id"], "--reason", "late", code=2).stderr

    (listed,) = shell.json("list", "--month", "2026-10", "--status", "sent")
    assert (listed["buyer_ceo_name"], listed["buyer_contact_email"]) == (
        "홍*동",
        "ow***@cafe.example",
    )
    for shown in (
        shell("list").stdout,
        shell("show", sent["tax_invoice_id"]).stdout,
        json.dumps(listed, ensure_ascii=False),
    ):
        assert "홍길동" not in shown
        assert "owner@" not in shown

    asked = (
        "amend", sent["tax_invoice_id"], "--kind", "2", "--on", "2026-11-11", "--items", '[{"item": "platform_fee", "supply": -1005}]',
        "--reason", "less", "--key", "one", "--as-of", "2026-11-12T09:00:00+09:00",
    )  # fmt: skip
    (difference,) = shell.json(*asked)
    assert (difference["supply_minor"], difference["tax_minor"], difference["status"]) == (
        -1005,
        -100,
        "draft",
    )
    assert shell.json(*asked) == [difference]
    assert "is no JSON" in shell(*asked[:6], "--items", "{", *asked[8:], code=2).stderr
    shell("issue", "--as-of", "2026-11-12T10:00:00+09:00")
    shell("issue", "--as-of", "2026-11-13T10:00:00+09:00")
    bodies = [d["body"] for d in service.state.documents.values() if d["stateCode"] == 304]
    assert [(b["totalAmount"], b.get("modifyCode"), b.get("orgNTSConfirmNum")) for b in bodies] == [
        ("22160", None, None), ("-1105", 2, listed["approval_number"]),
    ]  # fmt: skip
    shown = shell.json("show", sent["tax_invoice_id"])
    assert [(row["item_code"], row["supply_minor"]) for row in shown["owed"]] == [
        ("pg_fee", 7395),
        ("platform_fee", 11745),
    ]
    assert [row["status"] for row in shown["amendments"]] == ["sent"]
    assert len(shown["statements"]) == 1
    assert (
        shell("alarm", "--as-of", "2026-11-13T12:00:00+09:00", code=1).stderr.count("alarm:") == 1
    ), "the bakery's alone"

    actors = superuser.execute(
        "SELECT count(*) FROM audit.entry WHERE created_by = %s AND action LIKE 'billing.%%'",
        (person,),
    ).fetchone()
    assert actors == (3,), "profile, prepared and cancelled in her name"


def test_cancelling_tells_what_it_knows(superuser: Connection, service: Service) -> None:
    set_supplier(superuser)
    faults = ("none", "dropped_before", "error_before", "error_after", "half_after")
    invoices = {}
    for fault in faults:
        tenant = add_tenant(superuser, fault)
        add_statement(superuser, tenant, "2026-10-31", (1_000, 100))
        invoices[fault] = prepare(superuser, "2026-10", tenant)[0][3]
    service.work("2026-11-03T09:00+09:00")
    with Issuer(service.popbill(), as_of=service.now) as issuer:
        for fault, invoice in invoices.items():
            service.state.fail("cancel", fault)
            if fault.endswith("_before"):
                with pytest.raises(Finding, match="didn't cancel"):
                    issuer.cancel(invoice, "wrong", None)
            else:
                assert issuer.cancel(invoice, "wrong", None) == "cancelled"
    rows = superuser.execute(
        "SELECT tax_invoice_id, document_key, status FROM billing.tax_invoice"
    ).fetchall()
    there = {key: document["stateCode"] for (_, key), document in service.state.documents.items()}
    states = {invoice: (status, there[key]) for invoice, key, status in rows}
    for fault, invoice in invoices.items():
        expected = ("issued", 300) if fault.endswith("_before") else ("cancelled", 600)
        assert states[invoice] == expected, fault
    assert service.work("2026-11-03T09:30+09:00") == [], "a failed try doesn't send it the sooner"
    with Issuer(service.popbill(), as_of=service.now) as issuer:
        assert issuer.cancel(invoices["error_before"], "wrong", None) == "cancelled"


def test_cancelled_at_popbill_or_sent_meanwhile(superuser: Connection, service: Service) -> None:

    set_supplier(superuser)
    tenants = [add_tenant(superuser, key) for key in ("one", "two", "three")]
    for tenant in tenants:
        add_statement(superuser, tenant, "2026-10-31", (1_000, 100))
    one, two, three = (
        row[3]
        for row in sorted(
            prepare(superuser, "2026-10", *tenants),
            key=lambda r: tenants.index(_tenant(superuser, r[3])),
        )
    )
    with Issuer(None, as_of=service.now) as issuer:
        assert issuer.cancel(three, "never tried, so Popbill isn't asked", None) == "cancelled"
    service.work("2026-11-03T09:00+09:00")
    by_key = {key: document for (_, key), document in service.state.documents.items()}
    keys = dict(
        superuser.execute("SELECT tax_invoice_id, document_key FROM billing.tax_invoice").fetchall()
    )
    by_key[keys[one]]["stateCode"] = 600  # somebody cancelled it on Popbill's own page
    by_key[keys[two]].update(stateCode=304, ntsresultDT="20261103120000")  # and sent this one
    with (
        Issuer(service.popbill(), as_of=service.now) as issuer,
        pytest.raises(Finding, match="was passed on to the tax service"),
    ):
        issuer.cancel(two, "too late", None)
    service.work("2026-11-04T09:00+09:00")
    states = dict(
        superuser.execute("SELECT tax_invoice_id, status FROM billing.tax_invoice").fetchall()
    )
    assert (states[one], states[two]) == ("cancelled", "sent")


def _tenant(superuser: Connection, invoice: UUID) -> UUID:
    row = superuser.execute(
        "SELECT tenant_id FROM billing.tax_invoice WHERE tax_invoice_id = %s", (invoice,)
    ).fetchone()
    assert row is not None
    return UUID(str(row[0]))


def test_a_deadline_that_a_worker_holds_is_not_cancelled(
    superuser: Connection, service: Service
) -> None:

    set_supplier(superuser)
    tenant = add_tenant(superuser, "cafe")
    add_statement(superuser, tenant, "2026-10-31", (1_000, 100))
    made = prepare(superuser, "2026-10", tenant)[0][3]
    superuser.execute("SELECT billing.claim_tax_invoice('busy', %s)", (service.now,))
    with (
        Issuer(service.popbill(), as_of=service.now) as issuer,
        pytest.raises(psycopg.Error) as refused,
    ):
        issuer.cancel(made, "wrong", None)
    assert refused.value.sqlstate == "MB501"


def test_the_simulator_runs_as_a_command(database: Clone) -> None:
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("mindgarden")), "simulator", "popbill"],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        url = process.stdout.readline().rsplit(" ", 1)[1].strip()
        assert url.startswith("http://127.0.0.1:")
        assert requests.get(f"{url}/Taxinvoice/SELL/x", timeout=5).status_code == 401
    finally:
        process.terminate()
        process.communicate(timeout=10)
