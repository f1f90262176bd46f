"""Linkhub: signs a request for a session token, and keeps the token until it runs out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import requests

from app.integrations.trouble import Refused, Unsure

VERSION = "2.0"
# A token that is about to run out may do so on its way.
MARGIN = timedelta(seconds=60)


def signature(secret_key: str, service_id: str, body: bytes, date: str) -> str:
    """What stands after `LINKHUB {LinkID}` in the Authorization header."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    text = f"POST\n{digest}\n{date}\n{VERSION}\n/{service_id}/Token"
    made = hmac.new(base64.b64decode(secret_key), text.encode(), hashlib.sha256)
    return base64.b64encode(made.digest()).decode()


class Linkhub:
    """Session tokens, one a member company, each used until shortly before it runs out."""

    def __init__(
        self,
        url: str,
        link_id: str,
        secret_key: str,
        service_id: str,
        scopes: Sequence[str],
        *,
        timeout: float = 30.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._url = f"{url.rstrip('/')}/{service_id}/Token"
        self._link_id, self._secret_key, self._service_id = link_id, secret_key, service_id
        self._scopes = list(scopes)
        self._timeout = timeout
        self._now = now
        self._tokens: dict[str, tuple[str, datetime]] = {}

    def token(self, business_number: str) -> str:
        """A token that is good for a while."""
        known = self._tokens.get(business_number)
        if known is None or known[1] - MARGIN <= self._now():
            known = self._tokens[business_number] = self._fetch(business_number)
        return known[0]

    def forget(self, business_number: str) -> None:
        """The service didn't take the token: get another one next time."""
        self._tokens.pop(business_number, None)

    def _fetch(self, business_number: str) -> tuple[str, datetime]:
        body = json.dumps({"access_id": business_number, "scope": self._scopes}).encode()
        date = self._now().strftime("%Y-%m-%dT%H:%M:%SZ")
        signed = signature(self._secret_key, self._service_id, body, date)
        headers = {
            "x-lh-date": date,
            "x-lh-version": VERSION,
            "Authorization": f"LINKHUB {self._link_id} {signed}",
            "Content-Type": "application/json",
        }
        try:
            answer = requests.post(self._url, data=body, headers=headers, timeout=self._timeout)
            found = answer.json()
            if answer.status_code == 200:
                return str(found["session_token"]), datetime.fromisoformat(found["expiration"])
            problem = f"{found['code']}", f"{found['message']}"
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            raise Unsure("token", f"no session token: {type(error).__name__}") from error
        if answer.status_code >= 500:
            raise Unsure(*problem)
        raise Refused(*problem)
