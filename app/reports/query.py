"""The one query module behind every format.

It reads the report views of schema `settlement`, always by tenant and statement. Amounts come
twice: `<name>_minor` as stored, and `<name>` in major units with the currency's decimals, both
made by the database. Nothing here or in a format computes with money.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import dict_row

from app.reports.model import STATEMENT_TAX, Parts, ReportChanged, Row, StatementNotFound
from app.reports.period import Period

STATEMENT_MONEY = (
    "gross_sales",
    "platform_discount",
    "refunds",
    "chargebacks",
    "net_sales",
    "platform_fee",
    "pg_fee",
    "fee_total",
    "fee_vat",
    "withholding",
    "income_tax",
    "local_tax",
    "net",
    "holdback",
    "holdback_release",
    "adjustments",
    "carry_in",
    "balance",
    "payout",
    "carry_out",
    "minimum_payout",
    *STATEMENT_TAX,
)
LINE_TAX = ("taxable_supply", "vat", "zero_rated", "tax_free")
LINE_MONEY = ("sales", "discount", "platform_fee", "pg_fee", "net", *LINE_TAX, "waived")
TAX_MONEY = ("supply", "vat", "amount")
TAX_TOTALS = ("net_sales", "fee_total")
GROUP_MONEY = (
    "sales",
    "refunds",
    "chargebacks",
    "discount",
    "platform_fee",
    "pg_fee",
    "net",
)
RULE_MONEY = ("fixed", "minimum", "maximum", "month_maximum", "fee")

# Cells of a CSV that a spreadsheet would run as a formula, in half and full width.
FORMULA_START = r"^[=+\-@＝＋－＠]"
CONTROL = r"[\x01-\x1f\x7f]+"
# Texts that may be either, or begin with blanks that hide it.
SUSPECT = r"^[ =+\-@＝＋－＠]|[\x01-\x1f\x7f]"

NOTHING = sql.SQL("")
LINE_ORDER = sql.SQL('r.settlement_day, r.occurred_at, r.ref COLLATE "C", r.payment_event_id')
FETCH_ROWS = 2_000
COPY_CHUNK_BYTES = 64 * 1024


def _view(name: str) -> sql.Identifier:
    return sql.Identifier("settlement", name)


def major(name: str) -> sql.Composable:
    """Minor units of `r.<name>_minor` in major units, exact, by the decimals of `c`."""
    return sql.SQL(
        "round(r.{minor}::numeric / 10::numeric ^ c.decimals::numeric, c.decimals::integer)"
    ).format(minor=sql.Identifier(f"{name}_minor"))


def major_of(name: str, decimals: int) -> sql.Composable:
    """The same where the decimals are known beforehand: no division for each row of a long list."""
    minor = sql.SQL("r.{}").format(sql.Identifier(f"{name}_minor"))
    if decimals == 0:
        return minor
    return sql.SQL("{} * {}::numeric").format(minor, sql.SQL(f"0.{'1':0>{decimals}}"))


def _amounts(money: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(major(name), sql.Identifier(name)) for name in money
    )


def _select(
    view: str,
    money: Sequence[str],
    order: sql.Composable,
    extra: sql.Composable = NOTHING,
) -> sql.Composed:
    return sql.SQL(
        "SELECT r.*, {amounts}, c.decimals{extra} "
        "FROM {view} AS r JOIN core.currency AS c ON c.currency = r.currency "
        "WHERE r.tenant_id = %(tenant)s AND r.statement_id = %(statement)s ORDER BY {order}"
    ).format(amounts=_amounts(money), extra=extra, view=_view(view), order=order)


# Tiers with their bounds in major units, as text: JSON has no exact decimals.
TIERS = sql.SQL(
    """, (
      SELECT jsonb_agg(jsonb_build_object(
        'percent', t.tier ->> 'percent',
        'up_to', round((t.tier ->> 'up_to')::numeric / 10::numeric ^ c.decimals::numeric,
          c.decimals::integer)::text
      ) ORDER BY t.position)
      FROM jsonb_array_elements(r.tiers) WITH ORDINALITY AS t (tier, position)
    ) AS tiers_major"""
)

WATERFALL = sql.SQL(
    """
    WITH spans AS (
      SELECT
        w.tenant_id, w.statement_id, w.step, w.code, w.amount_minor,
        CASE WHEN w.code = 'payout' THEN 0 ELSE w.running_minor - w.amount_minor END AS from_minor,
        CASE WHEN w.code = 'payout' THEN w.amount_minor ELSE w.running_minor END AS to_minor
      FROM settlement.statement_waterfall AS w
      WHERE w.tenant_id = %(tenant)s AND w.statement_id = %(statement)s
    ), edges AS (
      SELECT
        r.*,
        least(0, min(least(r.from_minor, r.to_minor)) OVER ()) AS low_minor,
        greatest(0, max(greatest(r.from_minor, r.to_minor)) OVER ()) AS high_minor
      FROM spans AS r
    )
    SELECT
      r.step, r.code, r.amount_minor, {amount} AS amount,
      round(coalesce((least(r.from_minor, r.to_minor) - r.low_minor) * 100.0
        / nullif(r.high_minor - r.low_minor, 0), 0), 3) AS bar_start,
      round(coalesce(abs(r.to_minor - r.from_minor) * 100.0
        / nullif(r.high_minor - r.low_minor, 0), 0), 3) AS bar_width,
      round(r.amount_minor * 100.0 / nullif(s.gross_sales_minor, 0), 1) AS share_of_sales
    FROM edges AS r
    JOIN settlement.statement_report AS s
      ON s.tenant_id = r.tenant_id AND s.statement_id = r.statement_id
    JOIN core.currency AS c ON c.currency = s.currency
    ORDER BY r.step
    """
).format(amount=major("amount"))


DAY_TOTALS = sql.SQL(
    """
    SELECT {amounts}, r.line_count
    FROM (
      SELECT {sums}, sum(d.line_count)::bigint AS line_count, min(d.currency) AS currency
      FROM settlement.statement_by_day AS d
      WHERE d.tenant_id = %(tenant)s AND d.statement_id = %(statement)s
    ) AS r
    LEFT JOIN core.currency AS c ON c.currency = r.currency
    """
).format(
    amounts=sql.SQL(", ").join(
        sql.SQL("coalesce({}, 0) AS {}").format(major(name), sql.Identifier(name))
        for name in GROUP_MONEY
    ),
    sums=sql.SQL(", ").join(
        sql.SQL("sum(d.{0})::bigint AS {0}").format(sql.Identifier(f"{name}_minor"))
        for name in GROUP_MONEY
    ),
)


def _rows(
    connection: Connection[Any],
    query: sql.Composed,
    tenant_id: UUID,
    statement_id: UUID,
) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(query, {"tenant": tenant_id, "statement": statement_id})
        return list(cursor.fetchall())


def statement(connection: Connection[Any], tenant_id: UUID, statement_id: UUID) -> Row:
    """The statement itself."""
    query = _select("statement_report", STATEMENT_MONEY, sql.SQL("r.statement_id"))
    found = _rows(connection, query, tenant_id, statement_id)
    if not found:
        raise StatementNotFound(f"no statement {statement_id} of tenant {tenant_id}")
    return found[0]


def parts(connection: Connection[Any], tenant_id: UUID, statement_id: UUID) -> Parts:
    """The statement with its sums and rules; the lines are read by `lines` or `copy_lines`."""

    def read(
        view: str, money: Sequence[str], order: str, extra: sql.Composable = NOTHING
    ) -> list[Row]:
        select = _select(view, money, sql.SQL(order), extra)
        return _rows(connection, select, tenant_id, statement_id)

    return Parts(
        statement=statement(connection, tenant_id, statement_id),
        waterfall=_rows(connection, WATERFALL, tenant_id, statement_id),
        tax=read("statement_tax", TAX_MONEY, "r.step"),
        by_day=read("statement_by_day", GROUP_MONEY, "r.settlement_day"),
        totals=_rows(connection, DAY_TOTALS, tenant_id, statement_id)[0],
        by_method=read("statement_by_method", GROUP_MONEY, 'r.method COLLATE "C"'),
        by_branch=read("statement_by_branch", GROUP_MONEY, 'r.branch_code COLLATE "C"'),
        fee_rules=read(
            "statement_fee_rule",
            RULE_MONEY,
            'r.component DESC, r.owner DESC, r.method COLLATE "C", r.category COLLATE "C", '
            'r.channel COLLATE "C", r.valid_from, r.fee_rule_id',
            TIERS,
        ),
        adjustments=read(
            "statement_adjustment",
            ("amount",),
            "r.effective_on, r.adjusted_on, r.adjustment_id",
        ),
    )


def lines(connection: Connection[Any], of: Row) -> Iterator[Row]:
    """Every line of the statement in settlement order, a few thousand in memory at a time."""
    query = _select(
        "line_report",
        LINE_MONEY,
        LINE_ORDER,
        sql.SQL(", r.occurred_at AT TIME ZONE {zone} AS occurred_local").format(
            zone=sql.Literal(of["time_zone"])
        ),
    )
    count = 0
    with connection.cursor(name="report_lines", row_factory=dict_row) as cursor:
        cursor.itersize = FETCH_ROWS
        cursor.execute(query, {"tenant": of["tenant_id"], "statement": of["statement_id"]})
        for row in cursor:
            count += 1
            yield row
    _require_count(of, count)


def safe_text(value: sql.Composable) -> sql.Composable:
    """A CSV cell that no spreadsheet takes for a formula and no reader for two rows.

    One look says of nearly every text that it is harmless as it is; only others are rewritten.
    """
    return sql.SQL(
        "CASE WHEN {value} ~ {suspect} THEN (SELECT CASE WHEN t.v ~ {formula} THEN '''' || t.v ELSE t.v END "
        "FROM (SELECT ltrim(regexp_replace({value}, {control}, ' ', 'g'))) AS t (v)) ELSE {value} END"
    ).format(
        suspect=sql.Literal(SUSPECT),
        formula=sql.Literal(FORMULA_START),
        control=sql.Literal(CONTROL),
        value=value,
    )


def copy_out(connection: Connection[Any], select: sql.Composable) -> Iterator[bytes]:
    """The rows of a SELECT as CSV with CRLF, by COPY, in constant memory.

    COPY takes no parameters, so every value in the SELECT is a quoted literal.
    """
    command = sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT csv, ENCODING 'UTF8')").format(select)
    held = bytearray()
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for data in copy:
            held += data
            if len(held) >= COPY_CHUNK_BYTES:
                yield bytes(held.replace(b"\n", b"\r\n"))
                held.clear()
    yield bytes(held.replace(b"\n", b"\r\n"))


def lines_select(
    of: Row, columns: Sequence[sql.Composable], day: date | None = None
) -> sql.Composable:
    """The statement's lines in settlement order, or those of one day, with every value as a literal."""
    return sql.SQL(
        "SELECT {columns} FROM {view} AS r "
        "WHERE r.tenant_id = {tenant} AND r.statement_id = {statement}{day} ORDER BY {order}"
    ).format(
        columns=sql.SQL(", ").join(columns),
        view=_view("line_report"),
        tenant=sql.Literal(of["tenant_id"]),
        statement=sql.Literal(of["statement_id"]),
        day=sql.SQL(" AND r.settlement_day = {}").format(sql.Literal(day)) if day else NOTHING,
        order=LINE_ORDER,
    )


