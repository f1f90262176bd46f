"""From where somebody asks to be let in: what a portal knows of a browser before it knows a person."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Visit:
    """The circumstances of a log-in. Country: ISO 3166, if the proxy in front says it."""

    portal: str = "tenant"
    address: str | None = None
    country: str | None = None
    user_agent: str | None = None
    device_token: str | None = field(default=None, repr=False)
    request_id: str | None = None

    @property
    def device_hash(self) -> bytes | None:
        """What the database knows of the device's cookie."""
        return hash_token(self.device_token) if self.device_token else None


def hash_token(token: str) -> bytes:
    """SHA-256: tokens are random, so that no slow hash is needed."""
    return hashlib.sha256(token.encode()).digest()
