"""The list of statements."""

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from app.tenant.settlement.branch_list import fetch_branch_statements
from app.tenant.settlement.statement_filter import STATES, StatementFilter, read_filter
from app.tenant.settlement.statement_list import (
    fetch_month_sums,
    fetch_next_payout,
    fetch_statements,
    fetch_totals,
)
from app.tenant.visit import visit


def read_list_filter(arguments: MultiDict[str, str]) -> StatementFilter:
    """Read what an address asks of the list."""
    states = [state for state in arguments.getlist("status") if state]
    asked: StatementFilter = read_filter(StatementFilter, {**arguments.to_dict(), "status": states})
    return asked


def show_list() -> str:
    """Show the statements that the address asks for, with the sums of all of them."""
    asked = read_list_filter(request.args)
    with visit("settlement.read_statement") as visitor:
        connection, tenant_id = visitor.connection, visitor.tenant_id
        if visitor.branch:
            code = visitor.branch["branch_code"]
            return render_template(
                "settlement/branch_list.html",
                visitor=visitor,
                asked=asked,
                page=fetch_branch_statements(connection, tenant_id, code, asked),
            )
        return render_template(
            "settlement/list.html",
            visitor=visitor,
            asked=asked,
            states=STATES,
            page=fetch_statements(connection, tenant_id, asked),
            totals=fetch_totals(connection, tenant_id, asked),
            next_payout=fetch_next_payout(connection, tenant_id),
            month_sums=fetch_month_sums(connection, tenant_id),
        )
