"""A tax invoice as Popbill wants it: names and formats only, the figures are the database's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_TAX_TYPES = {"taxable": "과세", "zero_rated": "영세"}


@dataclass(frozen=True)
class Document:
    """A tax invoice as billing.tax_invoice_document describes it."""

    facts: dict[str, Any]

    @property
    def key(self) -> str:
        """Our own number of it, unique for ever."""
        return str(self.facts["document_key"])

    @property
    def supplier_number(self) -> str:
        """Business number of the member who issues it."""
        return str(self.facts["supplier"]["business_number"])

    @property
    def written_on(self) -> str:
        """Its date as `yyyyMMdd`."""
        return _day(self.facts["written_on"])

    @property
    def supply(self) -> str:
        """Supply value in won."""
        return str(self.facts["supply_minor"])

    @property
    def tax(self) -> str:
        """Tax in won."""
        return str(self.facts["tax_minor"])

    @property
    def is_to_be_sent(self) -> bool:
        """Issued the day before, or earlier: the tax service must have it."""
        return bool(self.facts["is_to_be_sent"])


def body_of(document: Document) -> dict[str, Any]:
    """The body of registIssue."""
    facts = document.facts
    body = {
        "issueType": "정발행",
        "taxType": _TAX_TYPES[facts["tax_type"]],
        "chargeDirection": "정과금",
        "purposeType": "영수",  # the fees were kept back from the payout
        "writeDate": document.written_on,
        "supplyCostTotal": document.supply,
        "taxTotal": document.tax,
        "totalAmount": str(facts["total_minor"]),
        "remark1": facts["remark"],
        **_party("invoicer", facts["supplier"]),
        "invoicerMgtKey": document.key,
        **_party("invoicee", facts["buyer"]),
        "invoiceeType": "사업자",
        "detailList": [_item(item, document.written_on) for item in facts["items"]],
        # Late costs 1 % of the supply value, not at all 2 %.
        "forceIssue": bool(facts["is_late"]),
    }
    if facts["amendment_kind"] is not None:
        body["modifyCode"] = facts["amendment_kind"]
        body["orgNTSConfirmNum"] = facts["original_approval_number"]
    return body


def _party(role: str, party: dict[str, str]) -> dict[str, str]:
    last = "1" if role == "invoicee" else ""
    return {
        f"{role}CorpNum": party["business_number"],
        f"{role}CorpName": party["name"],
        f"{role}CEOName": party["ceo_name"],
        f"{role}Addr": party["address"],
        f"{role}BizType": party["business_type"],
        f"{role}BizClass": party["business_item"],
        f"{role}ContactName{last}": party["contact_name"],
        f"{role}Email{last}": party["contact_email"],
    }


def _item(item: dict[str, Any], written_on: str) -> dict[str, Any]:
    return {
        "serialNum": item["item_no"],
        "purchaseDT": written_on,
        "itemName": item["name"],
        "supplyCost": str(item["supply_minor"]),
        "tax": str(item["tax_minor"]),
    }


def _day(text: str) -> str:
    return text.replace("-", "")
