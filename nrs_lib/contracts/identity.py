"""What could name a person: personal identity numbers, and cells in the place of a heading.

A personal identity number is six or eight digits that are a day of birth, four digits, and
in them a check digit by Luhn's rule, as Skatteverket's SKV 704 has it; a coordination number
has 60 added to the day (SKV 707). Of arbitrary ten-digit numbers about seven in a thousand
fit by chance, so a column that is made of such numbers is judged as a whole.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nrs_lib.contracts.rules import limit

_NUMBER = re.compile(
    r"(?<!\d)(?P<century>1[89]|20)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?P<sign>[ \u00a0]{0,2}[-+\u2010-\u2015\u2212]?[ \u00a0]{0,2})(?P<last>\d{4})(?!\d)"
)
_DIGITS = 10
_SAMPLE = 20_000
_ALONE = re.compile(r"\s*(?:\d{6}(?:\d\d)?[ \u00a0]{0,2}[-+]?[ \u00a0]{0,2}\d{4}|\d{7,9})\s*")
MAY_HOLD = r"\d{6}.{0,5}\d{4}|^\s*\d{7,9}\s*$"
"""What every cell with such a number fits, leading zeros lost or not: to look closer at few."""
_HEADING = re.compile(r"(?!.*\d{6})[^\W\d][\w .-]{0,63}")
_COORDINATION = 60
_LUHN_BY_CHANCE = 0.1


@dataclass(frozen=True)
class _Candidate:
    """A run of digits in the form of an identity number.

    ``is_plain``: as other numbers and times have them, without sign, and with a century only
    where a blank parts them. ``has_day``: the first digits are a day of birth. ``is_valid``:
    the check digit fits too.
    """

    is_plain: bool
    has_day: bool
    is_valid: bool


def holds_identity_number(text: str) -> bool:
    """Whether a personal identity or coordination number stands anywhere in a text.

    With or without century, sign and blanks before the last four digits. Digits that are
    part of a longer run are none.
    """
    return any(found.is_valid for found in _candidates(text))


def with_identity_numbers(cells: Sequence[str], *, among: int) -> np.ndarray:
    """Which of a column's distinct cells hold an identity number, as the column tells.

    A number in the midst of other things is one. Where nearly every cell is one such run of
    digits, or there are many, the column may hold pseudonyms or times instead: then it holds
    identity numbers only if more check digits fit their day than chance explains. Numbers
    with a sign, or a century in the same run, are weighed apart from bare ones.

    Parameters
    ----------
    cells
        Distinct cells that may hold one: those with a match of ``MAY_HOLD``.
    among
        How many distinct cells the column has.

    Returns
    -------
    numpy.ndarray
        A mask over the cells; all false where chance explains what was found.
    """
    bare = np.array([cell.isdigit() for cell in cells], dtype=bool)
    if bare.sum() > _SAMPLE:
        # So many bare numbers are as well judged by some of them, evenly spread.
        some = np.flatnonzero(bare)[:: math.ceil(bare.sum() / _SAMPLE)]
        chosen = np.union1d(some, np.flatnonzero(~bare))
        judged = _judged([cells[place] for place in chosen], among * len(chosen) / len(cells))
        if not judged[bare[chosen]].any():
            is_valid = np.zeros(len(cells), dtype=bool)
            is_valid[chosen] = judged
            return is_valid
    return _judged(cells, among)


def _judged(cells: Sequence[str], among: float) -> np.ndarray:
    most = limit("identity_uniform_share") * among
    found = [list(_candidates(cell)) for cell in cells]
    alone = np.array([_ALONE.fullmatch(cell) is not None for cell in cells], dtype=bool)
    if alone.sum() >= most:
        # Spreadsheets and numbers lose leading zeros; those born after 1999 have them.
        found = [
            each or list(_candidates(cell.strip().zfill(_DIGITS)))
            for cell, each in zip(cells, found, strict=True)
        ]
    is_valid = np.zeros(len(cells), dtype=bool)
    for is_plain in (True, False):
        kind = [[one for one in each if one.is_plain is is_plain] for each in found]
        told = [one for each in kind for one in each]
        is_uniform = sum(map(bool, kind)) >= most and alone.sum() >= most
        is_weighed = is_uniform or len(told) >= limit("identity_many")
        if not is_weighed or _is_beyond_chance(told):
            is_valid |= _valid(kind)
    return is_valid


def _valid(found: Sequence[Sequence[_Candidate]]) -> np.ndarray:
    return np.array([any(one.is_valid for one in each) for each in found], dtype=bool)


def _is_beyond_chance(found: Sequence[_Candidate]) -> bool:
    """Whether more check digits fit than among digits that only look like a day of birth."""
    days = sum(one.has_day for one in found)
    valid = sum(one.is_valid for one in found)
    if not valid:
        return False
    if valid >= limit("identity_sure_share") * len(found):
        return True
    share = valid / days
    if share <= _LUHN_BY_CHANCE:
        return False
    # Chernoff's bound of the binomial tail.
    excess = share * math.log(share / _LUHN_BY_CHANCE)
    if share < 1:
        excess += (1 - share) * math.log((1 - share) / (1 - _LUHN_BY_CHANCE))
    return math.exp(-days * excess) <= limit("identity_chance")


def _candidates(text: str) -> Iterator[_Candidate]:
    for match in _NUMBER.finditer(text):
        digits = "".join(match.group("year", "month", "day", "last"))
        has_day = _is_day(match)
        yield _Candidate(
            is_plain=not match["sign"].strip() and not (match["century"] and not match["sign"]),
            has_day=has_day,
            is_valid=has_day and _luhn(digits),
        )


def _is_day(match: re.Match[str]) -> bool:
    month, day = int(match["month"]), int(match["day"])
    day -= _COORDINATION if day > _COORDINATION else 0
    centuries = [match["century"]] if match["century"] else ["19", "20"]
    years = [int(century + match["year"]) for century in centuries]
    return 1 <= month <= 12 and any(
        1 <= day <= calendar.monthrange(year, month)[1] for year in years
    )


def _luhn(digits: str) -> bool:
    weighed = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(product // 10 + product % 10 for product in weighed) % 10 == 0


def is_heading(text: str) -> bool:
    """Whether a text can stand as the name of a column in a message.

    A file without heading has a patient's cells in its place; what begins with a digit, has
    six digits in a row or other signs than names have may be one, and is not shown.
    """
    return _HEADING.fullmatch(text) is not None
