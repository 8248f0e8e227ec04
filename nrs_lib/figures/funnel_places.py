"""Where units lie in a funnel: by their own limits, which count, and not by the curves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nrs_lib.contracts.outlier_policy import OutlierLevel, read_outlier_policy
from nrs_lib.disclosure.standing import Standing, standing_to_limits
from nrs_lib.figures.values import OWN, Value
from nrs_lib.terms import FUNNEL_LIMITS, Statistic

STANDARDISED = "standardised"
_ABOVE, _BELOW = "above", "below"
Curve = Sequence[tuple[int, Value]]
"""The limits of a level over sizes."""


@dataclass(frozen=True)
class Placed:
    """A unit, adjusted and raw, with the severest limit that it is outside of, if any."""

    adjusted: Value
    raw: Value | None
    limits: tuple[Value | None, ...]
    level: OutlierLevel | None
    side: str


def placed(adjusted: Value, every: Sequence[Value], *, named: bool) -> Placed:
    """Where a unit lies: its limits, and the severest that it is outside of.

    ``every`` are the measure's values; ``named`` says that units keep their names.
    """
    own = [value for value in every if value.group == adjusted.group]
    # Without names nobody can tell which raw value is whose.
    known = own if named or adjusted.scope == OWN else []
    raw = next((value for value in known if value.statistic == Statistic.SHARE), None)
    found, outside, side = [], None, ""
    for level in read_outlier_policy().levels:
        limits = next((one for one in own if one.category == f"{FUNNEL_LIMITS}{level.code}"), None)
        found.append(limits)
        if limits is None or not limits.has_interval:
            continue
        if beyond := side_of_limits(limits.estimate, limits.low, limits.high):
            outside, side = level, beyond
    return Placed(adjusted, raw, tuple(found), outside, side)


def side_of_limits(share: float, low: float, high: float) -> str:
    """On which side of its limits a share lies; empty within them."""
    found = standing_to_limits(share, low, high)
    return {Standing.HIGHER: _ABOVE, Standing.LOWER: _BELOW}.get(found, "")


def drawn_beyond(shown: Sequence[Placed], curves: Sequence[Curve]) -> list[Placed]:
    """Units whose marks lie beyond a drawn curve that they are not counted as outside of."""
    levels = read_outlier_policy().levels
    beyond = []
    for unit in shown:
        counted = levels.index(unit.level) + 1 if unit.level is not None else 0
        ends = [limits_at(unit.adjusted.n, curve) for curve in curves[counted:]]
        # As drawn, and not in whole per cent: it is the eye that sees them beyond.
        share = unit.adjusted.estimate
        if any(end and not end["low"] <= share <= end["high"] for end in ends):
            beyond.append(unit)
    return beyond


def limits_at(size: int, curve: Curve) -> Mapping[str, float] | None:
    """The limits at a size, on the straight line between its neighbours on the curve."""
    for (before, first), (after, last) in pairwise(curve):
        if before <= size <= after:
            part = (size - before) / (after - before)
            return {
                end: getattr(first, end) + part * (getattr(last, end) - getattr(first, end))
                for end in ("low", "high")
            }
    return None


def stacked(shown: Sequence[Placed], *, least: int = 2) -> dict[tuple[int | None, float], int]:
    """How many units lie at one place, of the places where there are ``least`` or more.

    Rounded counts bring small units to the very same place, where one mark would hide the rest.
    """
    places = Counter((unit.adjusted.n, unit.adjusted.estimate) for unit in shown)
    return {place: n for place, n in places.items() if n >= least}


def curves_of(every: Sequence[Value]) -> list[list[tuple[int, Value]]]:
    """By level the limits over sizes, smallest first."""
    curves = []
    for level in read_outlier_policy().levels:
        head = f"{FUNNEL_LIMITS}{level.code}:"
        found = [
            (int(value.category.removeprefix(head)), value)
            for value in every
            if value.category.startswith(head) and value.has_interval
        ]
        curves.append(sorted(found, key=lambda part: part[0]))
    return curves
