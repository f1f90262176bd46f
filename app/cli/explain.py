"""`mindgarden explain`: why a line of a statement is what it is."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import click
import psycopg

from app.db.connection import connect
from app.failure import BadInput

_WORDS = {
    "ko": {
        "platform": "플랫폼 수수료",
        "pg": "결제대행 수수료",
        "discount": "할인",
        "rule": "규칙",
        "others": "적용되지 않은 규칙",
        "any": "모든 결제",
        "tenant": "자체 계약",
        "plan": "요금제",
        "from": "{}부터",
        "until": "{}부터 {} 전까지",
    },
    "en": {
        "platform": "platform fee",
        "pg": "gateway fee",
        "discount": "discount",
        "rule": "rule",
        "others": "rules that did not apply",
        "any": "any payment",
        "tenant": "own contract",
        "plan": "plan",
        "from": "from {}",
        "until": "from {}, before {}",
    },
}


@click.command()
@click.argument("statement_line")
@click.option(
    "--tenant",
    "tenant_key",
    metavar="KEY",
    help="The tenant, if STATEMENT_LINE is only a reference.",
)
@click.option("--locale", type=click.Choice(("ko", "en")), default="ko", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, in both languages.")
def explain(statement_line: str, tenant_key: str | None, locale: str, as_json: bool) -> None:
    """Explain a settled event: the fee rule that won and why the others did not, the formula with its numbers.

    STATEMENT_LINE is the event's id, or TENANT/REF like cafe/p0030.
    """
    with connect("mg_auditor") as connection:
        tenant_id, event_id = _find(connection, statement_line, tenant_key)
        row = connection.execute(
            "SELECT settlement.explain_line(%s, %s)", (tenant_id, event_id)
        ).fetchone()
    assert row is not None
    explanation: dict[str, Any] = row[0]
    if as_json:
        click.echo(json.dumps(explanation, ensure_ascii=False, indent=1))
    else:
        _print(explanation, locale)


def _find(
    connection: psycopg.Connection[Any], statement_line: str, tenant_key: str | None
) -> tuple[UUID, UUID]:
    try:
        event_id: UUID | None = UUID(statement_line)
        ref: str | None = None
    except ValueError:
        event_id, ref = None, statement_line
        if tenant_key is None:
            tenant_key, slash, ref = statement_line.partition("/")
            if not slash:
                raise BadInput(
                    f"{statement_line} is neither an event's id nor TENANT/REF",
                    hint="give TENANT/REF, or the reference and --tenant KEY",
                ) from None
    # A reference that was taken back and imported again names the later event.
    found = connection.execute(
        """SELECT e.tenant_id, e.payment_event_id FROM commerce.payment_event AS e
        JOIN tenancy.tenant AS t ON t.tenant_id = e.tenant_id
        WHERE (%(key)s::text IS NULL OR t.tenant_key = %(key)s)
          AND (%(event)s::uuid IS NULL OR e.payment_event_id = %(event)s) AND (%(ref)s::text IS NULL OR e.ref = %(ref)s)
        ORDER BY e.payment_event_id DESC LIMIT 1""",
        {"key": tenant_key, "event": event_id, "ref": ref},
    ).fetchone()
    if found is None:
        raise BadInput(
            f"no event {statement_line}" + (f" of tenant {tenant_key}" if tenant_key else ""),
            hint="the references of a statement stand in `mindgarden report statement … --format csv`",
        )
    return found[0], found[1]


def _print(explanation: dict[str, Any], locale: str) -> None:
    words = _WORDS[locale]
    codes = " · ".join(
        filter(None, (explanation[name] for name in ("method", "category", "channel")))
    )
    click.echo(
        f"{explanation['ref']} · {explanation['kind']} · {explanation[f'sales_{locale}']}"
        f" · {explanation['business_day']} · {codes}"
    )
    for component in explanation["components"]:
        click.echo(f"\n{words[component['component']]}: {component[f'formula_{locale}']}")
        if component["rule"]:
            click.echo(f"  {words['rule']}: {_rule(component['rule'], words)}")
        if component["rejected"]:
            click.echo(f"  {words['others']}:")
        for other in component["rejected"]:
            click.echo(f"    {_rule(other['rule'], words)}\n      {other[f'reason_{locale}']}")
    if explanation["discount"]:
        click.echo(f"\n{words['discount']}: {explanation['discount'][f'formula_{locale}']}")


def _rule(rule: dict[str, Any], words: dict[str, str]) -> str:
    selected = " · ".join(filter(None, (rule[name] for name in ("method", "category", "channel"))))
    owner = words[rule["owner"]] + (f" {rule['plan_key']}" if rule["plan_key"] else "")
    rate = (
        f"{rule['percent']}%"
        if rule["percent"]
        else " / ".join(f"{tier['percent']}%" for tier in rule["tiers"])
    )
    valid = words["until"] if rule["valid_to"] else words["from"]
    return f"{owner} · {selected or words['any']} · {rate} · {valid.format(rule['valid_from'], rule['valid_to'])}"
