"""`mindgarden tax-invoice`: headquarters' tax invoices for its fees, from draft to the tax service."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import click
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from app.cli.actor import actor_id, acts_as
from app.db.connection import connect
from app.failure import BadInput
from app.reports.period import parse

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_MONTH = click.option(
    "--month", required=True, metavar="YYYY-MM", help="The month whose fees are billed."
)
_ID = click.argument("tax_invoice_id", metavar="ID", type=click.UUID)
_TENANT = click.option("--tenant", "tenant_key", metavar="KEY", help="Only this tenant.")
_AS_OF = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help="The instant that counts as now (2026-11-03T09:00:00+09:00)."
)  # fmt: skip
_DAY = click.DateTime(["%Y-%m-%d"])
_PARTS = {
    "items": """
        SELECT item_code, name_ko, name_en, supply_minor, tax_minor, currency FROM billing.tax_invoice_item
        WHERE tenant_id = %(tenant)s AND tax_invoice_id = %(id)s ORDER BY item_no""",
    "statements": """
        SELECT f.statement_id, f.schedule_code, f.period_end, f.status, l.is_live
        FROM billing.tax_invoice_statement AS l JOIN billing.statement_fee AS f USING (tenant_id, statement_id)
        WHERE l.tenant_id = %(tenant)s AND l.tax_invoice_id = %(id)s ORDER BY f.period_end, f.schedule_code""",
    "amendments": """
        SELECT tax_invoice_id, amendment_kind, amendment_part, written_on, supply_minor, tax_minor, status, approval_number
        FROM billing.tax_invoice_report
        WHERE tenant_id = %(tenant)s AND amends_id = %(id)s ORDER BY written_on, tax_invoice_id""",
    "owed": """
        SELECT item_code, supply_minor, tax_minor, currency FROM billing.tax_invoice_balance
        WHERE tenant_id = %(tenant)s AND tax_invoice_id = %(id)s ORDER BY item_code""",
}
PROFILE = ("ceo_name", "business_type", "business_item", "contact_name", "contact_email")


@click.group("tax-invoice")
def tax_invoice() -> None:
    """Tax invoices for headquarters' fees: prepare, issue, send, amend, cancel."""


@tax_invoice.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--from",
    "valid_from",
    required=True,
    type=_DAY,
    help="First date of documents that it stands on.",
)
@acts_as
def supplier(file: Path, valid_from: datetime, actor_email: str | None) -> None:
    """Set headquarters as the supplier, from a JSON file."""
    try:
        given = json.loads(file.read_text())
    except ValueError as error:
        raise BadInput(f"{file} is no JSON", detail=str(error)) from error
    with connect("mg_batch") as connection:
        connection.execute(
            "SELECT billing.record_supplier(%s, %s, %s)",
            (Jsonb(given), valid_from.date(), actor_id(connection, actor_email)),
        )
    click.echo(f"supplier of tax invoices from {valid_from.date()}: {given['name']}")


@tax_invoice.command()
@click.option("--tenant", "tenant_key", required=True, metavar="KEY")
@click.option("--ceo-name")
@click.option("--business-type", help="업태")
@click.option("--business-item", help="종목")
@click.option("--contact-name")
@click.option("--contact-email")
@acts_as
def profile(tenant_key: str, actor_email: str | None, **given: str | None) -> None:
    """Set what tax invoices say of a tenant beyond name, number and address."""
    fields = {name: given[name] for name in PROFILE if given[name] is not None}
    if not fields:
        raise BadInput("nothing to set", hint="Give at least one of the options.")
    with connect("mg_batch") as connection:
        connection.execute(
            "SELECT billing.set_tax_profile(settlement.find_tenant(%s), %s, %s)",
            (tenant_key, Jsonb(fields), actor_id(connection, actor_email)),
        )
    click.echo(f"{tenant_key}: {', '.join(fields)}")


