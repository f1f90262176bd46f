"""A statement as a file. The file is written while it is sent: any size, the same memory."""

from contextlib import ExitStack
from itertools import chain
from uuid import UUID

from flask import Response, abort

from app.reports import FORMATS, StatementNotFound, render
from app.tenant.language import current_language
from app.tenant.settlement.export_note import note_export
from app.tenant.visit import visit


def send_report(statement_id: UUID, file_format: str) -> Response:
    """Send a statement as CSV, XLSX, PDF or JSON in the visitor's language.

    The transaction stays open until the last byte is sent, and is closed whatever happens then.
    """
    if file_format not in FORMATS:
        abort(404)
    note_export(statement_id, file_format)
    with ExitStack() as opened:
        visitor = opened.enter_context(
            visit("settlement.export_statement", whole_tenant=True, by_application=True)
        )
        try:
            report = render(
                visitor.driver_connection,
                visitor.tenant_id,
                statement_id,
                file_format,
                current_language(),
            )
        except StatementNotFound:
            abort(404)
        # The first part is made here: what fails at once still becomes an error page.
        first = next(report.chunks, b"")
        answer = Response(chain([first], report.chunks), content_type=report.content_type)
        answer.call_on_close(opened.pop_all().close)
    answer.headers["Content-Disposition"] = f'attachment; filename="{report.filename}"'
    return answer
