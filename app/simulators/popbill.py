"""Popbill and Linkhub on loopback: the published contract of tax invoices, with failures on purpose.

Not published, and therefore made up: the codes of a used key, a closed-down buyer, a document that was sent. The adapter
doesn't depend on them: after any failure it asks for the document by its key.
"""

from __future__ import annotations

import json
import re
import socket
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask import Flask, Response, request

from app.integrations.linkhub import VERSION, signature

SEOUL = ZoneInfo("Asia/Seoul")
ISSUER_NUMBER = "41000000"
_KEY = re.compile(r"[A-Za-z0-9_-]{1,24}")
_REQUIRED = (
    "issueType", "taxType", "chargeDirection", "purposeType", "writeDate", "supplyCostTotal", "taxTotal", "totalAmount",
    "invoicerCorpNum", "invoicerCorpName", "invoicerMgtKey", "invoiceeCorpNum", "invoiceeCorpName", "invoiceeType",
)  # fmt: skip
NO_SUCH_DOCUMENT, KEY_IN_USE, CLOSED_BUYER, BAD_DOCUMENT = (
    -11000005,
    -11000901,
    -11000902,
    -11000903,
)
ALREADY_SENT, BAD_TOKEN, BAD_SIGNATURE, BROKEN = -11000904, -10000901, -99010901, -10000902
# fault -> what it does. before: nothing was done; after: it was done all the same.
FAULTS = (
    "timeout_before", "timeout_after", "dropped_before", "dropped_after", "error_before", "error_after", "half_after",
    "unreadable_after", "lost_after",
)  # fmt: skip


