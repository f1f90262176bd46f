"""What a load balancer asks: is the process alive, and can it serve."""

from flask import Blueprint, Flask, Response, jsonify
from sqlalchemy.exc import DBAPIError

from app.db.context import check_connection
from app.failure import Failure
from app.tenant.request_log import log

blueprint = Blueprint("health", __name__)


def register(portal: Flask) -> None:
    """Answer at /healthz and /readyz."""
    portal.register_blueprint(blueprint)


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> Response | tuple[Response, int]:
    """The database answers too."""
    try:
        check_connection()
    except (DBAPIError, Failure) as failure:
        log.error("not ready", error=type(failure).__name__)
        return jsonify(status="no database"), 503
    return jsonify(status="ok")
