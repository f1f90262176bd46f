"""Toss Payments' payout service v2 as it is published: sealed bodies, idempotency keys, lists, signed webhooks.

It fails on purpose, one failure a POST of payouts, in the order given:
  timeout_after  takes the payouts and answers too late     timeout_before  answers too late, taking nothing
  500_after      takes them and answers 500                 500_before      answers 500, taking nothing
  truncated      takes them and answers half                processing      says that the same is being processed
  forgotten      takes them, answers 500 and forgets the idempotency key
  ok             nothing goes wrong
"""

from __future__ import annotations

import base64
import json
import time
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask import Flask, Response, request
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from app.integrations.toss_signature import sign

FAILURES = (
    "timeout_after", "timeout_before", "500_after", "500_before", "truncated", "processing",
    "forgotten", "ok",
)  # fmt: skip
TRIAL_SECRET_KEY = "test_sk_simulator"  # noqa: S105  a stand-in has no secrets
TRIAL_SECURITY_KEY = "0011223344556677" * 4
_ALGORITHMS = ["dir", "A256GCM"]


class TossSimulator:
    """Its state, and what the HTTP routes do with it."""

    def __init__(
        self, secret_key: str, security_key: str, failures: Iterable[str] = (), hang: float = 65
    ) -> None:
        self.secret_key = secret_key
        self.security_key = security_key
        self.failures = deque(failures)
        self.hang = hang
        self.sellers: dict[str, dict[str, Any]] = {}
        self.payouts: dict[str, dict[str, Any]] = {}
        self.webhooks: list[dict[str, str]] = []
        self.requests = 0
        self._answers: dict[str, tuple[str, int, str]] = {}
        self._key = OctKey.import_key(bytes.fromhex(security_key))
        self._registry = jwe.JWERegistry(algorithms=_ALGORITHMS, strict_check_header=False)

    def settle(self, reference: str, status: str, code: str = "", message: str = "") -> None:
        """The bank answered the service: COMPLETED or FAILED, and a webhook goes out."""
        payout = next(p for p in self.payouts.values() if p["refPayoutId"] == reference)
        payout["status"] = status
        payout["error"] = {"code": code, "message": message} if code else None
        self._announce("payout", payout)

    def approve(self, seller_ref: str, status: str = "APPROVED") -> None:
        """The seller identified, or passed the check; a webhook goes out."""
        self.sellers[seller_ref]["status"] = status
        self._announce("seller", self.sellers[seller_ref])

    def _announce(self, kind: str, entity: dict[str, Any]) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        body = json.dumps(
            {
                "eventType": f"{kind}.changed",
                "createdAt": at,
                "version": "2022-11-16",
                "eventId": str(uuid4()),
                "entityType": kind,
                "entityBody": entity,
            },
            ensure_ascii=False,
        )
        right = sign(self.security_key, body.encode(), at, "hex")
        # The service signs twice, while keys are changed: one of the two is right.
        self.webhooks.append({"body": body, "signature": f"v1:{'A' * 43}=,v1:{right}", "time": at})

    def open(self) -> Any:
        """The body of a sealed request; None if it is not sealed as it should be."""
        try:
            opened = jwe.decrypt_compact(
                request.get_data(as_text=True), self._key, registry=self._registry
            )
            header = opened.headers()
            is_whole = header.get("enc") == "A256GCM" and {"iat", "nonce"} <= header.keys()
            return json.loads(opened.plaintext or b"") if is_whole else None
        except (JoseError, ValueError):
            return None

    def seal(self, entity_type: str, body: Any, status: int = 200) -> Response:
        """An answer to a sealed request is sealed, too."""
        content = json.dumps(_envelope(entity_type, body, status), ensure_ascii=False).encode()
        header = {"alg": "dir", "enc": "A256GCM", "iat": "2026-01-01T00:00:00+09:00", "nonce": str(uuid4())}  # fmt: skip
        text = jwe.encrypt_compact(header, content, self._key, registry=self._registry)
        return Response(text, status, content_type="text/plain")

    def add_seller(self, body: dict[str, Any]) -> Response:
        """Corporations can be paid at once; others identify first."""
        if body.get("refSellerId") in self.sellers:
            return self.seal("seller", ("DUPLICATED_REF_SELLER_ID", "refSellerId is taken"), 400)
        is_corporate = body.get("businessType") == "CORPORATE"
        number = str(body["account"]["accountNumber"])
        seller = body | {
            "id": f"seller_{uuid4().hex}",
            "account": body["account"] | {"accountNumber": f"{number[:3]}*****{number[-5:]}"},
            "status": "PARTIALLY_APPROVED" if is_corporate else "APPROVAL_REQUIRED",
        }
        self.sellers[str(body["refSellerId"])] = seller
        return self.seal("seller", seller)

    def add_payouts(self, items: list[dict[str, Any]]) -> Response:
        """All of them or none."""
        known = {payout["refPayoutId"] for payout in self.payouts.values()}
        for item in items:
            fault = self._fault(item, known)
            if fault:
                return self.seal("payout", fault, 400)
            known.add(item["refPayoutId"])
        taken = []
        for item in items:
            payout = item | {
                "id": f"FPA_{len(self.payouts) + 1:05}",
                "requestedAt": datetime.now(UTC).isoformat(timespec="seconds"),
                "status": "IN_PROGRESS" if item["scheduleType"] == "EXPRESS" else "REQUESTED",
                "error": None,
            }
            self.payouts[payout["id"]] = payout
            taken.append(payout)
        return self.seal("payout", {"items": taken})

    def _fault(self, item: dict[str, Any], known: set[str]) -> tuple[str, str] | None:
        seller = next(
            (s for s in self.sellers.values() if s["id"] == item.get("destination")), None
        )
        value = item.get("amount", {}).get("value", 0)
        if item.get("refPayoutId") in known:
            return "DUPLICATED_REF_PAYOUT_ID", "refPayoutId is taken"
        if seller is None:
            return "NOT_FOUND_SELLER", "no such seller"
        if seller["status"] not in ("APPROVED", "PARTIALLY_APPROVED"):
            return "NOT_ALLOWED_SELLER_STATUS", "the seller cannot be paid"
        if (
            not 0 < value < 1_000_000_000
            or not 1 <= len(item.get("transactionDescription", "")) <= 7
        ):
            return "INVALID_REQUEST", "amount or transactionDescription"
        return None

    def post(self, path: str) -> Response:
        """A sealed request, with its scripted failure and its idempotency key."""
        self.requests += 1
        body = self.open()
        if body is None or request.headers.get("TossPayments-api-security-mode") != "ENCRYPTION":
            return _plain("INVALID_ENCRYPTION", "the body is not sealed", 400)
        failure = self.failures.popleft() if path == "payouts" and self.failures else "ok"
        if failure in ("timeout_before", "500_before"):
            return self._fail(failure)
        if failure == "processing":
            return _plain("IDEMPOTENT_REQUEST_PROCESSING", "the same is being processed", 409)
        key = request.headers.get("Idempotency-Key", "")
        kept = self._answers.get(f"{path} {key}") if key else None
        if kept is not None:
            if kept[0] != json.dumps(body, sort_keys=True):
                return _plain("INVALID_IDEMPOTENCY_KEY", "the key was used for another body", 400)
            answer = Response(kept[2], kept[1], content_type="text/plain")
        else:
            answer = self.add_payouts(body) if path == "payouts" else self.add_seller(body)
            if key and failure != "forgotten":
                answer_text = answer.get_data(as_text=True)
                self._answers[f"{path} {key}"] = (json.dumps(body, sort_keys=True), answer.status_code, answer_text)  # fmt: skip
        if failure == "truncated":
            text = answer.get_data(as_text=True)
            return Response(text[: len(text) // 2], 200, content_type="text/plain")
        return answer if failure == "ok" else self._fail(failure)

    def _fail(self, failure: str) -> Response:
        if failure.startswith("timeout"):
            time.sleep(self.hang)
        return _plain("FAILED_INTERNAL_SYSTEM_PROCESSING", "try again", 500)


def _envelope(entity_type: str, body: Any, status: int = 200) -> dict[str, Any]:
    head = {"version": "2022-11-16", "traceId": uuid4().hex, "entityType": entity_type}
    if status == 200:
        return head | {"entityBody": body}
    return head | {"error": {"code": body[0], "message": body[1]}}


def _plain(code: str, message: str, status: int) -> Response:
    text = json.dumps(_envelope("error", (code, message), status))
    return Response(text, status, content_type="application/json")


def _page(found: list[dict[str, Any]]) -> dict[str, Any]:
    after, limit = request.args.get("startingAfter"), int(request.args.get("limit", 100))
    ids = [item["id"] for item in found]
    start = ids.index(after) + 1 if after in ids else 0
    return {"items": found[start : start + limit], "hasNext": len(found) > start + limit}


def create_app(simulator: TossSimulator | None = None) -> Flask:
    """The service's routes, and `/_simulator` to move it along; without a state: one with keys for trying out."""
    simulator = simulator or TossSimulator(TRIAL_SECRET_KEY, TRIAL_SECURITY_KEY)
    app = Flask(__name__)
    right = "Basic " + base64.b64encode(f"{simulator.secret_key}:".encode()).decode()

    @app.before_request
    def check_key() -> Response | None:
        if request.path.startswith("/v2/") and request.headers.get("Authorization") != right:
            return _plain("UNAUTHORIZED_KEY", "unknown secret key", 401)
        return None

    @app.post("/v2/<any(sellers, payouts):path>")
    def post(path: str) -> Response:
        return simulator.post(path)

    @app.get("/v2/payouts")
    def list_payouts() -> dict[str, Any]:
        return _envelope("payout", _page(list(simulator.payouts.values())))

    @app.get("/v2/sellers")
    def list_sellers() -> dict[str, Any]:
        return _envelope("seller", _page(list(simulator.sellers.values())))

    @app.get("/v2/payouts/<payout_id>")
    def read_payout(payout_id: str) -> Any:
        found = simulator.payouts.get(payout_id)
        return _envelope("payout", found) if found else _plain("NOT_FOUND", "no such payout", 404)

    @app.get("/v2/sellers/<seller_id>")
    def read_seller(seller_id: str) -> Any:
        found = next((s for s in simulator.sellers.values() if s["id"] == seller_id), None)
        return _envelope("seller", found) if found else _plain("NOT_FOUND", "no such seller", 404)

    @app.get("/v2/balances")
    def balances() -> dict[str, Any]:
        none = {"currency": "KRW", "value": 0}
        return _envelope("balances", {"pendingAmount": none, "availableAmount": none | {"value": 999_999_999}})  # fmt: skip

    _add_controls(app, simulator)
    return app


def _add_controls(app: Flask, simulator: TossSimulator) -> None:
    """What the service does by itself, on request."""

    @app.post("/_simulator/settle")
    def settle() -> dict[str, Any]:
        simulator.settle(**request.get_json())
        return simulator.webhooks[-1]

    @app.post("/_simulator/approve")
    def approve() -> dict[str, Any]:
        simulator.approve(**request.get_json())
        return simulator.webhooks[-1]

    @app.post("/_simulator/fail")
    def fail() -> dict[str, Any]:
        simulator.failures.extend(name for name in request.get_json() if name in FAILURES)
        return {"failures": list(simulator.failures)}

    @app.get("/_simulator/webhooks")
    def webhooks() -> list[dict[str, str]]:
        return simulator.webhooks
