"""Writes a download down before it begins: what breaks off half way was sent as well."""

from uuid import UUID

from flask import abort
from sqlalchemy import text

from app.tenant.settlement.statement import fetch_statement_head
from app.tenant.visit import visit


def note_export(statement_id: UUID | None, file_format: str) -> None:
    """Note that the visitor downloads a statement, or (None) the list of them, in a transaction of its own."""
    with visit("settlement.export_statement", whole_tenant=True, by_application=True) as visitor:
        if statement_id is not None and not fetch_statement_head(
            visitor.connection, visitor.tenant_id, statement_id
        ):
            abort(404)  # not the visitor's, or hidden by a rule
        query = text("SELECT audit.note_export(:statement, :format)")
        visitor.connection.execute(query, {"statement": statement_id, "format": file_format})
