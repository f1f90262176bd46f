"""The people of a business: who they are, what they may do, taking them on and letting them go."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import RowMapping, select
from werkzeug.wrappers import Response

from app.identity.role import list_permissions, list_roles, list_templates
from app.identity.staff import invite_member, list_members, remove_member, show_member
from app.tenant.identity.mistake import MISTAKES, Mistake, mistake_of
from app.tenant.language import current_language
from app.tenant.settlement.views import view
from app.tenant.sign_in import ask_for_session
from app.tenant.visit import visit
from app.tenant.visitor import Visitor

blueprint = Blueprint("staff", __name__)
blueprint.before_request(ask_for_session)


@blueprint.get("/staff")
def show_staff() -> str:
    """List the people, masked, and what each role may do."""
    with visit("identity.read_member") as visitor:
        connection = visitor.connection
        return render_template(
            "identity/staff.html",
            visitor=visitor,
            members=_seen_members(visitor),
            roles=list_roles(connection),
            permissions=list_permissions(connection),
            templates=list_templates(connection) if visitor.may("identity.change_role") else [],
            branches={branch["branch_id"]: branch for branch in _branches(visitor)},
        )


@blueprint.get("/staff/invite")
def show_invitation() -> str:
    """Ask for name, e-mail, role and branch of somebody new."""
    with visit("identity.manage_member") as visitor:
        return _invitation(visitor)


@blueprint.post("/staff/invite")
def invite() -> Response | tuple[str, int]:
    """Give somebody a role; the answer is the same whether they have an account or not."""
    form = request.form
    try:
        with visit("identity.manage_member") as visitor:
            invite_member(
                visitor.connection,
                email=form.get("email", ""),
                name=form.get("name", ""),
                role_code=form.get("role", ""),
                branch_code=form.get("branch", ""),
                locale=current_language(),
            )
    except MISTAKES as problem:
        mistake = mistake_of(problem)
        with visit("identity.manage_member") as visitor:
            return _invitation(visitor, mistake), mistake.status
    return redirect(url_for("staff.show_staff", invited=1), 303)


@blueprint.get("/staff/<uuid:membership_id>")
def show_person(membership_id: UUID) -> str:
    """Show one of the people, masked."""
    with visit("identity.read_member") as visitor:
        return _person(visitor, membership_id)


@blueprint.post("/staff/<uuid:membership_id>/show")
def show_in_full(membership_id: UUID) -> str:
    """Show one of the people in full, which is written down with its reason."""
    with visit("identity.show_member") as visitor:
        _require_seen(visitor, membership_id)
        person = show_member(
            visitor.connection, membership_id, request.form.get("reason", "").strip()[:200]
        )
        return _person(visitor, membership_id, person=person)


@blueprint.post("/staff/<uuid:membership_id>/remove")
def remove(membership_id: UUID) -> Response:
    """Take the role away."""
    with visit("identity.manage_member") as visitor:
        _require_seen(visitor, membership_id)
        remove_member(visitor.connection, membership_id)
    return redirect(url_for("staff.show_staff", removed=1), 303)


def _person(visitor: Visitor, membership_id: UUID, **shown: object) -> str:
    member = next((m for m in _seen_members(visitor) if m["membership_id"] == membership_id), None)
    if member is None:
        abort(404)
    return render_template(
        "identity/member.html",
        visitor=visitor,
        member=member,
        role=next(r for r in list_roles(visitor.connection) if r["role_code"] == member["role_code"]),
        branch=next((b for b in _branches(visitor) if b["branch_id"] == member["branch_id"]), None),
        **shown,
    )  # fmt: skip


def _seen_members(visitor: Visitor) -> list[RowMapping]:
    """The people, without those whom a rule hides from the visitor."""
    return [m for m in list_members(visitor.connection) if visitor.guard.lets_see("member", m)]


def _require_seen(visitor: Visitor, membership_id: UUID) -> None:
    if visitor.guard.narrows:
        member = next(
            (m for m in list_members(visitor.connection) if m["membership_id"] == membership_id),
            None,
        )
        if member is not None:
            visitor.guard.require_for("member", member)


def _invitation(visitor: Visitor, mistake: Mistake | None = None) -> str:
    return render_template(
        "identity/invitation.html",
        visitor=visitor,
        mistake=mistake,
        roles=[r for r in list_roles(visitor.connection) if visitor.covers(r["permissions"])],
        branches=_branches(visitor),
        wished=request.form,
    )


def _branches(visitor: Visitor) -> list[RowMapping]:
    branch = view(visitor.connection, "branch", "tenancy")
    query = (
        select(branch.c.branch_id, branch.c.branch_code, branch.c.name_ko, branch.c.name_en)
        .where(branch.c.tenant_id == visitor.tenant_id)
        .order_by(branch.c.branch_code)
    )
    return list(visitor.connection.execute(query).mappings())
