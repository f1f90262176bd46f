"""A tenant's statement as CSV, XLSX, PDF or JSON: four formats, one query, the same totals."""

from app.reports.model import (
    FORMATS,
    Format,
    Locale,
    Report,
    ReportChanged,
    StatementNotFound,
)
from app.reports.render import content_hash, render

__all__ = [
    "FORMATS",
    "Format",
    "Locale",
    "Report",
    "ReportChanged",
    "StatementNotFound",
    "content_hash",
    "render",
]
