"""SC-02, AU-15: an application that acts for any role, with every scope, reaches nothing of another business."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.portal.oauth.conftest import SCOPES, Register, bearer, tokens_for
from tests.portal.platform import ACADEMY, KIOSK, Platform
from tests.portal.test_crawler import (
    _assert_nothing_foreign,
    _digest,
    _foreign,
    _member,
)

EVERY_SCOPE = (*SCOPES, "commerce.record_payment", "identity.read_member")


@pytest.mark.parametrize("role", ["TENANT_OWNER", "TENANT_STAFF", "ACADEMY_STUDENT"])
def test_no_token_reaches_another_business(
    portal: Flask, platform: Platform, signed_in: Callable[..., FlaskClient], visitor: FlaskClient,
    register: Register, role: str,
) -> None:  # fmt: skip
    tenant = KIOSK if role == "TENANT_STAFF" else ACADEMY
    email = _member(platform, role, tenant)
    application = register(scopes=EVERY_SCOPE)
    token = tokens_for(signed_in(email), application, scope=" ".join(EVERY_SCOPE))["access_token"]
    foreign, before, count = _foreign(platform, tenant, email), _digest(platform, tenant), 0
    for rule in portal.url_map.iter_rules():
        for path in foreign.paths(rule):
            if "GET" in (rule.methods or ()):
                answer = visitor.get(path, headers=bearer(token))
                _assert_nothing_foreign(answer, tenant, email, path)
                assert rule.arguments - {"name"} == set() or answer.status_code != 200, path
                count += 1
            if "POST" in (rule.methods or ()) and rule.endpoint.split(".")[0] not in {"oauth", "identity"}:  # fmt: skip
                form = next(foreign.form())
                answer = visitor.post(path, data=form, headers=bearer(token))
                _assert_nothing_foreign(answer, tenant, email, path)
                assert answer.status_code in {303, 400, 403, 405} or rule.endpoint == "assertion.hand_over", path  # fmt: skip
                count += 1
    assert count > 80
    assert _digest(platform, tenant) == before
