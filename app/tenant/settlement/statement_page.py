"""One statement: what is paid, how it was worked out, and everything it is made of."""

from typing import Any, Final
from uuid import UUID

from flask import abort, render_template, request
from sqlalchemy import Connection, RowMapping

from app.tenant.settlement.breakdown import fetch_breakdown
from app.tenant.settlement.line_filter import KINDS, LineFilter
from app.tenant.settlement.line_list import (
    fetch_branches,
    fetch_line_totals,
    fetch_lines,
    fetch_methods,
)
from app.tenant.settlement.statement import fetch_neighbours, fetch_statement, fetch_statement_head
from app.tenant.settlement.statement_filter import read_filter
from app.tenant.settlement.waterfall import RULER, fetch_waterfall
from app.tenant.visit import visit

# What is made of a branch's own lines alone: all that its limited members see.
_BRANCH_TABS: Final = (None, "lines", "methods")


def show_statement(statement_id: UUID) -> str:
    """Show a statement with the tab that the address asks for."""
    asked = read_filter(LineFilter, request.args.to_dict())
    with visit("settlement.read_statement") as visitor:
        connection, tenant_id = visitor.connection, visitor.tenant_id
        fetch = fetch_statement_head if visitor.branch else fetch_statement
        statement = fetch(connection, tenant_id, statement_id)
        if statement is None:
            abort(404)
        if visitor.branch:
            if asked.tab not in _BRANCH_TABS:
                abort(403)
            return render_template(
                "settlement/branch_statement.html",
                visitor=visitor,
                asked=asked,
                tab=asked.tab or "lines",
                statement=statement,
                branches=(),
                **_tab_content(connection, statement, asked),
            )
        earlier, later = fetch_neighbours(connection, statement)
        return render_template(
            "settlement/statement.html",
            visitor=visitor,
            asked=asked,
            tab=asked.tab or "lines",
            statement=statement,
            earlier=earlier,
            later=later,
            ruler=RULER,
            waterfall=fetch_waterfall(connection, tenant_id, statement_id),
            branches=fetch_branches(connection, tenant_id),
            **_tab_content(connection, statement, asked),
        )


def _tab_content(
    connection: Connection, statement: RowMapping, asked: LineFilter
) -> dict[str, Any]:
    tenant_id, statement_id = statement["tenant_id"], statement["statement_id"]
    tab = asked.tab or "lines"
    if tab != "lines":
        return fetch_breakdown(connection, tenant_id, statement_id, tab)
    return {
        "kinds": KINDS,
        "methods": fetch_methods(connection, tenant_id, statement_id),
        "page": fetch_lines(connection, tenant_id, statement_id, asked),
        "totals": fetch_line_totals(connection, tenant_id, statement_id, asked),
    }
