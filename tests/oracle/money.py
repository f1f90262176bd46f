"""Section "Money": whole minor units, exact rates, two ways to cut a fraction."""

import re
from fractions import Fraction

from tests.oracle.faults import Fault

_PERCENT = re.compile(r"\d+(\.\d{1,5})?")


def trunc(value: Fraction) -> int:
    """Cut toward zero (절사)."""
    whole = abs(value.numerator) // value.denominator
    return whole if value >= 0 else -whole


def round_half_away(value: Fraction) -> int:
    """Round half away from zero (반올림)."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole


def vat_within(price: int) -> int:
    """VAT within a taxable price: an eleventh, rounded half away from zero."""
    return round_half_away(Fraction(price, 11))


def cut_to_tens(amount: int) -> int:
    """Cut to tens of won, as national taxes are."""
    return trunc(Fraction(amount, 10)) * 10


def rate_of(percent: object) -> Fraction:
    """The exact rate of a percent text with at most five decimals; 3.3 becomes 33/1000."""
    text = str(percent)
    if isinstance(percent, float) or not _PERCENT.fullmatch(text):
        raise Fault(f"not a percent with at most five decimals: {percent!r}")
    return Fraction(text) / 100


def whole_amount(value: object, what: str) -> int:
    """An amount of minor units: a whole number, nothing else."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Fault(f"{what} is not a whole number of minor units: {value!r}")
    return value
