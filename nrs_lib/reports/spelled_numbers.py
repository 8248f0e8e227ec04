"""Printed numbers read back as numbers: ``18 % (14 av 79)`` is 0.18, 14 and 79.

Only what is printed is read, so a file of numbers is never finer than the page.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from nrs_lib.text.numbers import EN_DASH, MINUS, MISSING, NBSP

_OF = {"sv": "av", "en": "of"}
_PERCENT = {"sv": " %", "en": "%"}
_TO = {"sv": "till", "en": "to"}
_BESIDE = re.compile(r"(.+?)\s\((.+)\)")


class Part(NamedTuple):
    """One value of a printed cell.

    Attributes
    ----------
    kind
        Empty for the value itself; ``numerator``, ``denominator``, ``low``, ``high``, ``SD``,
        or ``beside`` for another value in parentheses.
    text
        As printed.
    number
        None where it is words.
    form
        A spreadsheet's number format that shows the decimals, sign and unit as printed.
    """

    kind: str
    text: str
    number: float | None = None
    form: str = ""


# The nation's rows are the same in every report.
@lru_cache(maxsize=1 << 14)
def parts_of(text: str, language: str, *, is_share: bool = False) -> tuple[Part, ...]:
    """The values in a printed cell; one part of words where it is no number.

    Nothing where nothing is printed, or the dash of a missing number.

    Parameters
    ----------
    text, language
        As printed.
    is_share
        Whether it prints a share, whose limits are in per cent without the sign.

    >>> [part.number for part in parts_of("18\\xa0% (14\\xa0av\\xa079)", "sv")]
    [0.18, 14.0, 79.0]
    """
    if is_share:
        return tuple(_as_share(part, language) for part in parts_of(text, language))
    found = _values(text, language)
    if found:
        return tuple(found)
    both = _BESIDE.fullmatch(text)
    if both is not None:
        value = _values(both[1], language)
        beside, named = both[2], "beside"
        if beside.startswith("SD "):
            beside, named = beside.removeprefix("SD "), "SD"
        inside = _values(beside, language)
        if len(value) == 1 and inside:
            only = len(inside) == 1
            others = (
                Part(named if only else part.kind, part.text, part.number, part.form)
                for part in inside
            )
            return (*value, *others)
    return (Part("", text),) if text.strip(MISSING) else ()


def _as_share(part: Part, language: str) -> Part:
    if part.kind not in ("low", "high") or part.number is None:
        return part
    ending = _PERCENT[language]
    return part._replace(number=round(part.number / 100, 6), form=part.form + ending)


def _values(text: str, language: str) -> list[Part]:
    one = _one(text, "", language)
    if one is not None:
        return [one]
    for between, kinds in (
        (f"{NBSP}{_OF[language]}{NBSP}", ("numerator", "denominator")),
        (f" {_TO[language]} ", ("low", "high")),
        (EN_DASH, ("low", "high")),
    ):
        pieces = text.split(between)
        if len(pieces) == 2:
            pair = [_one(piece, kind, language) for piece, kind in zip(pieces, kinds, strict=True)]
            if None not in pair:
                return pair
    return []


@cache
def _number(language: str) -> re.Pattern[str]:
    group, mark = {"sv": (NBSP, ","), "en": (",", r"\.")}[language]
    return re.compile(
        rf"([+{MINUS}]?)(\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{mark}(\d+))?(?:{NBSP}?(%|[a-zåäö]+))?"
    )


@lru_cache(maxsize=1 << 12)
def _one(text: str, kind: str, language: str) -> Part | None:
    found = _number(language).fullmatch(text)
    if found is None:
        return None
    sign, whole, fraction, unit = found.groups()
    digits = re.sub(r"\D", "", whole)
    value = float(f"{digits}.{fraction or 0}")
    places = "." + "0" * len(fraction) if fraction else ""
    form = ("#,##0" if len(digits) > 4 else "0") + places
    if unit == "%":
        value = round(value / 100, 2 + len(fraction or ""))
        form += _PERCENT[language]
    elif unit:
        form += f'" {unit}"'
    if sign == "+":
        form = f"+{form};-{form};{form}"
    return Part(kind, text, -value if sign == MINUS else value, form)