def copy_lines(
    connection: Connection[Any], of: Row, columns: Sequence[sql.Composable]
) -> Iterator[bytes]:
    """The statement's lines as CSV; the columns see the line as `r`.

    Day by day, which is how they are ordered: the first line doesn't wait for a sort of all, the server sorts and joins
    little at a time, and no statement runs for long.
    """
    count = 0
    day = of["period_start"]
    while day <= of["period_end"]:
        for chunk in copy_out(connection, lines_select(of, columns, day)):
            count += chunk.count(b"\r\n")
            yield chunk
        day += timedelta(days=1)
    _require_count(of, count)


def _require_count(of: Row, count: int) -> None:
    if count != of["line_count"]:
        raise ReportChanged(
            f"statement {of['statement_number']} has {of['line_count']} lines, {count} were found: "
            "it was reopened meanwhile; make the report again"
        )


def of_period(
    connection: Connection[Any], period: Period, tenant_key: str | None = None
) -> list[Row]:
    """The statements of a period that count (not void), tenants in byte order, then by period.

    A month stands for every period that ends in it.
    """
    choice = "r.period_end BETWEEN %(first)s AND %(last)s"
    if not period.is_month:
        choice = "r.period_start = %(first)s AND r.period_end = %(last)s"
    select = sql.SQL(
        "SELECT r.*, {amounts}, c.decimals FROM settlement.statement_report AS r "
        "JOIN core.currency AS c ON c.currency = r.currency "
        "WHERE r.status <> 'void' AND {choice} "
        "AND (%(tenant_key)s::text IS NULL OR r.tenant_key = %(tenant_key)s) "
        'ORDER BY r.tenant_key COLLATE "C", r.period_start, r.period_end'
    ).format(amounts=_amounts(STATEMENT_MONEY), choice=sql.SQL(choice))
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            select,
            {"first": period.first, "last": period.last, "tenant_key": tenant_key},
        )
        return list(cursor.fetchall())
