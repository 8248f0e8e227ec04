"""Where units lie in a funnel: by their own limits, which count, and not by the curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nrs_lib.contracts.outlier_policy import OutlierLevel, read_outlier_policy
from nrs_lib.figures.values import OWN, Value
from nrs_lib.terms import Statistic

STANDARDISED = "standardised"
_ABOVE, _BELOW = "above", "below"


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
        limits = next((one for one in own if one.category == f"limits_{level.code}"), None)
        found.append(limits)
        if limits is None or not limits.has_interval:
            continue
        if limits.estimate > limits.high:
            outside, side = level, _ABOVE
        elif limits.estimate < limits.low:
            outside, side = level, _BELOW
    return Placed(adjusted, raw, tuple(found), outside, side)


def curves_of(every: Sequence[Value]) -> list[list[tuple[int, Value]]]:
    """By level the limits over sizes, smallest first."""
    curves = []
    for level in read_outlier_policy().levels:
        head = f"limits_{level.code}:"
        found = [
            (int(value.category.removeprefix(head)), value)
            for value in every
            if value.category.startswith(head) and value.has_interval
        ]
        curves.append(sorted(found, key=lambda part: part[0]))
    return curves
