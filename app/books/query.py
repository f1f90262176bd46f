"""What the books are asked: scopes, and the tables that are printed, written and exported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import dict_row

from app.books.table_file import Column, Table, money, plain, text
from app.reports.model import Locale, Row
from app.reports.query import major

Step = Literal["entry", "day", "month", "all"]


@dataclass(frozen=True)
class Scope:
    """Which books, which days, and how they are summed. No tenants: all; is_total: all books as one."""

    tenants: list[UUID] | None
    first: date
    last: date
    step: Step
    is_total: bool = False
    currency: str | None = None


def _call(routine: str, *values: Any) -> sql.Composed:
    """A routine of the books with literals: COPY takes no parameters."""
    schema, _, name = routine.partition(".")
    # The first one is the list of tenants; a null has no type of its own.
    first = sql.SQL("CAST({} AS uuid[])").format(sql.Literal(values[0]))
    arguments: list[sql.Composable] = [first, *map(sql.Literal, values[1:])]
    return sql.SQL("{}({})").format(sql.Identifier(schema, name), sql.SQL(", ").join(arguments))


def _in_currency(source: sql.Composed, scope: Scope) -> sql.Composed:
    return sql.SQL("(SELECT s.* FROM {} AS s WHERE {} IN ('', s.currency))").format(
        source, sql.Literal(scope.currency or "")
    )


def _tenant_columns() -> list[Column]:
    key, name = (
        sql.SQL("(SELECT n.{} FROM tenancy.tenant AS n WHERE n.tenant_id = r.tenant_id)").format(
            sql.Identifier(column)
        )
        for column in ("tenant_key", "name_ko")
    )
    return [
        Column("tenant_key", "테넌트", "Tenant", 16, key, True),
        Column("tenant_name", "테넌트명", "Tenant name", 20, name, True),
    ]


def _account_name(side: str, locale: Locale) -> sql.Composable:
    return sql.SQL(
        "coalesce((SELECT a.{} FROM ledger.account AS a WHERE a.account_code = r.{}), r.{})"
    ).format(sql.Identifier(f"name_{locale}"), sql.Identifier(side), sql.Identifier(side))


def journal(scope: Scope, locale: Locale) -> Table:
    """The journal in our own accounts: every entry, or sums by day or month."""
    debit = Column("debit_name", "차변", "Debit", 18, _account_name("debit_account", locale), True)
    credit = Column(
        "credit_name", "대변", "Credit", 18, _account_name("credit_account", locale), True
    )
    accounts = [
        text("debit_account", "차변계정", "Debit account", 20),
        debit,
        text("credit_account", "대변계정", "Credit account", 20),
        credit,
        money("amount", "금액", "Amount"),
        plain("currency", "통화", "Currency", 8),
    ]
    if scope.step == "entry":
        return Table(
            "분개장",
            "Journal",
            [
                plain("posted_on", "전표일자", "Date", 12),
                text("entry_number", "전표번호", "Entry", 30),
                text("tenant_key", "테넌트", "Tenant", 16),
                text("source_type", "원천", "Source", 16),
                text("leg", "항목", "Leg", 18),
                *accounts,
                text(f"narration_{locale}", "적요", "Narration", 44),
            ],
            sql.SQL(
                "(SELECT j.* FROM settlement.journal_entry AS j"
                " WHERE (CAST({tenants} AS uuid[]) IS NULL OR j.tenant_id = ANY ({tenants}))"
                " AND j.posted_on BETWEEN {first} AND {last} AND {currency} IN ('', j.currency))"
            ).format(
                tenants=sql.Literal(scope.tenants),
                first=sql.Literal(scope.first),
                last=sql.Literal(scope.last),
                currency=sql.Literal(scope.currency or ""),
            ),
            sql.SQL('r.posted_on, r.tenant_key COLLATE "C", r.entry_number, r.leg'),
        )
    totals = _call(
        "ledger.journal_total", scope.tenants, scope.first, scope.last, scope.step, scope.is_total
    )
    return Table(
        "일계표" if scope.step == "day" else "월계표",
        "Journal totals",
        [
            plain("period_start", "시작일", "From", 12),
            plain("period_end", "종료일", "Through", 12),
            *([] if scope.is_total else _tenant_columns()),
            *accounts,
            plain("transfer_count", "건수", "Transfers", 10),
        ],
        _in_currency(totals, scope),
        sql.SQL("r.period_start, 3, r.currency, r.debit_account, r.credit_account"),
    )


def trial_balance(scope: Scope, locale: Locale) -> Table:
    """Opening, debits, credits and closing of every account; over all days, or by day or month."""
    source = _call(
        "ledger.account_balance", scope.tenants, scope.first, scope.last, scope.step, scope.is_total
    )
    return Table(
        "합계잔액시산표",
        "Trial balance",
        [
            plain("period_start", "시작일", "From", 12),
            plain("period_end", "종료일", "Through", 12),
            *([] if scope.is_total else _tenant_columns()),
            text("account_code", "계정", "Account", 20),
            Column(
                "account_name",
                "계정명",
                "Account name",
                18,
                _account_name("account_code", locale),
                True,
            ),
            text("nature", "성격", "Nature", 10),
            money("opening", "기초", "Opening"),
            money("debit", "차변", "Debit"),
            money("credit", "대변", "Credit"),
            money("closing", "잔액", "Closing"),
            plain("currency", "통화", "Currency", 8),
        ],
        _in_currency(source, scope),
        sql.SQL("r.period_start, 3, r.currency, r.account_code"),
    )


def balance_totals(connection: Connection[Any], scope: Scope) -> list[Row]:
    """The last line of the trial balance, by currency, as the database sums it."""
    select = sql.SQL(
        "SELECT r.currency, {amounts} FROM {source} AS r"
        " JOIN core.currency AS c ON c.currency = r.currency ORDER BY r.currency"
    ).format(
        amounts=sql.SQL(", ").join(
            sql.SQL("{} AS {}").format(major(name), sql.Identifier(name))
            for name in ("debit", "credit", "closing_debit", "closing_credit")
        ),
        source=_in_currency(
            _call("ledger.balance_total", scope.tenants, scope.first, scope.last), scope
        ),
    )
    with connection.cursor(row_factory=dict_row) as cursor:
        return list(cursor.execute(select).fetchall())


def decimals(connection: Connection[Any], scope: Scope) -> int:
    """The most decimals that an amount of these books can have."""
    row = connection.execute(
        "SELECT coalesce(max(c.decimals), 0) FROM tenancy.tenant AS t JOIN core.currency AS c ON c.currency = t.currency"
        " WHERE %(tenants)s::uuid[] IS NULL OR t.tenant_id = ANY (%(tenants)s)",
        {"tenants": scope.tenants},
    ).fetchone()
    assert row is not None
    return int(row[0])


def check_export(connection: Connection[Any], scope: Scope, mapping_key: str) -> Row:
    """What the export will hold: line_count, debit, credit, currency, decimals; refused where it can't be."""
    select = sql.SQL(
        "SELECT r.line_count, r.currency, coalesce(c.decimals, 0)::integer AS decimals, {debit} AS debit, {credit} AS credit"
        " FROM {source} AS r LEFT JOIN core.currency AS c ON c.currency = r.currency"
    ).format(
        debit=major("debit"),
        credit=major("credit"),
        source=_export("settlement.check_export", scope, mapping_key),
    )
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(select).fetchone()
    assert row is not None
    return row


