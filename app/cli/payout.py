"""`mindgarden payout`: batches of payouts, from what falls due to what the bank answered."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from app.cli.actor import actor_id, acts_as
from app.cli.payout_account import account, banks
from app.cli.payout_exception import exceptions, resolve
from app.cli.payout_gateway import balance, refresh, seller, webhook
from app.cli.payout_query import one, rows_of
from app.db.connection import connect
from app.i18n.money import digits

SHOWN_FAULTS = 20
_BATCH = click.argument("batch")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def payout() -> None:
    """Pay tenants: prepare, approve, file, send, result. BATCH is a number like P20261125-1."""


for command in (account, banks, seller, refresh, webhook, balance, exceptions, resolve):
    payout.add_command(command)


@payout.command()
@click.option("--on", "payout_on", type=_DAY, help="The payout day (default: today in Seoul).")
@click.option(
    "--channel", type=click.Choice(["bank_file", "toss"]), default="bank_file", show_default=True
)
@click.option("--tenant", "tenant_keys", multiple=True, help="Only these tenants.")
@acts_as
@_JSON
def prepare(
    payout_on: datetime | None,
    channel: str,
    tenant_keys: tuple[str, ...],
    actor_email: str | None,
    as_json: bool,
) -> None:
    """Put what falls due by a day into a batch. What may not be paid is named with the reason (exit code 1)."""
    _prepare(payout_on, channel, tenant_keys, None, actor_email, as_json)


@payout.command()
@_BATCH
@click.option("--on", "payout_on", type=_DAY, help="The payout day (default: today in Seoul).")
@click.option(
    "--channel", type=click.Choice(["bank_file", "toss"]), default="bank_file", show_default=True
)
@acts_as
@_JSON
def retry(
    batch: str, payout_on: datetime | None, channel: str, actor_email: str | None, as_json: bool
) -> None:
    """Put what failed in a batch into a new one."""
    _prepare(payout_on, channel, (), batch, actor_email, as_json)


def _prepare(
    payout_on: datetime | None,
    channel: str,
    tenant_keys: tuple[str, ...],
    retry_of: str | None,
    actor_email: str | None,
    as_json: bool,
) -> None:
    with connect("mg_batch") as connection:
        tenants = [
            one(connection, "SELECT settlement.find_tenant(%s)", (key,)) for key in tenant_keys
        ]
        rows = connection.execute(
            "SELECT batch_number, tenant_key, statement_id::text, period_end::text, reference, amount_minor, currency,"
            " bank_code, masked_number, blocked_by FROM settlement.prepare_payout_batch("
            "coalesce(%s::date, (now() AT TIME ZONE 'Asia/Seoul')::date), %s, %s::uuid[], now(), %s, %s)",
            (
                payout_on.date() if payout_on else None, channel, tenants or None, retry_of,
                actor_id(connection, actor_email),
            ),
        ).fetchall()  # fmt: skip
    names = (
        "batch", "tenant", "statement_id", "period_end", "reference", "amount_minor", "currency",
        "bank_code", "account", "blocked_by",
    )  # fmt: skip
    found = [dict(zip(names, row, strict=True)) for row in rows]
    payouts = [row for row in found if row["blocked_by"] is None]
    blocked = [row for row in found if row["blocked_by"] is not None]
    if as_json:
        number = payouts[0]["batch"] if payouts else None
        document = {"batch": number, "payouts": payouts, "blocked": blocked}
        click.echo(json.dumps(document, ensure_ascii=False))
    elif payouts:
        _print_batch(payouts[0]["batch"])
    else:
        click.echo("nothing to pay: no batch was made")
    for row in blocked:
        click.echo(
            f"tenant {row['tenant']}, period to {row['period_end']}: {row['blocked_by']}", err=True
        )
    if blocked:
        sys.exit(1)


@payout.command()
@_BATCH
@acts_as
@_JSON
def approve(batch: str, actor_email: str | None, as_json: bool) -> None:
    """Approve a prepared batch, as another person than who prepared it."""
    _step(
        "SELECT settlement.approve_payout_batch(%(batch)s, %(actor)s)", batch, actor_email, as_json
    )


@payout.command()
@_BATCH
@click.option("--reason", required=True, help="Why; it is kept.")
@click.option(
    "--file-unused", is_flag=True, help="A file was written, and nobody uploaded it at the bank."
)
@acts_as
@_JSON
def cancel(
    batch: str, reason: str, file_unused: bool, actor_email: str | None, as_json: bool
) -> None:
    """Take back a batch that was not sent; its statements can be paid again."""
    _step(
        "SELECT settlement.cancel_payout_batch(%(batch)s, %(reason)s, %(unused)s, %(actor)s)",
        batch, actor_email, as_json, reason=reason, unused=file_unused,
    )  # fmt: skip


@payout.command("file")
@_BATCH
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), help="File, or folder (--per-bank)."
)
@click.option("--per-bank", is_flag=True, help="One file a bank, named BATCH-BANK.csv.")
@click.option(
    "--encoding", type=click.Choice(["cp949", "utf-8"]), default="cp949", show_default=True
)
@acts_as
@_JSON
def write_file(
    batch: str,
    output: Path,
    per_bank: bool,
    encoding: str,
    actor_email: str | None,
    as_json: bool,
) -> None:
    """Write the bank's transfer file of an approved batch, with control totals. It holds whole account numbers."""
    written = []
    with connect("mg_batch") as connection:
        actor = actor_id(connection, actor_email)
        number = one(
            connection, "SELECT batch_number FROM settlement.list_payout_batch(%s)", (batch,)
        )
        codes = [""]
        if per_bank:
            output.mkdir(parents=True, exist_ok=True)
            codes = [row[0] for row in connection.execute(
                "SELECT DISTINCT bank_code FROM settlement.list_payout(%s) ORDER BY 1", (batch,))]  # fmt: skip
        for code in codes:
            row = connection.execute(
                "SELECT content, content_sha256, row_count, total_minor, currency"
                " FROM settlement.write_bank_file(%s, %s, %s, %s)",
                (batch, code, encoding, actor),
            ).fetchone()
            assert row is not None
            path = output / f"{number}-{code}.csv" if per_bank else output
            _write_privately(path, row[0])
            names = ("content_sha256", "row_count", "total_minor", "currency")
            written.append({"file": str(path), **dict(zip(names, row[1:], strict=True))})
    if as_json:
        click.echo(json.dumps({"batch": number, "files": written}))
        return
    for made in written:
        click.echo(
            f"{made['file']}: {made['row_count']} payouts, {digits(made['total_minor'], 0)} {made['currency']},"
            f" sha256 {made['content_sha256']}"
        )


