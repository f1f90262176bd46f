"""Styles, script and marks, each under a name that holds a hash of its content.

The style sheets are one file per idea and are sent as one; a changed file changes the name, so a
browser may keep what it has for ever.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Flask, Response, abort

_FOLDER: Final = Path(__file__).parent / "static"

# The order is the cascade: tokens first, paper last.
STYLE_SHEETS: Final = (
    "tokens", "ground", "shell", "header", "button", "chip", "facts", "card", "table",
    "explanation", "filter", "tabs", "waterfall", "seal", "calendar", "form", "message", "list",
    "login", "account", "staff", "print",
)  # fmt: skip

blueprint = Blueprint("asset", __name__)


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    name: str
    content: bytes
    content_type: str


def register(portal: Flask) -> None:
    """Serve the assets, and offer `asset(kind)` to templates."""
    portal.register_blueprint(blueprint)
    portal.jinja_env.globals["asset"] = asset_path


def asset_path(kind: str) -> str:
    """Return the address of an asset: `portal.css`, `portal.js`, `passkey.js` or `leaf.svg`."""
    return f"/assets/{_assets()[kind].name}"


@blueprint.get("/assets/<name>")
def send(name: str) -> Response:
    """Send an asset, to be kept for ever."""
    found = next((asset for asset in _assets().values() if asset.name == name), None)
    if found is None:
        abort(404)
    answer = Response(found.content, content_type=found.content_type)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@cache
def _assets() -> dict[str, Asset]:
    styles = b"\n".join((_FOLDER / "style" / f"{name}.css").read_bytes() for name in STYLE_SHEETS)
    return {
        "portal.css": _asset("portal.css", styles, "text/css; charset=utf-8"),
        "portal.js": _script("portal.js"),
        "passkey.js": _script("passkey.js"),
        "leaf.svg": _asset("leaf.svg", (_FOLDER / "leaf.svg").read_bytes(), "image/svg+xml"),
    }


def _script(name: str) -> Asset:
    content = (_FOLDER / "script" / name).read_bytes()
    return _asset(name, content, "text/javascript; charset=utf-8")


def _asset(name: str, content: bytes, content_type: str) -> Asset:
    stem, ending = name.rsplit(".", 1)
    mark = hashlib.sha256(content).hexdigest()[:12]
    return Asset(f"{stem}-{mark}.{ending}", content, content_type)
