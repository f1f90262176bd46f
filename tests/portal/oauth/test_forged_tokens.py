"""AU-15, SC-02: an access token is taken only as we made it, for us, while it lasts."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey

from app.oauth.signing_key import public_key, rotate_key, signing_key
from app.oauth.token import BadToken, secret_of
from tests.portal.oauth.conftest import Register, bearer, tokens_for

Forge = Callable[[dict[str, Any], dict[str, Any]], str]


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = token.split(".")
    return _read(header), _read(claims)


def _read(part: str) -> dict[str, Any]:
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


def _write(part: object) -> str:
    written = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode()


def _with_none(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return f"{_write({**header, 'alg': 'none'})}.{_write(claims)}."


def _with_public_key_as_secret(header: dict[str, Any], claims: dict[str, Any]) -> str:
    key = public_key(header["kid"])
    assert key is not None
    body = f"{_write({**header, 'alg': 'HS256'})}.{_write(claims)}"
    mac = hmac.new(key.as_pem(private=False), body.encode(), sha256).digest()
    return f"{body}.{_write(mac)}"


def _with_another_key(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return jwt.encode({**header}, claims, ECKey.generate_key("P-256"))


def _with_its_own_key(header: dict[str, Any], claims: dict[str, Any]) -> str:
    mine = ECKey.generate_key("P-256", {"kid": "mine"})
    # The library refuses to write such a header without being told that it may.
    body = (
        f"{_write({**header, 'kid': 'mine', 'jwk': mine.as_dict(private=False)})}.{_write(claims)}"
    )
    signed = jwt.encode({"alg": "ES256", "kid": "mine"}, claims, mine).rpartition(".")[2]
    return f"{body}.{signed}"


def _ours(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return jwt.encode(header, claims, signing_key())


def _for_another(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return _ours(header, {**claims, "aud": "https://elsewhere.example"})


def _by_another(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return _ours(header, {**claims, "iss": "https://elsewhere.example"})


def _over(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return _ours(header, {**claims, "exp": int((datetime.now(UTC) - timedelta(minutes=1)).timestamp())})  # fmt: skip


def _endless(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return _ours(header, {k: v for k, v in claims.items() if k != "exp"})


def _of_another_kind(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return _ours({**header, "typ": "JWT"}, claims)


def _altered(header: dict[str, Any], claims: dict[str, Any]) -> str:
    head, _, signature = _ours(header, claims).split(".")
    return f"{head}.{_write({**claims, 'scope': 'everything'})}.{signature}"


@pytest.mark.parametrize(
    "forge",
    [
        _with_none, _with_public_key_as_secret, _with_another_key, _with_its_own_key, _for_another, _by_another,
        _over, _endless, _of_another_kind, _altered,
    ],
)  # fmt: skip
def test_it_is_refused(
    owner: FlaskClient, visitor: FlaskClient, register: Register, forge: Forge
) -> None:
    genuine = tokens_for(owner, register())["access_token"]
    assert visitor.get("/oauth/userinfo", headers=bearer(genuine)).status_code == 200
    # The same parts signed as we do are taken: it is the change that is refused.
    assert secret_of(_ours(*_parts(genuine)))
    forged = forge(*_parts(genuine))
    assert visitor.get("/oauth/userinfo", headers=bearer(forged)).status_code == 401
    with pytest.raises(BadToken):
        secret_of(forged)


def test_an_id_token_is_no_access_token(
    owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    tokens = tokens_for(owner, register())
    for token in (tokens["id_token"], tokens["refresh_token"]):
        assert visitor.get("/oauth/userinfo", headers=bearer(token)).status_code == 401


def test_what_we_signed_is_nothing_once_the_database_forgot_it(
    owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    header, claims = _parts(tokens_for(owner, register())["access_token"])
    forged = _ours(header, {**claims, "jti": "a secret that was never given"})
    assert secret_of(forged)
    assert visitor.get("/oauth/userinfo", headers=bearer(forged)).status_code == 401


def test_a_rotated_key_is_published_before_it_signs_and_old_tokens_go_on(
    owner: FlaskClient, visitor: FlaskClient, register: Register
) -> None:
    application = register()
    before = tokens_for(owner, application)["access_token"]
    added = rotate_key()
    published = [key["kid"] for key in json.loads(visitor.get("/oauth/keys").text)["keys"]]
    assert added in published
    assert all("d" not in key for key in json.loads(visitor.get("/oauth/keys").text)["keys"])
    during = tokens_for(owner, application)["access_token"]
    assert _parts(during)[0]["kid"] == _parts(before)[0]["kid"] != added
    for token in (before, during):
        assert visitor.get("/oauth/userinfo", headers=bearer(token)).status_code == 200


def test_a_token_ends_by_the_clock(owner: FlaskClient, visitor: FlaskClient, register: Register) -> None:  # fmt: skip
    token = tokens_for(owner, register())["access_token"]
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)), pytest.raises(BadToken):
        secret_of(token)
    assert visitor.get("/oauth/userinfo", headers=bearer(token)).status_code == 200
