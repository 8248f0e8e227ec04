"""What one number clears by itself: in its own outputs, and where any output's may stand."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from nrs_lib.contracts.instruments import scales
from nrs_lib.contracts.measures import read_measures
from nrs_lib.disclosure.describing import NUMBERS, DescribedCell, decimals
from nrs_lib.terms import CURVES, PARTS, Statistic

_SHARES = frozenset(map(str, (*PARTS, *CURVES)))
# An adjusted value that has a numerator is an adjusted share, limits those of a share.
_SHARES_OF_SOME = frozenset(map(str, (Statistic.ADJUSTED, Statistic.PROCESS_LIMITS)))

Span = tuple[float, float]


def span(value: float, rounding: float = 0.0) -> Span:
    """What may stand for a value, whatever its sign."""
    start = abs(value) - rounding
    return start, start + 2 * rounding


class Alone(NamedTuple):
    """What one number clears: counts, pairs, values and places of marks."""

    counts: frozenset[int]
    pairs: frozenset[tuple[int, int]]
    near: frozenset[Span]
    marks: frozenset[Span]


def cleared_alone(cell: DescribedCell) -> Alone:
    """What a number clears."""
    n, part, whole, left = (cell[name] for name in ("n", "numerator", "denominator", "at_risk"))
    counts = {count for count in (n, part, whole, left) if count is not None}
    if left is not None:
        counts.add(whole - part - left)
    # Of a model its parameters are told, and that its smallest group is large enough.
    told = (cell["parameters"], cell["smallest_n"], cell["n_units"])
    near = [span(number) for number in told if number is not None]
    marks, pairs = [], set()
    if part is not None and whole:
        counts.add(whole - part)
        pairs = {(part, whole), (whole - part, whole)}
        near.append(span(100 * part / whole))
        marks.append(near[-1])
    measure, statistic = str(cell["measure"]), str(cell["statistic"])
    rounding = _half_of_last(measure, statistic)
    is_share = statistic in _SHARES or (statistic in _SHARES_OF_SOME and part is not None)
    scale = _scale(measure) if not is_share else None
    factor = 100.0 if is_share else 1.0
    for name in NUMBERS:
        value = cell[name]
        if value is None:
            continue
        spans = [span(factor * value, factor * rounding)]
        if scale is not None:
            low, width = scale
            at = 100 * (value - low) / width
            spans += [span(one, 100 * rounding / width) for one in (at, 100 - at)]
        near += spans
        marks += spans if name == "estimate" else []
        if statistic == Statistic.DIFFERENCE and part is not None:
            # Of two shares: in percentage points for readers, from -1 to 1 for programs.
            near.append(span(100 * value, 100 * rounding))
    return Alone(frozenset(counts), frozenset(pairs), frozenset(near), frozenset(marks))


@cache
def _half_of_last(measure: str, statistic: str) -> float:
    """Half a step of the last decimal that a number is written with."""
    return 0.5 * 10 ** -decimals(measure, statistic)


@cache
def _scale(measure: str) -> tuple[float, float] | None:
    """Where a scale begins and how long it is, to show it from 0 to 100."""
    known = read_measures().get(measure)
    code = known.scale if known is not None and known.scale else measure
    if code not in scales():
        return None
    low, high = scales()[code].range
    return low, high - low
