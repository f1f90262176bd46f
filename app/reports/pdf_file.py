"""A statement as a PDF to print and file: A4, both parties, totals, days, rules, content hash."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from psycopg import Connection

from app.reports import fee_rule, labels, party, query
from app.reports.document import content_hash
from app.reports.model import Locale, Row

TEMPLATES = Path(__file__).parent / "templates"
MINUS = "\N{MINUS SIGN}"
WEEKDAYS = {
    "ko": "월화수목금토일",
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
# Steps that a reader wants to see even when nothing happened.
ALWAYS_SHOWN = ("gross_sales", "platform_fee", "pg_fee", "fee_vat", "payout")


@cache
def environment() -> Environment:
    """The templates; a missing name is an error, never an empty cell."""
    return Environment(
        loader=PackageLoader("app.reports", "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def amount(value: Decimal) -> str:
    """An amount with separators and a real minus sign."""
    return fee_rule.plain(value).replace("-", MINUS)


def day(value: date | None, locale: Locale) -> str:
    """`2026-11-16 (월)`."""
    if value is None:
        return ""
    return f"{value.isoformat()} ({WEEKDAYS[locale][value.weekday()]})"


def moment(value: datetime | None, zone: str) -> str:
    """A date and time on the tenant's clock."""
    if value is None:
        return ""
    return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def html(connection: Connection[Any], of: Row, locale: Locale) -> str:
    """The statement as one self-contained page, which becomes the PDF."""
    parts = query.parts(connection, of["tenant_id"], of["statement_id"])
    statement = parts.statement

    def word(code: str) -> str:
        return labels.word(code, locale)

    steps = [
        step
        for step in parts.waterfall
        if step["amount_minor"] != 0 or step["code"] in ALWAYS_SHOWN
    ]
    return (
        environment()
        .get_template("statement.html")
        .render(
            parts=parts,
            s=statement,
            steps=steps,
            tax=[
                row for row in parts.tax if row["amount_minor"] or row["code"] in query.TAX_TOTALS
            ],
            tax_totals=query.TAX_TOTALS,
            locale=locale,
            sender=party.headquarters(locale),
            receiver=party.tenant(statement, locale),
            content_hash=content_hash(statement),
            w=word,
            status=labels.status_word(statement["status"], locale),
            amount=amount,
            day=lambda value: day(value, locale),
            moment=lambda value: moment(value, statement["time_zone"]),
            name=lambda row, prefix: labels.name(row, prefix, locale),
            rule=fee_rule,
            style=(TEMPLATES / "statement.css").read_text(encoding="utf-8"),
        )
    )


def chunks(connection: Connection[Any], of: Row, locale: Locale) -> Iterator[bytes]:
    """The PDF in one piece; the same statement in the same state gives the same bytes."""
    from weasyprint import (
        HTML,
    )  # loading it takes a second, and only this format needs it

    identifier = hashlib.sha256(f"{content_hash(of)} {of['status']} {locale}".encode()).digest()[
        :16
    ]
    document = HTML(string=html(connection, of, locale), url_fetcher=_refuse)
    yield document.write_pdf(pdf_identifier=identifier, pdf_variant="pdf/ua-1")


def _refuse(url: str, *_: Any, **__: Any) -> Any:
    """A statement needs nothing from outside; whatever asks for it is not ours."""
    raise ValueError(f"a statement loads nothing from outside: {url}")
