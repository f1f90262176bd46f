"""A fee rule in words: its contract, what it is for, its rate."""

from decimal import Decimal

from app.reports.labels import word
from app.reports.model import Locale, Row


def plain(amount: Decimal) -> str:
    """An amount in major units with thousands separators and its own decimals."""
    return f"{amount:,f}"


def percent(text: str) -> str:
    """`2.50` as `2.5 %`."""
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction} %" if fraction else f"{whole} %"


def owner(rule: Row, locale: Locale) -> str:
    """Whose rule it is: the tenant's own, or its plan's by key."""
    name = word(rule["owner"], locale)
    return f"{name} {rule['plan_key']}" if rule["plan_key"] else name


def selector(rule: Row, name: str, locale: Locale) -> str:
    """What a selector matches; an empty one matches anything."""
    return word(rule[name], locale) if rule[name] else word("any", locale)


def rate(rule: Row, locale: Locale) -> str:
    """The rate, or the rates of the tiers one after the other."""
    if not rule["tiers_major"]:
        return percent(rule["percent"]) if rule["percent"] else ""
    parts = []
    for tier in rule["tiers_major"]:
        share = percent(tier["percent"])
        if tier["up_to"] is None:
            parts.append(f"{word('over', locale)} {share}")
        elif locale == "ko":
            parts.append(f"{plain(Decimal(tier['up_to']))}{word('up_to', locale)} {share}")
        else:
            parts.append(f"{word('up_to', locale)} {plain(Decimal(tier['up_to']))} {share}")
    return " · ".join(parts)