@tax_invoice.command()
@_MONTH
@_TENANT
@_AS_OF
@acts_as
@_JSON
def prepare(
    month: str,
    tenant_key: str | None,
    as_of: datetime | None,
    actor_email: str | None,
    as_json: bool,
) -> None:
    """Make the drafts of a month, one a tenant; again changes nothing. Exit code 1 if a tenant needs a person."""
    with connect("mg_batch") as connection:
        rows = connection.cursor(row_factory=dict_row).execute(
            "SELECT * FROM billing.prepare_tax_invoice("
            "%s, CASE WHEN %s::text IS NOT NULL THEN ARRAY[settlement.find_tenant(%s)] END, %s, %s)",
            (_first(month), tenant_key, tenant_key, _now(as_of), actor_id(connection, actor_email)),
        ).fetchall()  # fmt: skip
    _print(rows, as_json, "{tenant_key}: {outcome}", ("reason",))
    if any(row["outcome"] == "exception" for row in rows):
        sys.exit(1)


@tax_invoice.command()
@click.option("--limit", type=click.IntRange(min=1), help="At most so many documents.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=30.0,
    show_default=True,
    help="Seconds to wait for an answer.",
)
@_AS_OF
@_JSON
def issue(limit: int | None, timeout: float, as_of: datetime | None, as_json: bool) -> None:
    """Issue and send what is due. Exit code 1 if anything was refused."""
    from app.integrations import popbill
    from app.tax_invoice import Issuer

    with Issuer(popbill.configured(timeout=timeout), as_of=as_of) as issuer:
        done = [
            {"tax_invoice_id": o.tax_invoice_id, "document_key": o.document_key, "status": o.status, "trouble": o.trouble}
            for o in issuer.work(limit)
        ]  # fmt: skip
    _print(done, as_json, "{document_key}: {status}", ("trouble",))
    if any(row["status"] == "failed" for row in done):
        sys.exit(1)


@tax_invoice.command("list")
@click.option("--month", metavar="YYYY-MM", help="Only this month's.")
@_TENANT
@click.option(
    "--status", type=click.Choice(("draft", "issuing", "issued", "sent", "failed", "cancelled"))
)
@_JSON
def list_all(month: str | None, tenant_key: str | None, status: str | None, as_json: bool) -> None:
    """List tax invoices; persons are masked."""
    rows = _report(
        "(%(month)s::date IS NULL OR r.invoice_month = %(month)s) AND (%(tenant)s::text IS NULL OR r.tenant_key = %(tenant)s)"
        " AND (%(status)s::text IS NULL OR r.status = %(status)s)",
        {"month": _first(month) if month else None, "tenant": tenant_key, "status": status},
    )
    _print(
        rows, as_json,
        "{tax_invoice_id}  {tenant_key}  {invoice_month:%Y-%m}  {written_on}  {supply_minor:,} + {tax_minor:,} {currency}"
        "  {status}  due {due_on}",
        ("amendment_kind", "approval_number", "error"),
    )  # fmt: skip


@tax_invoice.command()
@_ID
@_JSON
def show(tax_invoice_id: UUID, as_json: bool) -> None:
    """Show one with its items, statements, amendments, and what is still owed under it; persons are masked."""
    found = _report("r.tax_invoice_id = %(id)s", {"id": tax_invoice_id})
    if not found:
        raise BadInput(
            f"unknown tax invoice {tax_invoice_id}", hint="mindgarden tax-invoice list names them."
        )
    values = {"tenant": found[0]["tenant_id"], "id": tax_invoice_id}
    with connect("mg_auditor") as connection:
        cursor = connection.cursor(row_factory=dict_row)
        parts = {
            name: cursor.execute(query.encode(), values).fetchall()
            for name, query in _PARTS.items()
        }
    if as_json:
        click.echo(json.dumps({**found[0], **parts}, default=str, ensure_ascii=False, indent=1))
        return
    for name, value in found[0].items():
        if value not in (None, ""):
            click.echo(f"{name:<26} {value}")
    for name, rows in parts.items():
        for row in rows:
            click.echo(
                f"{name:<26} {'  '.join(str(value) for value in row.values() if value is not None)}"
            )


