"""Signatures of Toss Payments' payout webhooks: HMAC-SHA256 over the body and the time of transmission."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Literal

KeyForm = Literal["utf8", "hex", "either"]


def sign(
    security_key: str, body: bytes, transmission_time: str, form: Literal["utf8", "hex"]
) -> str:
    """The signature in base64, as it stands after `v1:`."""
    key = security_key.encode() if form == "utf8" else bytes.fromhex(security_key)
    message = body + b":" + transmission_time.encode()
    return base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode()


def is_signed(
    security_key: str, body: bytes, transmission_time: str, header: str, form: KeyForm
) -> bool:
    """Whether one of the header's signatures (`v1:…,v1:…`) is right; every one is compared in constant time."""
    forms: list[Literal["utf8", "hex"]] = ["utf8", "hex"] if form == "either" else [form]
    wanted = [
        base64.b64decode(sign(security_key, body, transmission_time, one).encode()) for one in forms
    ]
    found = False
    for part in header.split(","):
        given = part.strip().removeprefix("v1:")
        try:
            decoded = base64.b64decode(given, validate=True)
        except (binascii.Error, ValueError):
            continue
        for right in wanted:
            found |= hmac.compare_digest(decoded, right)
    return found
