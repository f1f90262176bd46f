"""Toss Payments, payouts v2: bodies are JWE, Basic authentication, an idempotency key that is our own reference.

What the service answers falls into three kinds: it took the payout, it refused it for good, or nobody can know
(time-out, 5xx, a cut answer). Of the last kind one asks again, by the same reference and key.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import uuid4
from zoneinfo import ZoneInfo

import requests
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from app.failure import EnvironmentProblem, Failure
from app.settings import settings

ENCRYPTION = {"TossPayments-api-security-mode": "ENCRYPTION", "Content-Type": "text/plain"}
_ALGORITHMS = ["dir", "A256GCM"]
_REFUSED = (400, 422)
_CLOSED = (401, 403, 404, 405)
PAGE = 100
_SEOUL = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True)
class Order:
    """One payout to ask for."""

    reference: str
    destination: str
    amount_minor: int
    currency: str
    payout_on: date
    memo: str


@dataclass(frozen=True)
class Payout:
    """A payout as the service has it."""

    reference: str
    external_ref: str
    amount: Decimal
    currency: str
    status: str
    day: str
    code: str | None
    reason: str | None


@dataclass(frozen=True)
class Seller:
    """A seller as the service has it."""

    seller_ref: str
    external_ref: str
    status: str


class GatewayUnsure(Failure):
    """Whether the service did it can't be known: ask again with the same reference."""


