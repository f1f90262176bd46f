"""Writes a download down before it begins: what breaks off half way was sent as well."""

from uuid import UUID

from sqlalchemy import text

from app.tenant.visit import visit


def note_export(statement_id: UUID | None, file_format: str) -> None:
    """Note that the visitor downloads a statement, or (None) the list of them, in a transaction of its own."""
    with visit("settlement.export_statement", whole_tenant=True, by_application=True) as visitor:
        query = text("SELECT audit.note_export(:statement, :format)")
        visitor.connection.execute(query, {"statement": statement_id, "format": file_format})
