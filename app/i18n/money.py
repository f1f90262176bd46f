"""Amounts as people read them. An amount is whole minor units; nothing here computes one."""

from dataclasses import dataclass
from typing import Final

from app.i18n.catalogue import Language

MINUS: Final = "−"

# What stands before and after the digits. A currency that isn't here shows its code.
_SIGNS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("KRW", "ko"): ("", "원"),
    ("KRW", "en"): ("₩", ""),
    ("JPY", "ko"): ("", "엔"),
    ("JPY", "en"): ("¥", ""),
    ("USD", "ko"): ("$", ""),
    ("USD", "en"): ("$", ""),
    ("EUR", "ko"): ("€", ""),
    ("EUR", "en"): ("€", ""),
}


@dataclass(frozen=True)
class Money:
    """The parts of a written amount, so that a page can set the unit smaller."""

    sign: str
    prefix: str
    digits: str
    suffix: str

    def __str__(self) -> str:
        return f"{self.sign}{self.prefix}{self.digits}{self.suffix}"


def digits(minor: int, decimals: int, *, plus: bool = False) -> str:
    """Write an amount without its unit: −1,234.50, or +1,234 where a plus is asked for."""
    return _sign(minor, plus=plus) + _unsigned(minor, decimals)


def plain(minor: int, decimals: int) -> str:
    """Write an amount for machines: -1234.50, without grouping and with the ASCII minus."""
    return ("-" if minor < 0 else "") + _unsigned(minor, decimals).replace(",", "")


def money(
    minor: int, currency: str, decimals: int, language: Language, *, plus: bool = False
) -> Money:
    """Write an amount with its unit: 1,234원 in Korean, ₩1,234 in English."""
    prefix, suffix = _SIGNS.get((currency, language), (f"{currency} ", ""))
    return Money(_sign(minor, plus=plus), prefix, _unsigned(minor, decimals), suffix)


def _sign(minor: int, *, plus: bool) -> str:
    if minor < 0:
        return MINUS
    return "+" if plus and minor > 0 else ""


def _unsigned(minor: int, decimals: int) -> str:
    figures = str(abs(minor)).rjust(decimals + 1, "0")
    whole = figures[: len(figures) - decimals]
    fraction = figures[len(figures) - decimals :]
    grouped = f"{int(whole):,}"
    return f"{grouped}.{fraction}" if fraction else grouped
