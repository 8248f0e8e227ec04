"""Who has standing in a comparison: enough answers, and for how many the outcome is known."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.shares import wilson
from nrs_lib.stats.units.models import UnitData

MISSING = Estimate(math.nan, math.nan, math.nan, 0, "")


@dataclass(frozen=True)
class UnitResult:
    """One unit in a comparison; what does not exist, or may not be judged, is missing.

    Attributes
    ----------
    unit_id, n
        The unit and its patients in the model.
    response
        Share whose outcome is known, of those who could have one.
    raw
        Unadjusted share or mean change.
    expected
        Number, or mean, expected of the unit's patients in the nation.
    against
        Observed over expected (shares), or observed less expected (means).
    adjusted
        On the nation's level.
    shrunken
        Adjusted and drawn towards the common value: the better guess of the unit's own.
    limits
        By level of the outlier policy: lower and upper control limit of ``adjusted``.
    lower_tail, upper_tail
        Probability of a result as low, or as high, if the unit is like the nation, with the
        spread that most units share where limits are widened by it.
    highest_quarter, lowest_quarter
        Probability that the unit belongs to that quarter of the units.
    has_standing
        Whether it has the fewest answers that a comparison asks for.
    cautions
        That it is too small, or that few outcomes are known.
    """

    unit_id: str
    n: int
    response: Estimate
    raw: Estimate
    expected: float
    against: Estimate
    adjusted: Estimate
    shrunken: Estimate
    limits: Mapping[str, tuple[float, float]]
    lower_tail: float
    upper_tail: float
    highest_quarter: float
    lowest_quarter: float
    has_standing: bool
    cautions: tuple[Caution, ...]


def before_judgement(data: UnitData, place: int, n: int, *, confidence: float) -> UnitResult:
    """A unit before it is compared: how many it has, and for how many the outcome is known.

    Parameters
    ----------
    place
        Of the unit in ``data.unit_ids``.
    n
        Its patients in the model.
    """
    followed, known = int(data.followed[place]), int(data.known[place])
    share, low, high = wilson(known, followed, confidence=confidence)
    least = int(get("comparison_least_n").value)
    cautions = []
    if n < least:
        cautions.append(Caution.of("too_few", data.measure, n=n, least=least))
    if followed and share < float(get("low_response_below").value):
        cautions.append(
            Caution.of("unit_low_response", data.measure, answered=known, followed=followed)
        )
    response = Estimate(share, low, high, followed, "wilson", numerator=known, denominator=followed)
    nothing = replace(MISSING, n=n, method="")
    return UnitResult(
        unit_id=data.unit_ids[place],
        n=n,
        response=response,
        raw=nothing,
        expected=math.nan,
        against=nothing,
        adjusted=nothing,
        shrunken=nothing,
        limits=MappingProxyType({}),
        lower_tail=math.nan,
        upper_tail=math.nan,
        highest_quarter=math.nan,
        lowest_quarter=math.nan,
        has_standing=False,
        cautions=tuple(cautions),
    )


def cautions_of_all(units: Sequence[UnitResult]) -> list[Caution]:
    """How many units are too small, and how many have too few known outcomes; none by name."""
    active = [unit for unit in units if unit.response.n]
    codes = [caution for unit in active for caution in unit.cautions]
    about = next((caution.about for caution in codes), "")
    small = sum(caution.code == "too_few" for caution in codes)
    low = sum(caution.code == "unit_low_response" for caution in codes)
    said = []
    if small:
        least = int(get("comparison_least_n").value)
        said.append(Caution.of("units_too_small", about, n=small, units=len(active), least=least))
    if low:
        said.append(Caution.of("units_low_response", about, n=low, units=len(active)))
    return said
