"""`mindgarden books`: journal, trial balance, export to another accounting system, opening balances."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, cast

import click
import psycopg

from app.books import query, rows_file, table_file
from app.books.query import Scope, Step
from app.cli.actor import actor_id, acts_as
from app.cli.report import ROLE, TO_STANDARD_OUTPUT, write_whole
from app.db.connection import connect
from app.failure import BadInput
from app.reports.model import Locale
from app.reports.period import MONTH, parse

Command = TypeVar("Command", bound=Callable[..., Any])
_DAY = click.DateTime(["%Y-%m-%d"])
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_LOCALE = click.option("--locale", default="ko", show_default=True, type=click.Choice(("ko", "en")))
_FORMAT = click.option(
    "--format",
    "format_name",
    type=click.Choice(("table", *table_file.FILE_FORMATS)),
    default="table",
    show_default=True,
)
_OUTPUT = click.option(
    "--output", metavar="FILE", help="File to write; - is standard output (the default)."
)


def _scoped(*steps: str) -> Callable[[Command], Command]:
    """The options that say which books and days, and how they are summed."""

    def decorate(command: Command) -> Command:
        for option in (
            click.option("--by", "step", type=click.Choice(steps), default=steps[0], show_default=True),
            click.option("--currency", help="Only this currency, like KRW."),
            click.option("--hq", "is_hq", is_flag=True, help="Headquarters: all books summed up."),
            click.option("--tenant", "tenant_key", metavar="KEY", help="One tenant's book (default: all books)."),
            click.option("--month", help="YYYY-MM, instead of --from and --through."),
            click.option("--through", "last", type=_DAY, help="Last day."),
            click.option("--from", "first", type=_DAY, help="First day."),
        ):  # fmt: skip
            command = option(command)
        return command

    return decorate


@click.group()
def books() -> None:
    """Journal and trial balance by day, month, tenant and headquarters; export and opening balances."""


@books.command()
@_scoped("entry", "day", "month")
@_FORMAT
@_LOCALE
@_OUTPUT
def journal(format_name: str, locale: str, output: str | None, **scope: Any) -> None:
    """The journal: every entry with its legs, or sums by day or month, in our own accounts."""
    with _reading() as connection:
        asked = _scope(connection, **scope)
        table = query.journal(asked, cast(Locale, locale))
        _deliver(connection, asked, table, format_name, locale, output)


@books.command("trial-balance")
@_scoped("all", "day", "month")
@_FORMAT
@_LOCALE
@_OUTPUT
def trial_balance(format_name: str, locale: str, output: str | None, **scope: Any) -> None:
    """Opening, debits, credits and closing balance of every account."""
    with _reading() as connection:
        asked = _scope(connection, **scope)
        table = query.trial_balance(asked, cast(Locale, locale))
        _deliver(connection, asked, table, format_name, locale, output)
        for total in query.balance_totals(connection, asked):
            click.echo(
                f"{total['currency']}: debits {total['debit']:,}, credits {total['credit']:,};"
                f" debit balances {total['closing_debit']:,}, credit balances {total['closing_credit']:,}",
                err=True,
            )


@books.command()
@_scoped("entry", "day", "month")
@click.option("--mapping", "mapping_key", required=True, metavar="KEY", help="Whose account codes.")
@click.option("--format", "format_name", required=True, type=click.Choice(("csv", "xlsx")))
@_LOCALE
@click.option(
    "--output", required=True, metavar="FILE", help="File to write; - is standard output."
)
@_JSON
def export(
    mapping_key: str, format_name: str, locale: str, output: str, as_json: bool, **scope: Any
) -> None:
    """The journal as another accounting system imports it: one row a side, with that system's account codes."""
    with _reading() as connection:
        asked = _scope(connection, **scope)
        checked = query.check_export(connection, asked, mapping_key)
        table = query.export(asked, mapping_key, cast(Locale, locale), checked)
        made = table_file.chunks(connection, table, cast(Any, format_name), cast(Locale, locale))
        size = _write(output, made)
    said = {
        "file": output, "bytes": size, "mapping": mapping_key, "rows": checked["line_count"],
        "currency": checked["currency"] or "",
        "debit": str(checked["debit"] or 0), "credit": str(checked["credit"] or 0),
    }  # fmt: skip
    if output == TO_STANDARD_OUTPUT:
        return
    click.echo(
        json.dumps(said, ensure_ascii=False)
        if as_json
        else f"{output}: {checked['line_count']:,} rows, debits {said['debit']} = credits {said['credit']} {said['currency']}"
    )


