"""Who works in several tenants sees one at a time, and may switch between them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.portal.people import form_token
from tests.portal.platform import ACADEMY, ACCOUNTANT, KIOSK, OWNER, SHOP, Platform

BUTTON = re.compile(r'name="tenant" value="([0-9a-f-]+)"')
NAMES = {ACADEMY: "Saebom Math", KIOSK: "골목노점"}


def _switch(client: FlaskClient, tenant_id: object) -> int:
    token = form_token(client.get("/settlements").text)
    fields = {"form_token": token, "tenant": str(tenant_id)}
    return client.post("/workplace", data=fields).status_code


def test_switching_goes_round(signed_in: Callable[[str], FlaskClient], platform: Platform) -> None:
    client = signed_in(ACCOUNTANT)
    seen = []
    for _ in range(3):
        page = client.get("/settlements").text
        (name,) = [key for key, text in NAMES.items() if f"<b>{text}</b>" in page]
        seen.append(name)
        found = BUTTON.search(page)
        assert found is not None
        assert _switch(client, found.group(1)) == 303
    assert sorted(seen[:2]) == sorted(NAMES)
    assert seen[2] == seen[0]


def test_nobody_switches_to_where_they_are_no_member(
    signed_in: Callable[[str], FlaskClient], platform: Platform
) -> None:
    client = signed_in(ACCOUNTANT)
    shop = platform.statements(SHOP)[0]["tenant_id"]
    assert _switch(client, shop) == 403
    assert "Dollar Shop" not in client.get("/settlements").text


def test_who_works_in_one_tenant_has_nothing_to_switch(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    assert not BUTTON.search(signed_in(OWNER).get("/settlements").text)


@pytest.mark.parametrize("tenant", ["", "x", "1", "\0"])
def test_a_tenant_that_is_none_is_a_bad_request(
    signed_in: Callable[[str], FlaskClient], tenant: str
) -> None:
    assert _switch(signed_in(ACCOUNTANT), tenant) == 400


def test_without_a_session_nothing_is_switched(visitor: FlaskClient, platform: Platform) -> None:
    shop = platform.statements(SHOP)[0]["tenant_id"]
    token = form_token(visitor.get("/login").text)
    answer = visitor.post("/workplace", data={"form_token": token, "tenant": shop})
    assert answer.status_code in {303, 403}
    assert visitor.get("/settlements").status_code == 303