def _write_privately(path: Path, content: bytes) -> None:
    """Only its owner may read what holds account numbers."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)


@payout.command()
@_BATCH
@acts_as
@_JSON
def send(batch: str, actor_email: str | None, as_json: bool) -> None:
    """Say that the file was uploaded at the bank; or hand the payouts to the gateway, as often as needed."""
    from app.payout import gateway

    with connect("mg_batch", autocommit=True) as connection:
        actor = actor_id(connection, actor_email)
        channel = one(connection, "SELECT channel FROM settlement.list_payout_batch(%s)", (batch,))
        port = gateway.port() if channel == "toss" else None
        status = one(connection, "SELECT settlement.send_payout_batch(%s, %s)", (batch, actor))
        outcome = gateway.submit(connection, port, batch, actor) if port else None
    if as_json:
        document: dict[str, Any] = {"batch": batch, "status": status}
        click.echo(json.dumps(document | ({"gateway": vars(outcome)} if outcome else {})))
    else:
        click.echo(f"batch {batch}: {status}")
        if outcome:
            click.echo(
                f"{len(outcome.taken)} taken by the gateway, {len(outcome.refused)} refused,"
                f" {len(outcome.unsure)} unsure"
            )
    if outcome and outcome.unsure:
        click.echo(
            "unsure payouts may have been taken: send again, which asks by the same references", err=True
        )  # fmt: skip
        sys.exit(1)


@payout.command()
@click.argument("file", type=click.Path(path_type=Path))
@acts_as
@_JSON
def result(file: Path, actor_email: str | None, as_json: bool) -> None:
    """Take the bank's answer: reference, status, paid_on, and amount, code, reason if there are. All of it or nothing."""
    from app.payout.result_file import take

    with connect("mg_batch") as connection:
        answers, faults = take(connection, file, actor_id(connection, actor_email))
    counts = {
        name: sum(1 for answer in answers if answer.outcome == name)
        for name in ("recorded", "unchanged", "exception")
    }
    if as_json:
        document = counts | {
            "exceptions": [a.reference for a in answers if a.outcome == "exception"],
            "faults": [vars(fault) for fault in faults],
        }
        click.echo(json.dumps(document, ensure_ascii=False))
    elif not faults:
        click.echo(", ".join(f"{number} {name}" for name, number in counts.items()))
    for fault in faults[:SHOWN_FAULTS]:
        click.echo(f"line {fault.line}, {fault.column}: {fault.fault}", err=True)
    if len(faults) > SHOWN_FAULTS:
        click.echo(f"... and {len(faults) - SHOWN_FAULTS} more", err=True)
    if faults:
        click.echo("nothing was taken: mend these rows, or ask the bank", err=True)
        sys.exit(2)
    if counts["exception"]:
        click.echo("some answers contradict earlier ones: mindgarden payout exceptions", err=True)
        sys.exit(1)


