"""The two parties of a statement: the platform's headquarters and the tenant."""

from dataclasses import dataclass

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.reports import labels
from app.reports.model import Locale, Row


class Headquarters(BaseSettings):
    """Who operates the platform, as printed on statements: MINDGARDEN_HQ_<FIELD>.

    The defaults are made up; the business number passes its check digit and belongs to nobody.
    """

    model_config = SettingsConfigDict(env_prefix="MINDGARDEN_HQ_", frozen=True, extra="ignore")

    name_ko: str = Field(default="마인드가든", description="Registered name, Korean.")
    name_en: str = Field(default="MindGarden", description="Registered name, English.")
    business_number: str = Field(default="101-01-00014", description="Business number.")
    representative: str = Field(default="", description="Representative, left out if empty.")
    address: str = Field(default="", description="Address, left out if empty.")
    phone: str = Field(default="", description="Telephone for questions, left out if empty.")


@dataclass(frozen=True)
class Party:
    """Who a statement is from or to."""

    name: str
    business_number: str | None
    address: str | None
    representative: str | None = None
    phone: str | None = None


def business_number(digits: str | None) -> str | None:
    """`1010100014` as it is written: `101-01-00014`."""
    if digits and len(digits) == 10 and digits.isdigit():
        return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"
    return digits or None


def headquarters(locale: Locale) -> Party:
    """The platform's operator, from the settings."""
    known = Headquarters()
    return Party(
        name=known.name_ko if locale == "ko" else known.name_en,
        business_number=business_number(known.business_number),
        address=known.address or None,
        representative=known.representative or None,
        phone=known.phone or None,
    )


def tenant(of: Row, locale: Locale) -> Party:
    """The tenant whom the statement is for."""
    return Party(
        name=labels.name(of, "tenant_name", locale) or of["tenant_key"],
        business_number=business_number(of["business_number"]),
        address=of["address"] or None,
    )
