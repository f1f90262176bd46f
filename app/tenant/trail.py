"""The trail of a business: who did what, and its security events; searched, paged by position, downloaded."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Annotated, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import RowMapping, text

from app.tenant.settlement.statement_filter import Blankable, read_filter
from app.tenant.sign_in import ask_for_session
from app.tenant.text import gettext
from app.tenant.visit import visit
from app.tenant.visitor import Visitor

blueprint = Blueprint("trail", __name__)
blueprint.before_request(ask_for_session)
_READ: Final = "audit.read_trail"
_PAGE: Final = 50
_PART: Final = 2_000


class TrailFilter(BaseModel):
    """What an address asks of the trail."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    since: Annotated[date | None, Blankable] = Field(default=None, alias="from")
    until: Annotated[date | None, Blankable] = Field(default=None, alias="to")
    word: Annotated[Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] | None, Blankable] = None  # fmt: skip
    before: Annotated[UUID | None, Blankable] = None

    def address(self, **changes: Any) -> dict[str, Any]:
        """The parameters of a link to this list with something changed."""
        asked = self.model_dump(mode="json", by_alias=True, exclude={"before"})
        return {key: value for key, value in {**asked, **changes}.items() if value}


@blueprint.get("/trail")
def show_trail() -> str:
    """Show a page of the trail, the latest first."""
    asked: TrailFilter = read_filter(TrailFilter, request.args.to_dict())
    with visit(_READ, whole_tenant=True) as visitor:
        found = list(_rows(visitor, asked, _PAGE + 1))
        return render_template(
            "trail.html",
            visitor=visitor,
            asked=asked,
            rows=found[:_PAGE],
            further=str(found[_PAGE - 1]["trail_id"]) if len(found) > _PAGE else None,
            as_text=lambda detail: json.dumps(detail, ensure_ascii=False),
        )


@blueprint.get("/trail.csv")
def send_trail() -> Response:
    """Send what the address asks for as a CSV file, which is itself written down."""
    asked: TrailFilter = read_filter(TrailFilter, request.args.to_dict())
    with visit(_READ, whole_tenant=True) as visitor:
        note = text("SELECT audit.note_trail_export(CAST(:filter AS jsonb))")
        visitor.connection.execute(note, {"filter": json.dumps(asked.address())})
    with ExitStack() as opened:
        visitor = opened.enter_context(visit(_READ, whole_tenant=True))
        lines = _lines(visitor, asked)
        # The first part is made here: what fails at once still becomes an error page.
        first = next(lines)
        answer = Response(chain([first], lines), content_type="text/csv; charset=utf-8")
        answer.call_on_close(opened.pop_all().close)
    answer.headers["Content-Disposition"] = 'attachment; filename="trail.csv"'
    return answer


def _lines(visitor: Visitor, asked: TrailFilter) -> Iterator[str]:
    """The file in parts, each read when it is sent: any length, the same memory."""
    head = [
        gettext("Time"), gettext("Who"), gettext("What"), gettext("Thing"), gettext("Details"), gettext("Sealed as"),
    ]  # fmt: skip
    yield "\ufeff" + _csv([head])
    while rows := _rows(visitor, asked, _PART):
        yield _csv(
            [
                row["occurred_at"].isoformat(), _harmless(row["actor"] or ""), row["action"], _harmless(row["subject"]),
                json.dumps(row["detail"], ensure_ascii=False), row["chain_link_id"] or "",
            ]
            for row in rows
        )  # fmt: skip
        asked = asked.model_copy(update={"before": rows[-1]["trail_id"]})


def _csv(rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _rows(visitor: Visitor, asked: TrailFilter, count: int) -> Sequence[RowMapping]:
    zone = ZoneInfo(visitor.tenant["time_zone"])
    query = text(
        "SELECT * FROM audit.list_trail(:before, CAST(:since AS timestamptz), CAST(:until AS timestamptz), :word, :count)"
    )
    parameters = {
        "before": asked.before,
        "since": _begins(asked.since, zone),
        "until": _begins(asked.until + timedelta(days=1), zone) if asked.until else None,
        "word": asked.word,
        "count": count,
    }
    return visitor.connection.execute(query, parameters).mappings().all()


def _begins(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time.min, zone) if day else None


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet program doesn't take for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} else cell
