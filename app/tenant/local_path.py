"""Where a form may send a visitor afterwards: somewhere in this portal, never to another site."""

from typing import Final
from urllib.parse import urlsplit

HOME: Final = "/settlements"


def local_path(wish: str | None) -> str:
    """Return the wished path if it is one of this portal's, else the portal's first page."""
    if not wish or not wish.startswith("/") or wish.startswith("//") or not wish.isprintable():
        return HOME
    parts = urlsplit(wish)
    return HOME if parts.scheme or parts.netloc or "\\" in wish else wish