@tax_invoice.command()
@_ID
@click.option(
    "--kind",
    required=True,
    type=click.IntRange(1, 6),
    help="1 errors, 2 changed supply, 3 returned, 4 rescinded, 5 letter of credit, 6 issued twice.",
)
@click.option(
    "--on", "caused_on", type=_DAY, help="Day of the cause (2 to 5), or the corrected date (1)."
)
@click.option(
    "--items",
    help='JSON: [{"item": "platform_fee", "supply": -1000, "tax": -100}]; see the explanation page.',
)
@click.option("--reason", required=True)
@click.option(
    "--key", "request_key", help="The same key is the same amendment (default: a new one)."
)
@_AS_OF
@acts_as
@_JSON
def amend(
    tax_invoice_id: UUID, kind: int, caused_on: datetime | None, items: str | None, reason: str, request_key: str | None,
    as_of: datetime | None, actor_email: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Amend a tax invoice that the tax service has: the drafts of the amendment."""
    try:
        given = None if items is None else Jsonb(json.loads(items))
    except ValueError as error:
        raise BadInput("--items is no JSON", detail=str(error)) from error
    with connect("mg_batch") as connection:
        rows = connection.cursor(row_factory=dict_row).execute(
            "SELECT * FROM billing.amend_tax_invoice(%s, %s, %s, %s, %s, %s, %s, %s)",
            (tax_invoice_id, kind, caused_on.date() if caused_on else None, given, reason, request_key or str(uuid4()),
             _now(as_of), actor_id(connection, actor_email)),
        ).fetchall()  # fmt: skip
    _print(
        rows,
        as_json,
        "{tax_invoice_id}: {amendment_part} of {written_on}, {supply_minor:,} + {tax_minor:,}, {status}",
        (),
    )


@tax_invoice.command()
@_ID
@click.option("--reason", required=True)
@_AS_OF
@acts_as
def cancel(
    tax_invoice_id: UUID, reason: str, as_of: datetime | None, actor_email: str | None
) -> None:
    """Cancel one that the tax service doesn't have; its statements may be billed anew."""
    from app.tax_invoice import Issuer

    with connect("mg_batch") as connection:
        actor = actor_id(connection, actor_email)
    with Issuer(None, as_of=as_of) as issuer:
        click.echo(f"{tax_invoice_id}: {issuer.cancel(tax_invoice_id, reason, actor)}")


@tax_invoice.command()
@_ID
@acts_as
def retry(tax_invoice_id: UUID, actor_email: str | None) -> None:
    """Let a failed one be tried again, once the cause is seen to."""
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT billing.retry_tax_invoice(%s, %s)",
            (tax_invoice_id, actor_id(connection, actor_email)),
        ).fetchone()
    assert row is not None
    click.echo(f"{tax_invoice_id}: {row[0]}")


@tax_invoice.command()
@click.option(
    "--days",
    type=click.IntRange(0, 60),
    default=3,
    show_default=True,
    help="So many days before the deadline.",
)
@_AS_OF
@_JSON
def alarm(days: int, as_of: datetime | None, as_json: bool) -> None:
    """Say what is not issued or sent near its deadline. Exit code 1 if there is anything."""
    with connect("mg_batch") as connection:
        rows = connection.cursor(row_factory=dict_row).execute(
            "SELECT * FROM billing.tax_invoice_alarm(%s, %s)", (_now(as_of), days)
        ).fetchall()  # fmt: skip
    if as_json:
        click.echo(json.dumps(rows, default=str, ensure_ascii=False))
    for row in rows:
        cost = f" (late costs {row['penalty_minor']:,} so far)" if row["penalty_minor"] else ""
        click.echo(
            "alarm: {tenant_key}: {problem} by {due_on}: {subject}: {reason}".format(**row) + cost,
            err=True,
        )
    if rows:
        sys.exit(1)


def _report(condition: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    query = f"SELECT r.* FROM billing.tax_invoice_report AS r WHERE {condition}"  # noqa: S608
    query += " ORDER BY r.written_on, r.tenant_key, r.tax_invoice_id"
    with connect("mg_auditor") as connection:
        return connection.cursor(row_factory=dict_row).execute(query.encode(), values).fetchall()


def _print(rows: list[dict[str, Any]], as_json: bool, form: str, more: tuple[str, ...]) -> None:
    if as_json:
        click.echo(json.dumps(rows, default=str, ensure_ascii=False))
        return
    for row in rows:
        extra = "".join(f"  {row[name]}" for name in more if row[name] is not None)
        click.echo(form.format(**row) + extra)


def _first(month: str) -> date:
    period = parse(month)
    if not period.is_month:
        raise BadInput(f"{month!r} is no month", hint="write YYYY-MM")
    return period.first


def _now(as_of: datetime | None) -> datetime:
    return as_of or datetime.now(UTC)