@books.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", help="The same key and content is posted once (default: the file's hash).")
@acts_as
@_JSON
def opening(file: Path, key: str | None, actor_email: str | None, as_json: bool) -> None:
    """Post the opening balances of FILE (CSV: tenant_key, account, side, amount, date): all of it or nothing."""
    rows = rows_file.read(file, rows_file.OPENING_COLUMNS, ("currency",))
    request_key = key or f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
    with connect("mg_batch") as connection:
        days = sorted({row["date"] for row in rows if _is_day(row["date"])})
        connection.execute("SELECT settlement.ensure_partition(%s::date[])", (days,))
        posted = connection.execute(
            "SELECT tenant_key, opening_id, opened_on, currency, amount_minor, is_new"
            " FROM settlement.record_opening(%s, %s, %s)",
            (json.dumps(rows), request_key, actor_id(connection, actor_email)),
        ).fetchall()
    if as_json:
        names = ("tenant", "opening_id", "opened_on", "currency", "amount_minor", "is_new")
        found = [dict(zip(names, row, strict=True)) for row in posted]
        click.echo(json.dumps({"key": request_key, "openings": found}, default=str))
        return
    new = sum(1 for row in posted if row[5])
    click.echo(f"{new} openings posted, {len(posted) - new} unchanged")
    click.echo(f"key {request_key} (take it back: mindgarden books reverse-opening {request_key})")


@books.command("reverse-opening")
@click.argument("key")
@acts_as
def reverse_opening(key: str, actor_email: str | None) -> None:
    """Take the opening balances of KEY back as a whole, by entries with the sides swapped."""
    with connect("mg_batch") as connection:
        row = connection.execute(
            "SELECT settlement.reverse_opening(%s, %s)", (key, actor_id(connection, actor_email))
        ).fetchone()
    assert row is not None
    click.echo(
        f"{row[0]} openings reversed" if row[0] else "they were reversed already: nothing changed"
    )


@books.command()
@_JSON
def openings(as_json: bool) -> None:
    """List the keys of opening balances, newest first."""
    names = ("key", "tenants", "first_day", "last_day", "posted_at", "is_reversed")
    with connect("mg_batch") as connection:
        rows = connection.execute("SELECT * FROM settlement.list_opening()").fetchall()
    if as_json:
        found = [dict(zip(names, row, strict=True)) for row in rows]
        click.echo(json.dumps({"openings": found}, default=str))
        return
    for key, tenants, first, last, posted_at, is_reversed in rows:
        state = "reversed" if is_reversed else "posted"
        click.echo(f"{key}  {state} {posted_at:%Y-%m-%d %H:%M}  {tenants} tenants, {first}..{last}")


@books.group()
def mapping() -> None:
    """The codes that our accounts have in other accounting systems."""


@mapping.command("set")
@click.argument("mapping_key")
@click.argument("account")
@click.argument("code")
@click.argument("name")
@click.option("--from", "valid_from", type=_DAY, help="First day (default: always).")
@acts_as
def set_mapping(
    mapping_key: str, account: str, code: str, name: str, valid_from: datetime | None, actor_email: str | None
) -> None:  # fmt: skip
    """ACCOUNT is called CODE and NAME in the system MAPPING_KEY, until the next code given for it."""
    _map(mapping_key, [{"account": account, "code": code, "name": name,
                        "from": str(valid_from.date()) if valid_from else ""}], actor_email)  # fmt: skip


@mapping.command("import")
@click.argument("mapping_key")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@acts_as
def import_mapping(mapping_key: str, file: Path, actor_email: str | None) -> None:
    """Set the codes of FILE (CSV: account, code, name, and from if it isn't always): all of it or nothing."""
    _map(mapping_key, rows_file.read(file, rows_file.MAPPING_COLUMNS, ("from",)), actor_email)


@mapping.command("list")
@click.argument("mapping_key", required=False)
@_JSON
def list_mapping(mapping_key: str | None, as_json: bool) -> None:
    """List the codes, of one system or all; an account without one is listed too."""
    names = ("mapping", "account", "account_name", "code", "name", "from", "to")
    with connect(ROLE) as connection:
        rows = connection.execute(
            "SELECT k.mapping_key, a.account_code, a.name_ko, m.outside_code, m.name_ko,"
            " nullif(lower(m.valid_during), '-infinity'), nullif(upper(m.valid_during), 'infinity')"
            " FROM (SELECT DISTINCT o.mapping_key FROM ledger.account_mapping AS o"
            "   WHERE %(key)s::text IS NULL OR o.mapping_key = %(key)s) AS k"
            " CROSS JOIN ledger.account AS a"
            " LEFT JOIN ledger.account_mapping AS m ON m.mapping_key = k.mapping_key AND m.account_code = a.account_code"
            " ORDER BY 1, 2, lower(m.valid_during)",
            {"key": mapping_key},
        ).fetchall()
    if as_json:
        found = [dict(zip(names, row, strict=True)) for row in rows]
        click.echo(json.dumps({"mapping": found}, default=str, ensure_ascii=False))
        return
    for key, account, account_name, code, name, first, until in rows:
        days = f"  {first or ''}..{until or ''}" if first or until else ""
        click.echo(
            f"{key}  {account} {account_name}: {f'{code} {name}' if code else 'no code'}{days}"
        )


def _map(mapping_key: str, rows: list[dict[str, str]], actor_email: str | None) -> None:
    with connect("mg_batch") as connection:
        actor = actor_id(connection, actor_email)
        done = [
            connection.execute(
                "SELECT ledger.map_account(%s, %s, %s, %s, coalesce(nullif(%s, ''), '-infinity')::date, %s)",
                (mapping_key, row["account"], row["code"], row["name"], row.get("from", ""), actor),
            ).fetchone()
            for row in rows
        ]
    mapped = done.count(("mapped",))
    click.echo(f"mapping {mapping_key}: {mapped} accounts mapped, {len(done) - mapped} unchanged")


def _reading() -> psycopg.Connection[Any]:
    """A connection whose statements all see one moment, so that totals are those of the rows."""
    connection = connect(ROLE)
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return connection


def _scope(
    connection: psycopg.Connection[Any], *, first: datetime | None, last: datetime | None, month: str | None,
    tenant_key: str | None, is_hq: bool, currency: str | None, step: str,
) -> Scope:  # fmt: skip
    if is_hq and tenant_key:
        raise BadInput("--hq sums all books, --tenant names one", hint="give one of them")
    tenants = None
    if tenant_key:
        row = connection.execute("SELECT settlement.find_tenant(%s)", (tenant_key,)).fetchone()
        assert row is not None
        tenants = [row[0]]
    begins, ends = _days(first, last, month)
    return Scope(tenants, begins, ends, cast(Step, step), is_hq, currency)


def _days(first: datetime | None, last: datetime | None, month: str | None) -> tuple[date, date]:
    hint = "give --month YYYY-MM, or --from and --through"
    if month and not first and not last and MONTH.fullmatch(month):
        period = parse(month)
        return period.first, period.last
    if month or not first or not last:
        raise BadInput("the days are missing or given twice", hint=hint)
    if first > last:
        raise BadInput(f"{first.date()} is after {last.date()}", hint=hint)
    return first.date(), last.date()


def _deliver(
    connection: psycopg.Connection[Any], scope: Scope, table: table_file.Table, format_name: str, locale: str, output: str | None
) -> None:  # fmt: skip
    if format_name == "table":
        _print(connection, table, cast(Locale, locale))
        return
    table = replace(table, decimals=query.decimals(connection, scope))
    made = table_file.chunks(connection, table, cast(Any, format_name), cast(Locale, locale))
    size = _write(output or TO_STANDARD_OUTPUT, made)
    if output and output != TO_STANDARD_OUTPUT:
        click.echo(f"{output}: {size:,} bytes")


def _write(output: str, chunks: Any) -> int:
    if output != TO_STANDARD_OUTPUT:
        return write_whole(Path(output), chunks)
    size = sum(sys.stdout.buffer.write(chunk) for chunk in chunks)
    sys.stdout.buffer.flush()
    return size


def _print(connection: psycopg.Connection[Any], table: table_file.Table, locale: Locale) -> None:
    """Row by row, so that a long journal begins at once."""
    click.echo("  ".join(column.name(locale) for column in table.columns))
    for row in table_file.rows(connection, table):
        cells = (
            f"{value:,}" if isinstance(value, Decimal | int) else str(value or "") for value in row
        )
        click.echo("  ".join(cells))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
