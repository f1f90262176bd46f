"""One line of a statement: why its fees are what they are."""

from uuid import UUID

from flask import abort, render_template

from app.tenant.settlement.line_list import fetch_explanation, fetch_line, fetch_original
from app.tenant.settlement.statement import fetch_statement_head
from app.tenant.visit import visit


def show_line(statement_id: UUID, payment_event_id: UUID) -> str:
    """Explain a line: the rule that applied, the formula, and the rules that didn't apply."""
    with visit("settlement.read_statement") as visitor:
        connection, tenant_id = visitor.connection, visitor.tenant_id
        statement = fetch_statement_head(connection, tenant_id, statement_id)
        line = fetch_line(connection, tenant_id, statement_id, payment_event_id)
        if statement is None or line is None:
            abort(404)
        original = (
            fetch_original(connection, tenant_id, line["original_ref"])
            if line["original_ref"]
            else None
        )
        return render_template(
            "settlement/line.html",
            visitor=visitor,
            statement=statement,
            line=line,
            original=original,
            explanation=fetch_explanation(connection, tenant_id, payment_event_id),
        )
