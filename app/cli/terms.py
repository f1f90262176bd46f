"""mindgarden terms: terms and policies by version."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from psycopg.rows import dict_row

from app.cli.actor import actor_id, acts_as
from app.db.connection import connect
from app.failure import BadInput

_TEXTS = ("title_ko", "title_en", "body_ko", "body_en")


@click.group()
def terms() -> None:
    """Terms and policies: publish a version, see which there are."""


@terms.command()
@click.argument("document")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--required/--optional", default=True, show_default=True, help="Whether nobody goes on without it.")  # fmt: skip
@click.option(
    "--from",
    "begins_at",
    type=click.DateTime(),
    help="When it is asked for, UTC (default: at once).",
)
@click.option(
    "--for",
    "audience",
    type=click.Choice(["person", "business"]),
    default="person",
    show_default=True,
    help="Who agrees: everybody for themselves, or every owner for the business.",
)
@acts_as  # fmt: skip
def publish(
    document: str, file: Path, required: bool, begins_at: datetime | None, audience: str, actor_email: str | None
) -> None:  # fmt: skip
    """Publish a version of DOCUMENT (like terms_of_service), whose texts FILE has: title_ko, body_ko, title_en, body_en.

    Everybody is asked to agree again.
    """
    try:
        texts = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError):
        raise BadInput(f"{file} is no JSON", hint="write it as UTF-8 JSON") from None
    if not isinstance(texts, dict) or set(texts) - set(_TEXTS) or not {"title_ko", "body_ko"} <= set(texts):  # fmt: skip
        raise BadInput(
            f"{file} has not what a version is made of",
            hint="an object of title_ko, body_ko, title_en, body_en",
        )
    begins = begins_at.replace(tzinfo=UTC) if begins_at else datetime.now(UTC)
    with connect("mg_migrator") as connection:
        row = connection.execute(
            "SELECT identity.add_consent_document(%s, %s, %s, %s, %s, %s)",
            (
                document,
                required,
                begins,
                json.dumps(texts),
                actor_id(connection, actor_email),
                audience,
            ),
        ).fetchone()
    assert row is not None
    click.echo(f"{document} version {row[0]}")


@terms.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_terms(as_json: bool) -> None:
    """List all versions, the newest first."""
    with connect("mg_auditor") as connection, connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            "SELECT document_code, version, audience, is_required, begins_at, title_ko, title_en"
            " FROM identity.consent_document ORDER BY document_code, version DESC"
        ).fetchall()
    if as_json:
        click.echo(json.dumps({"documents": rows}, default=str, ensure_ascii=False))
        return
    for row in rows:
        mark = f"{row['audience']}, {'required' if row['is_required'] else 'optional'}"
        click.echo(
            f"{row['document_code']}\t{row['version']}\t{mark}\tfrom {row['begins_at']:%Y-%m-%d %H:%M}\t{row['title_ko']}"
        )
