"""Nobody reaches another business or branch: every route, as every role, with every foreign id.

Generated from the portal's own map of routes, so that a new one is crawled from its first day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.identity.authenticator_app import AuthenticatorApp
from tests.portal.people import post
from tests.portal.platform import ACADEMY, KIOSK, PASSWORD, SHOP, Platform

# They end the crawler's own session, send mails to whom it names, or lead to an application's own address by design.
LEFT_OUT = {
    "/logout", "/account/leave", "/account/password", "/register", "/forgot-password", "/login", "/oauth/authorize",
}  # fmt: skip
ROLES = ("TENANT_OWNER", "TENANT_MANAGER", "TENANT_STAFF", "ACADEMY_TEACHER", "ACADEMY_STUDENT")
# Whatever a business or its people could be recognized by.
MARKS = {
    ACADEMY: (
        "새봄수학학원",
        "Saebom Math",
        "마포점",
        "목동점",
        "academy.test",
        "S-001",
        "S-002",
        "새봄 장부",
        "새봄 규칙",
        "saebom-directory",
    ),
    KIOSK: ("골목노점", "kiosk.test", "K-08", "K-BACK"),
    SHOP: ("달러상점", "Dollar Shop", "shop.test", "d-2r"),
}
# What stands in a business's rows; reading must leave it as it is.
WATCHED = (
    "identity.membership", "identity.tenant_role", "identity.role_permissions", "audit.entry",
    "settlement.statement", "commerce.payment_event", "identity.oauth_client", "identity.oauth_grant",
    "identity.policy_rules", "identity.sso_connection",
)  # fmt: skip


@dataclass
class Foreign:
    """The ids of everybody but the crawler."""

    values: dict[str, list[str]] = field(default_factory=dict)

    def paths(self, rule: Rule) -> Iterator[str]:
        """The rule's addresses with every combination of foreign ids."""
        names = sorted(rule.arguments)
        for chosen in product(*(self.values[name] for name in names)):
            path = rule.rule
            for name, value in zip(names, chosen, strict=True):
                path = re.sub(rf"<(?:[^<>]*:)?{name}>", value, path)
            yield path

    def form(self) -> Iterator[dict[str, Any]]:
        """Every field that a form of ours has, with foreign ids in it."""
        for number in range(2):
            yield {
                name: values[min(number, len(values) - 1)] for name, values in self.values.items()
            }


def _member(platform: Platform, role: str, tenant: str, *more: str) -> str:
    email = f"crawler-{role.lower()}-{tenant}-{len(more)}@crawler.example".replace("_", "-")
    done = platform.clone.run(
        "users", "add", email, "--name", "기어가는이", "--tenant", tenant, "--role", role, *more,
        input=f"{PASSWORD}\n",
    )  # fmt: skip
    assert done.returncode == 0 or "MI501" in done.stderr, done.stderr
    return email


def _add_things(platform: Platform) -> None:
    with platform.clone.superuser() as connection:
        connection.execute(
            "INSERT INTO identity.oauth_client (tenant_id, name_ko, is_confidential, is_for_all, redirect_uris,"
            " grant_types, scopes, created_by) SELECT d.tenant_id, '새봄 장부', false, false,"
            " ARRAY['https://books.example/back'], ARRAY['authorization_code'], ARRAY['openid'], d.tenant_id"
            " FROM tenancy.tenant_directory AS d WHERE d.tenant_key = %s",
            (ACADEMY,),
        )
        connection.execute(
            "INSERT INTO identity.policy_rules (tenant_id, name_ko, effect, permissions, condition, is_about_resource, created_by)"
            " SELECT d.tenant_id, '새봄 규칙', 'deny', '{}', 'false', false, d.tenant_id FROM tenancy.tenant_directory AS d WHERE d.tenant_key = %s",
            (ACADEMY,),
        )
        connection.execute(
            "INSERT INTO identity.sso_connection (tenant_id, sign_in_name, kind, issuer, client_id, created_by)"
            " SELECT d.tenant_id, 'saebom-directory', 'oidc', 'https://id.saebom.example', 'us', d.tenant_id"
            " FROM tenancy.tenant_directory AS d WHERE d.tenant_key = %s",
            (ACADEMY,),
        )


