"""The portal's cookies. `__Host-` ties each to this host: no other subdomain can set or read it."""

from typing import Final

from werkzeug.wrappers import Response

SESSION_COOKIE: Final = "__Host-mg_tenant"


def set_cookie(response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """Set a cookie that scripts can't read and other sites can't send along with a form."""
    response.set_cookie(
        name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="Lax"
    )


def drop_cookie(response: Response, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="Lax")