@dataclass
class State:
    """What the service knows, and what it will do wrong: open to tests and to the control route."""

    link_id: str = "SIMULATOR"
    secret_key: str = "bGlua2h1Yi10ZXN0LXNlY3JldC1rZXktMzJieXRlcyE="  # noqa: S105  a simulator's key is no secret
    service_id: str = "POPBILL_TEST"
    delay: float = 1.0
    token_life: timedelta = timedelta(hours=1)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    documents: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    not_taken: int = 0  # so many sendings to the tax service fail
    faults: dict[str, deque[str]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    on_request: Callable[[str], None] = lambda _operation: None
    lock: Any = field(default_factory=Lock)

    def fail(self, operation: str, *faults: str) -> None:
        """The next requests of an operation (issue, info, cancel, send, token) go wrong, one after the other."""
        unknown = set(faults) - {*FAULTS, "none"}
        if unknown:
            raise ValueError(f"unknown faults {unknown}; known are {', '.join(FAULTS)}")
        self.faults.setdefault(operation, deque()).extend(faults)


def create_app(state: State | None = None) -> Flask:
    """The service; its state is `app.extensions["state"]`."""
    app = Flask(__name__)
    held = app.extensions["state"] = state or State()

    @app.post("/<service_id>/Token")
    def token(service_id: str) -> Response:
        return _faulty(held, "token", lambda: _token(held, service_id))

    @app.post("/Taxinvoice")
    def register() -> Response:
        if request.headers.get("X-HTTP-Method-Override") != "ISSUE":
            return _no(404, BROKEN, "지원하지 않는 호출입니다.")
        return _faulty(held, "issue", lambda: _as_member(held, lambda owner: _issue(held, owner)))

    @app.get("/Taxinvoice/SELL/<key>")
    def info(key: str) -> Response:
        return _faulty(
            held, "info", lambda: _as_member(held, lambda owner: _info(held, owner, key))
        )

    @app.post("/Taxinvoice/SELL/<key>")
    def change(key: str) -> Response:
        steps = {"CANCELISSUE": ("cancel", _cancel), "NTS": ("send", _send)}
        step = steps.get(request.headers.get("X-HTTP-Method-Override", ""))
        if step is None:
            return _no(404, BROKEN, "지원하지 않는 호출입니다.")
        operation, do = step
        return _faulty(
            held, operation, lambda: _as_member(held, lambda owner: do(held, owner, key))
        )

    @app.post("/simulator/faults")
    def faults() -> Response:
        """Control, not Popbill's: {"operation": "issue", "faults": ["timeout_after"]}."""
        wanted = request.get_json()
        held.fail(wanted["operation"], *wanted["faults"])
        return _yes({"code": 1})

    return app


def _faulty(state: State, operation: str, do: Callable[[], Response]) -> Response:
    state.seen.append(operation)
    state.on_request(operation)
    script = state.faults.get(operation)
    fault = script.popleft() if script else "none"
    if fault == "timeout_before":
        time.sleep(state.delay)
        return _no(504, BROKEN, "처리 시간이 초과되었습니다.")
    if fault == "dropped_before":
        return _drop()
    if fault == "error_before":
        return _no(500, BROKEN, "서버 오류가 발생하였습니다.")
    done = do()
    if fault == "timeout_after":
        time.sleep(state.delay)
    if fault == "dropped_after":
        return _drop()
    if fault == "error_after":
        return _no(500, BROKEN, "서버 오류가 발생하였습니다.")
    whole = done.get_data()
    if fault == "half_after":  # the connection breaks in the middle: fewer bytes than were promised
        return Response(
            whole[: len(whole) // 2],
            done.status_code,
            {"Content-Length": str(len(whole)), "Content-Type": "application/json"},
        )
    if fault == "unreadable_after":
        return Response(whole[: len(whole) // 2], done.status_code, mimetype="application/json")
    if fault == "lost_after":  # an answer that tells nothing
        return _yes({"code": 1, "message": "발행 완료"})
    return done


def _drop() -> Response:
    """The connection ends without an answer."""
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return Response()


def _token(state: State, service_id: str) -> Response:
    body, date = request.get_data(), request.headers.get("x-lh-date", "")
    expected = f"LINKHUB {state.link_id} {signature(state.secret_key, service_id, body, date)}"
    if (
        service_id != state.service_id
        or request.headers.get("x-lh-version") != VERSION
        or request.headers.get("Authorization") != expected
    ):
        return _no(401, BAD_SIGNATURE, "인증 정보가 올바르지 않습니다.")
    wanted = json.loads(body)
    expires = state.now() + state.token_life
    made = uuid4().hex
    state.tokens[made] = (wanted["access_id"], expires)
    return _yes({
        "session_token": made, "serviceID": service_id, "linkID": state.link_id, "usercode": wanted["access_id"],
        "ipaddress": "127.0.0.1", "expiration": expires.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "scope": wanted["scope"],
    })  # fmt: skip


def _as_member(state: State, do: Callable[[str], Response]) -> Response:
    found = state.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
    if found is None or found[1] <= state.now():
        return _no(401, BAD_TOKEN, "세션 토큰이 만료되었습니다.")
    return do(found[0])


def _issue(state: State, owner: str) -> Response:
    body: dict[str, Any] = request.get_json()
    problem = _problem(body, owner)
    if problem:
        return _no(400, BAD_DOCUMENT, problem)
    if body["invoiceeCorpNum"] in state.closed:
        return _no(400, CLOSED_BUYER, "공급받는자의 사업자등록번호가 폐업 상태입니다.")
    key = (owner, body["invoicerMgtKey"])
    with state.lock:
        if key in state.documents:
            return _no(400, KEY_IN_USE, "이미 사용 중인 문서번호입니다.")
        at = state.now().astimezone(SEOUL)
        number = f"{at:%Y%m%d}{ISSUER_NUMBER}{len(state.documents) + 1:08}"
        stamp = f"{at:%Y%m%d%H%M%S}"
        state.documents[key] = {
            "itemKey": uuid4().hex[:18], "taxType": body["taxType"], "writeDate": body["writeDate"], "regDT": stamp,
            "issueType": body["issueType"], "supplyCostTotal": body["supplyCostTotal"], "taxTotal": body["taxTotal"],
            "purposeType": body["purposeType"], "issueDT": stamp, "lateIssueYN": bool(body.get("forceIssue")), "openYN": False,
            "stateCode": 300, "stateDT": stamp, "ntsconfirmNum": number, "modifyCode": body.get("modifyCode"), "body": body,
        }  # fmt: skip
    return _yes({"code": 1, "message": "발행 완료", "ntsConfirmNum": number})


def _problem(body: dict[str, Any], owner: str) -> str | None:
    missing = [name for name in _REQUIRED if not body.get(name)]
    if missing:
        return f"필수 항목이 없습니다: {', '.join(missing)}"
    if body["invoicerCorpNum"] != owner:
        return "공급자의 사업자등록번호가 회원과 다릅니다."
    if not _KEY.fullmatch(body["invoicerMgtKey"]):
        return "문서번호의 형식이 올바르지 않습니다."
    items = body.get("detailList") or []
    if not 1 <= len(items) <= 99:
        return "품목은 1개부터 99개까지입니다."
    sums = [(body["supplyCostTotal"], "supplyCost"), (body["taxTotal"], "tax")]
    if any(int(total) != sum(int(item[name]) for item in items) for total, name in sums):
        return "품목의 합계가 합계금액과 다릅니다."
    if int(body["supplyCostTotal"]) + int(body["taxTotal"]) != int(body["totalAmount"]):
        return "공급가액과 세액의 합이 합계금액과 다릅니다."
    is_amendment = body.get("modifyCode") is not None
    if is_amendment != bool(body.get("orgNTSConfirmNum")) or (
        is_amendment and body["modifyCode"] not in range(1, 7)
    ):
        return "수정사유코드와 당초 승인번호를 확인해 주십시오."
    if int(body["totalAmount"]) < 0 and not is_amendment:
        return "수정세금계산서만 음수일 수 있습니다."
    return None


def _info(state: State, owner: str, key: str) -> Response:
    found = state.documents.get((owner, key))
    if found is None:
        return _no(400, NO_SUCH_DOCUMENT, "해당하는 문서번호가 존재하지 않습니다.")
    return _yes({name: value for name, value in found.items() if name != "body"})


def _cancel(state: State, owner: str, key: str) -> Response:
    found = state.documents.get((owner, key))
    if found is None:
        return _no(400, NO_SUCH_DOCUMENT, "해당하는 문서번호가 존재하지 않습니다.")
    if found["stateCode"] != 300:
        return _no(400, ALREADY_SENT, "발행 완료 상태에서만 취소할 수 있습니다.")
    found["stateCode"] = 600
    return _yes({"code": 1, "message": "발행 취소 완료"})


def _send(state: State, owner: str, key: str) -> Response:
    found = state.documents.get((owner, key))
    if found is None:
        return _no(400, NO_SUCH_DOCUMENT, "해당하는 문서번호가 존재하지 않습니다.")
    if found["stateCode"] not in (300, 305):
        return _no(400, ALREADY_SENT, "국세청 전송 대상이 아닙니다.")
    stamp = f"{state.now().astimezone(SEOUL):%Y%m%d%H%M%S}"
    if state.not_taken:
        state.not_taken -= 1
        found.update(stateCode=305, ntssendDT=stamp, ntssendErrCode="SYN003")
    else:
        found.update(stateCode=304, ntssendDT=stamp, ntsresultDT=stamp, ntsresult="SUC001")
    return _yes({"code": 1, "message": "전송 요청 완료"})


def _yes(body: dict[str, Any]) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), mimetype="application/json")


def _no(status: int, code: int, message: str) -> Response:
    body = json.dumps({"code": code, "message": message}, ensure_ascii=False)
    return Response(body, status=status, mimetype="application/json")
