"""Simulates Toss Payments' settlement query on loopback, with the failures that a network has."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Flask, Response, request

FAULTS = ("timeout", "error", "truncated", "duplicate")
LARGEST_PAGE = 5000


def create_app(
    rows: Iterable[dict[str, Any]] = (),
    *,
    secret_key: str = "test_sk_simulator",  # noqa: S107  a simulator's key is no secret
    faults: Iterable[str] = (),
    delay: float = 1.0,
) -> Flask:
    """The service, holding `rows` as GET /v1/settlements answers them; a POST to /simulator holds others.

    `faults` befall the requests one after the other, once each: `timeout` (an answer after `delay` seconds), `error`
    (500), `truncated` (half of the body), `duplicate` (this page begins with the last row of the one before), `none`.
    """
    held = list(rows)
    script = _known(faults)
    app = Flask(__name__)
    expected = base64.b64encode(f"{secret_key}:".encode()).decode()
    app.extensions["requests_seen"] = seen = []

    @app.get("/v1/settlements")
    def settlements() -> Response:
        seen.append(dict(request.args))
        if request.headers.get("Authorization") != f"Basic {expected}":
            return _fault(
                401, "UNAUTHORIZED_KEY", "인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다."
            )
        try:
            first = date.fromisoformat(request.args["startDate"])
            last = date.fromisoformat(request.args["endDate"])
            page = int(request.args.get("page", 1))
            size = int(request.args.get("size", 100))
        except (KeyError, ValueError):
            return _fault(400, "INVALID_REQUEST", "잘못된 요청입니다.")
        kind = request.args.get("dateType", "soldDate")
        if kind not in ("soldDate", "paidOutDate") or not 1 <= size <= LARGEST_PAGE or page < 1:
            return _fault(400, "INVALID_REQUEST", "잘못된 요청입니다.")
        fault = script.pop(0) if script else "none"
        if fault == "error":
            return _fault(
                500, "FAILED_INTERNAL_SYSTEM_PROCESSING", "내부 시스템 처리 작업이 실패했습니다."
            )
        if fault == "timeout":
            time.sleep(delay)
        wanted = [
            row for row in held if first.isoformat() <= str(row.get(kind)) <= last.isoformat()
        ]
        start = (page - 1) * size
        found = wanted[start : start + size]
        if fault == "duplicate" and found and start:
            found = [wanted[start - 1], *found]
        body = json.dumps(found, ensure_ascii=False).encode()
        if fault == "truncated":
            body = body[: len(body) // 2]
        return Response(body, mimetype="application/json")

    @app.post("/simulator")
    def control() -> Response:
        """Not Toss's: {"rows": [...], "faults": [...]} replaces what is held and what will go wrong."""
        wanted = request.get_json()
        held[:] = wanted.get("rows", held)
        script[:] = _known(wanted.get("faults", script))
        return Response("{}", mimetype="application/json")

    return app


def _known(faults: Iterable[str]) -> list[str]:
    script = list(faults)
    unknown = [fault for fault in script if fault not in (*FAULTS, "none")]
    if unknown:
        raise ValueError(f"unknown faults {unknown}; known are {', '.join(FAULTS)}")
    return script


def _fault(status: int, code: str, message: str) -> Response:
    body = json.dumps({"code": code, "message": message}, ensure_ascii=False)
    return Response(body, status=status, mimetype="application/json")