def export(scope: Scope, mapping_key: str, locale: Locale, checked: Row) -> Table:
    """The journal as accounting programs take it: one row a side, with their codes."""
    debit, credit = ("차변", "대변") if locale == "ko" else ("debit", "credit")
    side = sql.SQL("CASE r.side WHEN 'debit' THEN {} ELSE {} END").format(
        sql.Literal(debit), sql.Literal(credit)
    )
    return Table(
        "전표",
        "Journal",
        [
            plain("entry_on", "전표일자", "Date", 12),
            text("entry_number", "전표번호", "Entry", 30),
            Column("side", "구분", "Side", 8, side),
            plain("outside_code", "계정코드", "Account", 12),  # its CHECK lets no formula in
            text("outside_name", "계정명", "Account name", 20),
            text("partner_code", "거래처코드", "Partner", 16),
            text("partner_name", "거래처명", "Partner name", 24),
            text(f"narration_{locale}", "적요", "Narration", 44),
            money("amount", "금액", "Amount"),
            plain("currency", "통화", "Currency", 8),
        ],
        _export("settlement.export_journal", scope, mapping_key),
        sql.SQL(
            "r.entry_on, r.partner_code COLLATE \"C\", r.entry_number, r.side = 'credit', r.account_code, r.amount_minor"
        ),
        decimals=checked["decimals"],
        totals=(
            ("차변 합계" if locale == "ko" else "Debits", checked["debit"]),
            ("대변 합계" if locale == "ko" else "Credits", checked["credit"]),
            ("행 수" if locale == "ko" else "Rows", checked["line_count"]),
        ),
    )


def _export(routine: str, scope: Scope, mapping_key: str) -> sql.Composed:
    return _call(
        routine,
        scope.tenants,
        scope.first,
        scope.last,
        scope.step,
        scope.is_total,
        scope.currency,
        mapping_key,
    )
