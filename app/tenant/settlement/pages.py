"""The settlement pages and their addresses."""

from flask import Blueprint, redirect, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from app.tenant.settlement.calendar_page import show_calendar
from app.tenant.settlement.download import send_report
from app.tenant.settlement.line_page import show_line
from app.tenant.settlement.list_file import send_list
from app.tenant.settlement.list_page import show_list
from app.tenant.settlement.statement_page import show_statement

blueprint = Blueprint("settlement", __name__)

blueprint.get("/settlements")(login_required(show_list))
# Files are for applications as well, which have no session: the door alone decides.
blueprint.get("/settlements/statements.csv")(send_list)
blueprint.get("/settlements/calendar")(login_required(show_calendar))
blueprint.get("/settlements/<uuid:statement_id>")(login_required(show_statement))
blueprint.get("/settlements/<uuid:statement_id>/lines/<uuid:payment_event_id>")(
    login_required(show_line)
)
blueprint.get("/settlements/<uuid:statement_id>/report.<file_format>")(send_report)


@blueprint.get("/")
def home() -> Response:
    """Send a visitor to the page they came for."""
    return redirect(url_for("settlement.show_list"))
