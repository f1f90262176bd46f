"""The roles of a business: made of templates, changed within what headquarters and the own rank allow."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.identity.role import (
    activate_role,
    change_role,
    choose_role,
    list_permissions,
    list_roles,
    merge_role,
    retire_role,
)
from app.tenant.identity.session_cookie import session_token
from app.tenant.local_path import HOME
from app.tenant.sign_in import ask_for_session
from app.tenant.visit import visit

blueprint = Blueprint("roles", __name__)
blueprint.before_request(ask_for_session)
_CHANGE = "identity.change_role"


@blueprint.post("/staff/roles")
def activate() -> Response:
    """Use one of the templates."""
    template = request.form.get("template", "")
    with visit(_CHANGE) as visitor:
        activate_role(visitor.connection, template)
    return redirect(url_for("roles.show_role", role_code=template), 303)


@blueprint.get("/staff/roles/<role_code>")
def show_role(role_code: str) -> str:
    """Show what a role may do, as a form."""
    with visit(_CHANGE) as visitor:
        role = next(
            (r for r in list_roles(visitor.connection) if r["role_code"] == role_code), None
        )
        if role is None:
            abort(404)
        return render_template(
            "identity/role.html",
            visitor=visitor,
            role=role,
            permissions=list_permissions(visitor.connection),
        )


@blueprint.post("/staff/roles/<role_code>")
def save_role(role_code: str) -> Response:
    """Keep changed names and permissions."""
    form = request.form
    with visit(_CHANGE) as visitor:
        change_role(
            visitor.connection,
            role_code,
            name_ko=form.get("name_ko", "").strip()[:60],
            name_en=form.get("name_en", "").strip()[:60],
            needs_second_factor="needs_second_factor" in form,
            permissions=form.getlist("permission"),
        )
    return redirect(url_for("staff.show_staff", saved=1), 303)


@blueprint.post("/staff/roles/<role_code>/merge")
def merge(role_code: str) -> Response:
    """Take over what changed in the template."""
    with visit(_CHANGE) as visitor:
        merge_role(visitor.connection, role_code)
    return redirect(url_for("roles.show_role", role_code=role_code), 303)


@blueprint.post("/staff/roles/<role_code>/retire")
def retire(role_code: str) -> Response:
    """Take a role that nobody has out of use."""
    with visit(_CHANGE) as visitor:
        retire_role(visitor.connection, role_code)
    return redirect(url_for("staff.show_staff", saved=1), 303)


@blueprint.post("/role")
def switch_role() -> Response:
    """Let the session work in another of the person's roles."""
    role, _, branch = request.form.get("role", "").partition(" ")
    choose_role(session_token(), role, branch or None)
    return redirect(HOME, 303)
