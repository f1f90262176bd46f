"""How personal data looks on screens unless somebody asks to see it, which is audited.

The same rules as billing.mask_email and billing.mask_name, for what the database holds as ciphertext only.
"""

from __future__ import annotations


def mask_email(email: str) -> str:
    """ki***@example.kr; nothing of a name of one or two letters."""
    name, at, domain = email.partition("@")
    if not email:
        return ""
    return (name[:2] if len(name) > 2 else "") + "***" + at + domain


def mask_name(name: str) -> str:
    """홍*동; the first letter of a name of two, none of a single one."""
    if len(name) <= 1:
        return "*" * len(name)
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_phone(phone: str) -> str:
    """+82*******5678: country and the last four digits."""
    return phone[:3] + "*" * max(0, len(phone) - 7) + phone[-4:]