class GatewayRefused(Failure):
    """The service refused for good; `code` is its own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"the gateway refused: {message} [{code}]")
        self.code = code
        self.reason = message


class TossPayouts:
    """The port of the payout service, over HTTP."""

    def __init__(
        self,
        url: str,
        secret_key: str,
        security_key: str,
        timeout: float = 60,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._url = url.rstrip("/")
        self._key = OctKey.import_key(bytes.fromhex(security_key))
        self._registry = jwe.JWERegistry(algorithms=_ALGORITHMS, strict_check_header=False)
        self._timeout = timeout
        self._now = now
        self._session = requests.Session()
        token = base64.b64encode(f"{secret_key}:".encode()).decode()
        self._session.headers["Authorization"] = f"Basic {token}"

    @classmethod
    def from_settings(cls) -> TossPayouts:
        """As the environment says; an EnvironmentProblem if something is missing."""
        known = settings()
        if not (known.toss_url and known.toss_secret_key and known.toss_security_key):
            raise EnvironmentProblem(
                "the gateway is not configured",
                hint="set MINDGARDEN_TOSS_URL, MINDGARDEN_TOSS_SECRET_KEY and MINDGARDEN_TOSS_SECURITY_KEY",
            )
        return cls(
            known.toss_url,
            known.toss_secret_key.get_secret_value(),
            known.toss_security_key.get_secret_value(),
            known.toss_timeout_seconds,
        )

    def submit(self, order: Order) -> Payout:
        """Ask for a payout; asking again by the same reference makes no second one."""
        is_later = order.payout_on > (self._now().astimezone(_SEOUL)).date()
        body = {
            "refPayoutId": order.reference,
            "destination": order.destination,
            "scheduleType": "SCHEDULED" if is_later else "EXPRESS",
            "amount": {"currency": order.currency, "value": order.amount_minor},
            "transactionDescription": order.memo,
        } | ({"payoutDate": order.payout_on.isoformat()} if is_later else {})
        try:
            answer = self._post("/v2/payouts", [body], order.reference)
        except GatewayRefused:
            # The reference may have been taken while the answer to it is no longer kept. Codes that say so are
            # not published, so that the list decides.
            known = self.find(order.reference)
            if known is None:
                raise
            return known
        items = answer.get("items") if isinstance(answer, dict) else None
        if not isinstance(items, list) or len(items) != 1:
            raise GatewayUnsure(f"the gateway's answer to {order.reference} is not understood")
        return _payout(items[0])

    def read(self, external_ref: str) -> Payout:
        """A payout by the service's id."""
        return _payout(self._get(f"/v2/payouts/{quote(external_ref, safe='')}"))

    def find(self, reference: str) -> Payout | None:
        """A payout by our reference, looked for in the service's list."""
        for item in self._list("/v2/payouts"):
            if item.get("refPayoutId") == reference:
                return _payout(item)
        return None

    def register(self, body: dict[str, Any]) -> Seller:
        """Make a seller; the same refSellerId again is the same seller."""
        try:
            return _seller(self._post("/v2/sellers", body, str(body["refSellerId"])))
        except GatewayRefused:
            for item in self._list("/v2/sellers"):
                if item.get("refSellerId") == body["refSellerId"]:
                    return _seller(item)
            raise

    def read_seller(self, external_ref: str) -> Seller:
        """A seller by the service's id."""
        return _seller(self._get(f"/v2/sellers/{quote(external_ref, safe='')}"))

    def balance(self) -> dict[str, Any]:
        """What can be paid out, and what is still on its way in."""
        answer = self._get("/v2/balances")
        if not isinstance(answer, dict):
            raise GatewayUnsure("the gateway's answer is not understood")
        return answer

    def _list(self, path: str) -> Iterator[dict[str, Any]]:
        after: str | None = None
        while True:
            query = f"?limit={PAGE}" + (f"&startingAfter={quote(after, safe='')}" if after else "")
            answer = self._get(path + query)
            items = answer.get("items", []) if isinstance(answer, dict) else []
            yield from items
            if not items or not answer.get("hasNext"):
                return
            if items[-1].get("id") == after:
                raise GatewayUnsure("the gateway's list goes round in circles")
            after = str(items[-1].get("id"))

    def _post(self, path: str, body: Any, idempotency_key: str) -> Any:
        header = {
            "alg": "dir",
            "enc": "A256GCM",
            "iat": self._now().astimezone(_SEOUL).isoformat(timespec="seconds"),
            "nonce": str(uuid4()),
        }
        sealed = jwe.encrypt_compact(
            header, json.dumps(body, ensure_ascii=False).encode(), self._key, registry=self._registry
        )  # fmt: skip
        return self._ask(
            "POST", path, data=sealed, headers=ENCRYPTION | {"Idempotency-Key": idempotency_key}
        )

    def _get(self, path: str) -> Any:
        return self._ask("GET", path)

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        try:
            answer = self._session.request(
                method, self._url + path, timeout=self._timeout, allow_redirects=False, **more
            )
        except requests.RequestException as problem:
            raise GatewayUnsure(
                f"no answer from the gateway ({type(problem).__name__})", hint="try again"
            ) from None
        if answer.status_code in _CLOSED:
            _, code, _ = self._read_error(answer.text)
            raise EnvironmentProblem(
                f"the gateway lets nobody in: {answer.status_code} {code}",
                hint="check MINDGARDEN_TOSS_URL and the keys",
            )
        if answer.status_code in _REFUSED:
            is_readable, code, message = self._read_error(answer.text)
            if is_readable:
                raise GatewayRefused(code, message)
        if answer.status_code != 200:
            raise GatewayUnsure(f"the gateway answered {answer.status_code}", hint="try again")
        content = self._read(answer.text)
        if not isinstance(content, dict) or "entityBody" not in content:
            raise GatewayUnsure("the gateway's answer was cut or is not understood")
        return content["entityBody"]

    def _read(self, text: str) -> Any:
        """What an answer holds, sealed or not; None if it can't be read."""
        try:
            if not text.lstrip().startswith("{"):
                opened = jwe.decrypt_compact(text.strip(), self._key, registry=self._registry)
                text = (opened.plaintext or b"").decode()
            return json.loads(text, parse_float=Decimal)
        except (JoseError, ValueError):
            return None

    def _read_error(self, text: str) -> tuple[bool, str, str]:
        content = self._read(text)
        error = content if isinstance(content, dict) else {}
        error = error.get("error") or error.get("entityBody") or error
        code, message = error.get("code"), error.get("message")
        return bool(code), str(code or "UNKNOWN"), str(message or "")


def _payout(item: Any) -> Payout:
    try:
        error = item.get("error") or {}
        return Payout(
            reference=str(item["refPayoutId"]),
            external_ref=str(item["id"]),
            amount=Decimal(item["amount"]["value"]),
            currency=str(item["amount"]["currency"]),
            status=str(item["status"]),
            day=str(item.get("payoutDate") or item["requestedAt"])[:10],
            code=error.get("code"),
            reason=error.get("message"),
        )
    except (KeyError, TypeError, AttributeError, ArithmeticError):
        raise GatewayUnsure("the gateway's payout is not understood") from None


def _seller(item: Any) -> Seller:
    try:
        return Seller(str(item["refSellerId"]), str(item["id"]), str(item["status"]))
    except (KeyError, TypeError):
        raise GatewayUnsure("the gateway's seller is not understood") from None
