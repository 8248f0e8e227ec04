"""Numbers in text: decimal comma, non-breaking thousands, a real minus sign.

A missing number is a dash with no digits in it, never 0 and never "nan".
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

NBSP = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"
MISSING = EN_DASH

_DECIMAL_MARK = {"sv": ",", "en": "."}
_THOUSANDS = {"sv": NBSP, "en": ","}
_PERCENT_SPACE = {"sv": NBSP, "en": ""}
_TO = {"sv": "till", "en": "to"}
_OF = {"sv": "av", "en": "of"}
_DECIMALS = re.compile(r"(?<=\d),(?=\d)")


def _is_missing(value: object) -> bool:
    if value is None:
        return True
    try:
        return bool(value != value)  # NaN is not equal to itself
    except TypeError:
        return True  # pandas.NA refuses to be a truth value


def _rounded(value: float, decimals: int) -> Decimal | int:
    if decimals == 0 and value.is_integer():
        return int(value)
    # Shortest repr first, so that 0.285 rounds as it is written and not as it is stored.
    return Decimal(repr(value)).quantize(_last(decimals), ROUND_HALF_UP)


@cache
def _last(decimals: int) -> Decimal:
    """One in the last place of so many decimals."""
    return Decimal(1).scaleb(-decimals)


# A number stands in a drawing, in the table behind it, in the words and in the tables around.
@lru_cache(maxsize=1 << 14)
def number(value: float | None, decimals: int = 0, *, language: str = "sv") -> str:
    """Write a number; missing becomes an en dash, infinity is refused.

    >>> number(12345.678, 1)
    '12\\xa0345,7'
    """
    if _is_missing(value):
        return MISSING
    if math.isinf(float(value)):
        raise ValueError("an infinite number cannot be printed")
    rounded = _rounded(float(value), decimals)
    sign = MINUS if rounded < 0 else ""
    digits = f"{abs(rounded):,.{decimals}f}"
    whole, _, fraction = digits.partition(".")
    # Four-digit numbers are written together in Swedish running text and tables alike.
    if len(whole.replace(",", "")) <= 4 and language == "sv":
        whole = whole.replace(",", "")
    whole = whole.replace(",", _THOUSANDS[language])
    return sign + whole + (_DECIMAL_MARK[language] + fraction if fraction else "")


def as_written(value: float, decimals: int) -> float:
    """A number as `number` writes it.

    >>> as_written(20.46, 0)
    20.0
    """
    return float(_rounded(float(value), decimals))


def is_zero(value: float, decimals: int) -> bool:
    """Whether a number is written as 0."""
    return as_written(value, decimals) == 0


def notation(text: str, *, language: str = "sv") -> str:
    """A text whose decimals are written the Swedish way, with those of a language.

    >>> notation("0,24\u20130,98", language="en")
    '0.24\u20130.98'
    """
    return _DECIMALS.sub(_DECIMAL_MARK[language], text)


def count(value: int | None, *, language: str = "sv") -> str:
    """Write a count of people, forms or units."""
    return number(value, 0, language=language)


def change(value: float | None, decimals: int = 1, *, language: str = "sv") -> str:
    """Write a difference with its sign; a difference that rounds to zero has none."""
    if _is_missing(value):
        return MISSING
    written = number(value, decimals, language=language)
    if is_zero(value, decimals):
        return written.lstrip(MINUS)
    return written if written.startswith(MINUS) else "+" + written


def percent(
    numerator: int | None, denominator: int | None, decimals: int = 0, *, language: str = "sv"
) -> str:
    """Write a share as per cent from the two numbers it is made of.

    Taking both numbers, never a ready per cent, keeps print and source from parting.
    """
    if _is_missing(numerator) or _is_missing(denominator) or denominator == 0:
        return MISSING
    share = Decimal(int(numerator)) * 100 / Decimal(int(denominator))
    rounded = share.quantize(_last(decimals), ROUND_HALF_UP)
    return number(float(rounded), decimals, language=language) + _PERCENT_SPACE[language] + "%"


def _per_cent(share: float) -> float:
    # By its shortest repr, as in `_rounded`: 100 * 0.285 is 28.499999999999996.
    return float(Decimal(repr(float(share))) * 100)


def share_percent(share: float | None, decimals: int = 0, *, language: str = "sv") -> str:
    """Write as per cent a share (0 to 1) that two counts do not make: a limit, a goal, a level.

    It is rounded as `percent` rounds, a half upwards, and once: 44.49 is not 44.5 and then 45.

    >>> share_percent(0.125, language="en")
    '13%'
    """
    if _is_missing(share):
        return MISSING
    return number(_per_cent(share), decimals, language=language) + _PERCENT_SPACE[language] + "%"


def of(numerator: int | None, denominator: int | None, *, language: str = "sv") -> str:
    """Write numerator and denominator: ``44 av 91``."""
    if _is_missing(numerator) or _is_missing(denominator):
        return MISSING
    return (
        count(numerator, language=language)
        + f"{NBSP}{_OF[language]}{NBSP}"
        + count(denominator, language=language)
    )


def interval(
    low: float | None, high: float | None, decimals: int = 1, *, language: str = "sv"
) -> str:
    """Write an interval; with a negative bound in words, else with an en dash."""
    if _is_missing(low) or _is_missing(high):
        return MISSING
    ends = [number(end, decimals, language=language) for end in (low, high)]
    if any(end.startswith(MINUS) for end in ends):
        return f"{ends[0]} {_TO[language]} {ends[1]}"
    return EN_DASH.join(ends)


def change_interval(
    low: float | None, high: float | None, decimals: int = 1, *, language: str = "sv"
) -> str:
    """Write an interval of differences, its ends with the signs that `change` writes."""
    if _is_missing(low) or _is_missing(high):
        return MISSING
    ends = (change(end, decimals, language=language) for end in (low, high))
    return f" {_TO[language]} ".join(ends)


def percent_interval(
    low: float | None, high: float | None, decimals: int = 0, *, language: str = "sv"
) -> str:
    """Write an interval of shares (0 to 1) in per cent, without the sign of per cent.

    One that is narrower than it is written has a decimal more: 0.7–1.4 and not 1–1.
    """
    if _is_missing(low) or _is_missing(high):
        return MISSING
    bounds = _per_cent(low), _per_cent(high)
    ends = [number(end, decimals, language=language) for end in bounds]
    if low < high and ends[0] == ends[1]:
        decimals += 1
    return interval(*bounds, decimals, language=language)


def iso_date(day: dt.date | None) -> str:
    """Write a day as ISO 8601, the Swedish way; missing becomes an en dash."""
    if _is_missing(day):
        return MISSING
    return f"{day:%Y-%m-%d}"
