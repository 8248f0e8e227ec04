"""How many of some comparisons chance alone sets apart, and whether more are than it may give."""

from __future__ import annotations

from scipy.special import betainc

from nrs_lib.contracts.conventions import get
from nrs_lib.text import number

_WHOLE_FROM = 10
"""From how many on a number of comparisons is written without decimals."""


def by_chance(n: int, *, language: str, miss: float | None = None) -> str:
    """How many of ``n`` intervals leave out what is true, in figures: less than one is some too.

    ``miss`` is the share that does; that of the intervals of reports when left out.
    """
    expected = n * (_miss() if miss is None else miss)
    return number(expected, 0 if expected >= _WHOLE_FROM else 1, language=language)


def is_beyond_chance(k: int, n: int) -> bool:
    """Whether ``k`` of ``n`` intervals beside a value are more than chance alone would give.

    That is so where chance gives as many more seldom than one interval leaves out what is true.
    """
    # The upper tail of the binomial, as the incomplete beta function.
    return k > 0 and bool(betainc(k, n - k + 1, _miss()) < _miss())


def _miss() -> float:
    return 1 - float(get("confidence_level").value)