def _foreign(platform: Platform, tenant: str, email: str) -> Foreign:
    def column(query: str, *values: object) -> list[str]:
        with platform.clone.superuser() as connection:
            return [str(row[0]) for row in connection.execute(query, values or None).fetchall()]

    others = (
        f"SELECT d.tenant_id FROM tenancy.tenant_directory AS d WHERE d.tenant_key <> '{tenant}'"
    )
    return Foreign(
        {
            "statement_id": column(f"SELECT DISTINCT ON (tenant_id) statement_id FROM settlement.statement WHERE tenant_id IN ({others}) ORDER BY tenant_id"),
            "payment_event_id": column(f"SELECT DISTINCT ON (tenant_id) payment_event_id FROM commerce.payment_event WHERE tenant_id IN ({others}) ORDER BY tenant_id"),
            "membership_id": column(f"SELECT DISTINCT ON (tenant_id) membership_id FROM identity.membership WHERE tenant_id IN ({others}) AND revoked_at IS NULL ORDER BY tenant_id"),
            "tenant": column(others),
            "session": column("SELECT s.auth_session_id FROM identity.auth_session AS s WHERE s.revoked_at IS NULL AND s.user_id NOT IN"
                              " (SELECT m.user_id FROM identity.membership AS m JOIN tenancy.tenant_directory AS d USING (tenant_id) WHERE d.tenant_key = %s) LIMIT 2", tenant) or ["0" * 32],
            "device": column("SELECT device_id FROM identity.device LIMIT 2") or ["0" * 32],
            "connection_id": column(f"SELECT sso_connection_id FROM identity.sso_connection WHERE tenant_id IN ({others})") or ["00000000-0000-7000-8000-000000000003"],
            "rule_id": column(f"SELECT policy_rule_id FROM identity.policy_rules WHERE tenant_id IN ({others})") or ["00000000-0000-7000-8000-000000000002"],
            "client_id": column(f"SELECT oauth_client_id FROM identity.oauth_client WHERE tenant_id IN ({others})") or ["00000000-0000-7000-8000-000000000001"],
            "application": column("SELECT oauth_client_id FROM identity.oauth_client LIMIT 2") or ["0" * 32],
            "passkey": ["00000000-0000-7000-8000-000000000001"],
            "role_code": ["TENANT_OWNER", "NOBODY"],
            "role": ["TENANT_OWNER", "HQ_MASTER"],
            "template": ["HQ_MASTER"],
            "branch": ["mokdong", "none"],
            "permission": ["settlement.approve_payout"],
            "file_format": ["csv", "json"],
            "name": ["x"],
            "provider": ["kakao"],
            "email": ["victim@elsewhere.example"],
            "reason": ["curious"],
            "code": ["000000"],
            "credential": ["{}"],
            "document": ["terms 1"],
            "next": ["//elsewhere.example"],
            "tenant_id": column(others),
        }
    )  # fmt: skip


def _digest(platform: Platform, tenant: str) -> str:
    """What stands in all businesses but one."""
    with platform.clone.superuser() as connection:
        parts = [
            connection.execute(
                f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} AS t WHERE t.tenant_id NOT IN"
                " (SELECT d.tenant_id FROM tenancy.tenant_directory AS d WHERE d.tenant_key = %s)".encode(),
                (tenant,),
            ).fetchone()
            for table in WATCHED
        ]  # fmt: skip
    return str(parts)


def _assert_nothing_foreign(answer: Any, tenant: str, who: str, path: str) -> None:
    assert answer.status_code < 500, (who, path, answer.status_code)
    text = answer.get_data(as_text=True)
    for other, marks in MARKS.items():
        if other != tenant:
            assert not [mark for mark in marks if mark in text], (who, path, other)
    place = answer.headers.get("Location", "")
    assert not place.startswith(("//", "http")), (who, path, place)


