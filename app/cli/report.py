"""`mindgarden report`: one tenant's statement as a file, or all statements of a period."""

import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import click

from app.db.connection import connect
from app.failure import BadInput
from app.reports import FORMATS, Format, Locale, query, render
from app.reports import vat as vat_report
from app.reports.document import statement_document
from app.reports.model import Row
from app.reports.period import Period, parse

# Reading reports over all tenants is a question, so it is asked by the role that can only read.
ROLE = "mg_auditor"
TO_STANDARD_OUTPUT = "-"


@click.group()
def report() -> None:
    """Statements as files and lists."""


@report.command()
@click.option("--tenant", required=True, metavar="KEY", help="Key of the tenant.")
@click.option("--period", required=True, help="YYYY-MM, or START..END for one period.")
@click.option("--format", "format_name", required=True, type=click.Choice(FORMATS))
@click.option("--locale", default="ko", show_default=True, type=click.Choice(("ko", "en")))
@click.option(
    "--output",
    required=True,
    metavar="FILE",
    help="File to write; - is standard output.",
)
@click.option("--json", "as_json", is_flag=True, help="Say as JSON what was written.")
def statement(
    tenant: str, period: str, format_name: str, locale: str, output: str, as_json: bool
) -> None:
    """One tenant's statement as CSV, Excel, PDF or JSON."""
    wanted = parse(period)
    with connect(ROLE) as connection:
        connection.execute("SELECT settlement.find_tenant(%s)", (tenant,))
        of = _the_one(query.of_period(connection, wanted, tenant), tenant, wanted)
        made = render(
            connection,
            of["tenant_id"],
            of["statement_id"],
            cast(Format, format_name),
            cast(Locale, locale),
        )
        if output == TO_STANDARD_OUTPUT:
            for chunk in made.chunks:
                sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
            return
        size = write_whole(Path(output), made.chunks)
    if as_json:
        written = {
            "file": output,
            "bytes": size,
            "tenant": tenant,
            "statement_number": of["statement_number"],
            "format": format_name,
        }
        click.echo(json.dumps(written, ensure_ascii=False))
    else:
        click.echo(f"{output}: statement {of['statement_number']} of {tenant}, {size:,} bytes")


@report.command()
@click.option("--period", required=True, help="YYYY-MM, or START..END for one period.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, as `simulate` does.")
def statements(period: str, as_json: bool) -> None:
    """All tenants' statements of a period; a month means all periods that end in it."""
    with connect(ROLE) as connection:
        found = query.of_period(connection, parse(period))
    if as_json:
        documents = [statement_document(of) for of in found]
        click.echo(json.dumps({"statements": documents}, ensure_ascii=False, indent=1))
        return
    if not found:
        click.echo(f"no statements in {period}", err=True)
        return
    _print_table(found)


@report.command()
@click.option("--tenant", required=True, metavar="KEY", help="Key of the tenant.")
@click.option("--period", required=True, help="YYYY-MM, or a quarter: YYYYQ1 to YYYYQ4.")
@click.option(
    "--format", "format_name", default="csv", show_default=True, type=click.Choice(("csv", "json"))
)
@click.option("--locale", default="ko", show_default=True, type=click.Choice(("ko", "en")))
@click.option(
    "--output",
    default=TO_STANDARD_OUTPUT,
    metavar="FILE",
    help="File to write (default: standard output).",
)
def vat(tenant: str, period: str, format_name: str, locale: str, output: str) -> None:
    """A tenant's sales by tax, and the fees it paid, for its VAT return."""
    wanted = vat_report.parse(period)
    with connect(ROLE) as connection:
        row = connection.execute("SELECT settlement.find_tenant(%s)", (tenant,)).fetchone()
        assert row is not None
        if format_name == "json":
            found = vat_report.rows(connection, row[0], wanted)
            chunks = iter([(vat_report.document(found, tenant, wanted) + "\n").encode()])
        else:
            chunks = vat_report.csv_chunks(connection, row[0], wanted, cast(Locale, locale))
        if output == TO_STANDARD_OUTPUT:
            for chunk in chunks:
                sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
        else:
            click.echo(
                f"{output}: VAT of {tenant} in {period}, {write_whole(Path(output), chunks):,} bytes"
            )


def _the_one(found: list[Row], tenant: str, period: Period) -> Row:
    """The only statement found; otherwise say which periods there are."""
    if not found:
        raise BadInput(
            f"tenant {tenant} has no statement in {period}",
            hint="`mindgarden report statements --period YYYY-MM` lists those there are",
        )
    if len(found) > 1:
        spans = ", ".join(f"{of['period_start']}..{of['period_end']}" for of in found)
        raise BadInput(
            f"tenant {tenant} has {len(found)} statements in {period}",
            hint=f"name one as --period START..END: {spans}",
        )
    return found[0]


def write_whole(target: Path, chunks: Iterable[bytes]) -> int:
    """Write all chunks or leave the target as it was; returns the size."""
    size = 0
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise BadInput(
            f"can't write {target}: {error.strerror}", hint="name a folder that exists"
        ) from error
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += file.write(chunk)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except OSError as error:
        raise BadInput(f"can't write {target}: {error.strerror}") from error
    finally:
        Path(name).unlink(missing_ok=True)
    return size


def _print_table(found: list[Row]) -> None:
    """The statements as a table for people."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold")
    for name, justify in (
        ("tenant", "left"),
        ("number", "left"),
        ("period", "left"),
        ("status", "left"),
        ("lines", "right"),
        ("gross sales", "right"),
        ("fees + VAT", "right"),
        ("payout", "right"),
        ("carry out", "right"),
        ("payout date", "left"),
    ):
        table.add_column(name, justify=cast(Any, justify), no_wrap=True)
    for of in found:
        table.add_row(
            of["tenant_key"],
            of["statement_number"],
            f"{of['period_start']}..{of['period_end']}",
            of["status"],
            f"{of['line_count']:,}",
            f"{of['gross_sales']:,}",
            f"{of['fee_total']:,}",
            f"{of['payout']:,} {of['currency']}",
            f"{of['carry_out']:,}",
            str(of["payout_date"]),
        )
    Console(width=None if sys.stdout.isatty() else 200).print(table)
