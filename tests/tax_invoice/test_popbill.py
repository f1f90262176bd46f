"""The adapter speaks the published contract: signature, body, and what counts as a refusal."""

from __future__ import annotations

import json

import pytest
import requests

from app.failure import BadInput
from app.integrations.linkhub import Linkhub, signature
from app.integrations.popbill import SCOPES, Popbill, configured
from app.integrations.popbill_document import Document, body_of
from app.integrations.trouble import Refused, Unsure
from tests.clone import environment
from tests.tax_invoice.conftest import Service
from tests.tax_invoice.shop import SUPPLIER

FACTS = {
    "document_key": "TIAAAAAAAAcACAAAAAAAAKAQ", "written_on": "2026-10-31", "tax_type": "taxable", "supply_minor": 1000,
    "tax_minor": 100, "total_minor": 1100, "supplier": SUPPLIER | {"business_number": "1248100998"},
    "buyer": dict.fromkeys(SUPPLIER, "가게") | {"business_number": "1010100014"}, "remark": "", "amendment_kind": None,
    "original_approval_number": None, "is_late": False, "is_to_be_sent": False,
    "items": [{"item_no": 1, "name": "플랫폼 수수료", "supply_minor": 1000, "tax_minor": 100}],
}  # fmt: skip


def test_signature_equals_the_published_vector() -> None:
    body = json.dumps({"access_id": "1234567890", "scope": ["member", "110"]}).encode()
    assert body == b'{"access_id": "1234567890", "scope": ["member", "110"]}'
    made = signature(
        "bGlua2h1Yi10ZXN0LXNlY3JldC1rZXktMzJieXRlcyE=", "POPBILL_TEST", body, "2026-11-22T10:00:00Z"
    )
    assert made == "P6OGEIWi1rILNqTgnsfCmsFf9jfH8WcAd8OkjIIhzvo="


def test_an_amendment_names_its_kind_and_the_original() -> None:
    facts = FACTS | {
        "amendment_kind": 4,
        "original_approval_number": "2" * 24,
        "remark": "당초 작성일 2026-10-31",
    }
    body = body_of(Document(facts))
    assert (body["modifyCode"], body["orgNTSConfirmNum"], body["remark1"]) == (
        4,
        "2" * 24,
        "당초 작성일 2026-10-31",
    )
    zero = body_of(Document(FACTS | {"tax_type": "zero_rated", "tax_minor": 0}))
    assert (zero["taxType"], zero["taxTotal"]) == ("영세", "0")


def test_the_simulator_refuses_what_popbill_would(service: Service) -> None:
    popbill = service.popbill()
    bad = [
        FACTS | {"total_minor": 1101},  # doesn't add up
        FACTS | {"supply_minor": 900, "total_minor": 1000},  # items say otherwise
        FACTS | {"document_key": "a b"},
        FACTS | {"supply_minor": -1000, "tax_minor": -100, "total_minor": -1100,
                 "items": [{"item_no": 1, "name": "x", "supply_minor": -1000, "tax_minor": -100}]},
        FACTS | {"amendment_kind": 2},  # without the original
        FACTS | {"buyer": FACTS["buyer"] | {"business_number": ""}},
    ]  # fmt: skip
    for facts in bad:
        with pytest.raises(Refused):
            popbill.issue(Document(facts))
    assert service.state.documents == {}
    number = popbill.issue(Document(FACTS))
    assert number == "202611034100000000000001"
    info = popbill.info(Document(FACTS))
    assert info is not None
    assert (info.state, info.approval_number, info.supply, info.tax, info.written_on) == (
        300,
        number,
        "1000",
        "100",
        "20261031",
    )
    assert info.issued_at == service.now
    assert popbill.info(Document(FACTS | {"document_key": "other"})) is None


def test_an_issued_document_is_cancelled_until_it_is_sent(service: Service) -> None:
    popbill = service.popbill()
    document, other = Document(FACTS), Document(FACTS | {"document_key": "other"})
    popbill.issue(document)
    popbill.issue(other)
    popbill.cancel(document, "wrong")
    info = popbill.info(document)
    assert info is not None
    assert (info.is_cancelled, info.is_issued) == (True, False)
    popbill.send(other)
    with pytest.raises(Refused):
        popbill.cancel(other, "too late")
    with pytest.raises(Refused):
        popbill.send(document)


def test_a_wrong_key_is_a_refusal_and_a_dead_service_is_not(service: Service) -> None:
    with pytest.raises(Refused):
        Linkhub(service.url, "SIMULATOR", "d3Jvbmc=", "POPBILL_TEST", SCOPES).token("1248100998")
    nowhere = "http://127.0.0.1:9"
    away = Popbill(nowhere, Linkhub(nowhere, "a", "d3Jvbmc=", "POPBILL_TEST", SCOPES), timeout=0.2)
    with pytest.raises(Unsure):
        away.info(Document(FACTS))


def test_without_an_account_the_hint_says_what_to_set() -> None:
    with (
        environment({"MINDGARDEN_POPBILL_LINK_ID": None, "MINDGARDEN_POPBILL_SECRET_KEY": None}),
        pytest.raises(BadInput, match="no account"),
    ):
        configured()


def test_faults_can_be_asked_for_over_http(service: Service) -> None:
    wanted = {"operation": "issue", "faults": ["error_before"]}
    assert (
        requests.post(f"{service.url}/simulator/faults", json=wanted, timeout=5).status_code == 200
    )
    with pytest.raises(Unsure):
        service.popbill().issue(Document(FACTS))
    service.popbill().issue(Document(FACTS))
    with pytest.raises(ValueError, match="unknown faults"):
        service.state.fail("issue", "meteor")
