"""From a statement and a format to a file."""

import re
from typing import Any
from uuid import UUID

from psycopg import Connection

from app.reports import csv_file, document, json_file, pdf_file, query, xlsx_file
from app.reports.model import CONTENT_TYPES, FORMATS, Format, Locale, Report, Row


def render(
    connection: Connection[Any],
    tenant_id: UUID,
    statement_id: UUID,
    format: Format,
    locale: Locale = "ko",
) -> Report:
    """One statement as a file. Row security decides who may; the chunks are lazy."""
    if format not in FORMATS:
        raise ValueError(f"unknown format {format!r}: one of {', '.join(FORMATS)}")
    of = query.statement(connection, tenant_id, statement_id)
    match format:
        case "csv":
            chunks = csv_file.chunks(connection, of, locale)
        case "xlsx":
            chunks = xlsx_file.chunks(connection, of, locale)
        case "pdf":
            chunks = pdf_file.chunks(connection, of, locale)
        case "json":
            chunks = json_file.chunks(connection, of)
    return Report(filename(of, format), CONTENT_TYPES[format], chunks)


def filename(of: Row, format: Format) -> str:
    """A plain ASCII name that is safe in a header and on any disk."""
    key = re.sub(r"[^A-Za-z0-9_-]+", "-", of["tenant_key"]).strip("-") or "tenant"
    number = re.sub(r"[^A-Za-z0-9_-]+", "-", of["statement_number"])
    return f"statement-{key[:40]}-{number}.{format}"


def content_hash(connection: Connection[Any], tenant_id: UUID, statement_id: UUID) -> str:
    """The hash that the statement's PDF and JSON carry."""
    return document.content_hash(query.statement(connection, tenant_id, statement_id))