@payout.command("list")
@_JSON
def list_batches(as_json: bool) -> None:
    """List the batches with their control totals, newest first."""
    with connect("mg_batch") as connection:
        rows = rows_of(connection, "SELECT * FROM settlement.list_payout_batch()", ())
    if as_json:
        click.echo(json.dumps({"batches": rows}, default=str, ensure_ascii=False))
        return
    for row in rows:
        click.echo(_batch_line(row))


@payout.command()
@_BATCH
@_JSON
def show(batch: str, as_json: bool) -> None:
    """Show a batch and its payouts, accounts masked."""
    if not as_json:
        _print_batch(batch)
        return
    with connect("mg_batch") as connection:
        rows = rows_of(connection, "SELECT * FROM settlement.list_payout_batch(%s)", (batch,))
        payouts = rows_of(connection, "SELECT * FROM settlement.list_payout(%s)", (batch,))
    click.echo(json.dumps(rows[0] | {"payouts": payouts}, default=str, ensure_ascii=False))


@payout.command()
@click.option("--tenant", "tenant_key", help="Only this tenant.")
@click.option("--on", "as_of", type=_DAY, help="As seen at noon in Seoul of this day (now).")
@_JSON
def forecast(tenant_key: str | None, as_of: datetime | None, as_json: bool) -> None:
    """What will be paid when. Estimates (open periods before fees, and what moves with them) are marked with ~."""
    with connect("mg_batch") as connection:
        tenant = (
            one(connection, "SELECT settlement.find_tenant(%s)", (tenant_key,)) if tenant_key else None
        )  # fmt: skip
        rows = rows_of(
            connection,
            "SELECT f.*, c.decimals FROM settlement.payout_forecast(%s, coalesce("
            "(%s::date + time '12:00') AT TIME ZONE 'Asia/Seoul', now())) AS f JOIN core.currency AS c USING (currency)",
            (tenant, as_of.date() if as_of else None),
        )
    if as_json:
        click.echo(json.dumps({"forecast": rows}, default=str, ensure_ascii=False))
        return
    for row in rows:
        about = "~" if row["is_estimate"] else ""
        late = ", overdue" if row["is_overdue"] else ""
        click.echo(
            f"{row['expected_on']}  {row['tenant_key']}  {about}{digits(row['amount_minor'], row['decimals'])}"
            f" {row['currency']}  {row['source']} to {row['period_end']}"
            f"{', ' + row['status'] if row['status'] else ''}{late}"
        )


def _step(query: str, batch: str, actor_email: str | None, as_json: bool, **more: Any) -> None:
    with connect("mg_batch") as connection:
        values = {"batch": batch, "actor": actor_id(connection, actor_email), **more}
        row = connection.execute(query.encode(), values).fetchone()
    assert row is not None
    click.echo(
        json.dumps({"batch": batch, "status": row[0]}) if as_json else f"batch {batch}: {row[0]}"
    )


def _batch_line(row: dict[str, Any]) -> str:
    return (
        f"{row['batch_number']}  {row['payout_on']}  {row['channel']}  {row['status']}: {row['payout_count']} payouts,"
        f" {digits(row['total_minor'], 0)} {row['currency']}; {row['succeeded_count']} paid, {row['failed_count']} failed"
    )


def _print_batch(batch: str) -> None:
    with connect("mg_batch") as connection:
        rows = rows_of(connection, "SELECT * FROM settlement.list_payout_batch(%s)", (batch,))
        payouts = rows_of(connection, "SELECT * FROM settlement.list_payout(%s)", (batch,))
    click.echo(_batch_line(rows[0]))
    for row in payouts:
        why = " ".join(filter(None, (row["failure_code"], row["failure_reason"])))
        click.echo(
            f"  {row['reference']}  {row['tenant_key']}  {row['bank_code']} {row['masked_number']} {row['holder_name']}"
            f"  {digits(row['amount_minor'], 0)}  {row['status']}{': ' + why if why else ''}"
        )