def _crawl(portal: Flask, client: FlaskClient, platform: Platform, tenant: str, who: str) -> int:
    foreign, count = _foreign(platform, tenant, who), 0
    before = _digest(platform, tenant)
    for rule in portal.url_map.iter_rules():
        if rule.rule in LEFT_OUT:
            continue
        for path in foreign.paths(rule):
            is_foreign = bool(rule.arguments - {"name", "role_code", "file_format", "provider"})
            if "GET" in (rule.methods or ()):
                for address in (
                    path,
                    f"{path}?tenant={foreign.values['tenant'][0]}&branch=mokdong",
                ):
                    answer = client.get(address)
                    _assert_nothing_foreign(answer, tenant, who, address)
                    assert not is_foreign or answer.status_code in {303, 403, 404}, (who, address)
                    count += 1
            if "POST" in (rule.methods or ()):
                for form in foreign.form():
                    answer = post(client, path, form)
                    _assert_nothing_foreign(answer, tenant, who, path)
                    count += 1
    assert _digest(platform, tenant) == before, who
    return count


@pytest.mark.parametrize("role", ROLES)
def test_no_role_reaches_another_business(
    portal: Flask, platform: Platform, signed_in: Callable[[str], FlaskClient], role: str
) -> None:  # fmt: skip
    tenant = (ACADEMY, KIOSK)[ROLES.index(role) % 2]
    email = _member(platform, role, tenant)
    assert _crawl(portal, signed_in(email), platform, tenant, email) > 100


def test_an_owner_with_a_recent_second_factor_reaches_no_other_business(
    portal: Flask, platform: Platform, signed_in: Callable[[str], FlaskClient]
) -> None:
    email = _member(platform, "TENANT_OWNER", SHOP)
    _add_things(platform)
    client = signed_in(email)
    page = post(client, "/account/security/app", {})
    found = re.search(r'<code class="code">([A-Z2-7 ]+)</code>', page.text)
    assert found is not None
    app = AuthenticatorApp()
    app.secret = found.group(1).replace(" ", "")
    assert post(client, "/account/security/app/confirm", {"code": app.code()}).status_code == 303
    assert _crawl(portal, client, platform, SHOP, email) > 100


def test_nobody_of_one_branch_sees_another_branch(
    portal: Flask, platform: Platform, signed_in: Callable[[str], FlaskClient]
) -> None:
    """Whatever is in the address: S-001 and every payment with an odd number is of the other branch."""
    client = signed_in(_member(platform, "TENANT_MANAGER", ACADEMY, "--branch", "mapo"))
    with platform.clone.superuser() as connection:
        events = [
            str(row[0])
            for row in connection.execute(
                "SELECT e.payment_event_id FROM commerce.payment_event AS e JOIN tenancy.branch AS b USING (tenant_id, branch_id)"
                " WHERE b.branch_code = 'mokdong'"
            ).fetchall()
        ]
    statement = platform.statement(ACADEMY, "2026-09-30")
    assert len(events) > 20
    for event in events:
        answer = client.get(f"/settlements/{statement['statement_id']}/lines/{event}")
        assert answer.status_code == 404
    for rule in portal.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule in LEFT_OUT or rule.arguments - {"statement_id", "file_format"}:  # fmt: skip
            continue
        path = rule.rule.replace("<uuid:statement_id>", statement["statement_id"]).replace("<file_format>", "csv")  # fmt: skip
        for more in ("", "?branch=mokdong", "?ref=S-003", "?tab=lines&ref=S-0"):
            text = client.get(path + more).get_data(as_text=True)
            assert "목동점" not in text, path + more
            assert not re.search(r"\bS-0\d[13579]\b", text.replace("S-003", "" if "S-003" in more and "/lines/" not in text else "S-003")), path + more  # fmt: skip
            assert f"{statement['payout_minor']:,}" not in text, path + more


def test_who_is_not_signed_in_reaches_nothing_of_a_business(
    portal: Flask, platform: Platform, visitor: FlaskClient
) -> None:
    foreign = _foreign(platform, "nobody", "nobody")
    for rule in portal.url_map.iter_rules():
        for path in foreign.paths(rule):
            if "GET" in (rule.methods or ()):
                _assert_nothing_foreign(visitor.get(path), "nobody", "nobody", path)
            if "POST" in (rule.methods or ()) and rule.rule not in LEFT_OUT:
                form = next(foreign.form())
                _assert_nothing_foreign(post(visitor, path, form), "nobody", "nobody", path)
