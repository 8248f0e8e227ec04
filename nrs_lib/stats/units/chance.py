"""How far chance takes each unit from the nation, given its own patients."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.special import ndtr

from nrs_lib.contracts.outlier_policy import OutlierPolicy
from nrs_lib.stats.units.funnel import count_limits, normal_limits
from nrs_lib.stats.units.overdispersion import Overdispersion
from nrs_lib.stats.units.poisson_binomial import distribution
from nrs_lib.stats.units.standardisation import Standardised


@dataclass(frozen=True)
class ChanceLimits:
    """Control limits of one unit's adjusted value, and how rare its result is by chance.

    Attributes
    ----------
    by_level
        Lower and upper limit, by the code of the policy's level.
    lower_tail, upper_tail
        Probability of a result as low, or as high, in a unit like the nation.
    """

    by_level: Mapping[str, tuple[float, float]]
    lower_tail: float
    upper_tail: float


def chance_limits(
    made: Standardised, target: float, spread: Overdispersion, policy: OutlierPolicy
) -> ChanceLimits:
    """Limits and tails of one unit that agree with each other.

    Shares without overdispersion have exact limits from the probabilities of the unit's own
    patients (Poisson-binomial); everything else has normal ones. With ``mid_p`` limits a unit
    is outside exactly when its tail is smaller than the level leaves.

    Parameters
    ----------
    target
        The nation's value.
    spread
        Its ``tau2`` widens the limits.

    References
    ----------
    Spiegelhalter 2005, doi:10.1002/sim.1970 and doi:10.1136/qshc.2005.013755.
    """
    is_share = len(made.probabilities) > 0
    if is_share and not spread.tau2:
        cumulated = np.minimum(np.cumsum(distribution(made.probabilities)), 1.0)
        scale = target / made.expected
        limits = {
            one.code: tuple(
                min(count * scale, 1.0) for count in count_limits(cumulated, level=one.level)
            )
            for one in policy.levels
        }
        return ChanceLimits(MappingProxyType(limits), made.lower_tail, made.upper_tail)
    ends = {"lowest": 0.0, "highest": 1.0} if is_share else {}
    limits = {}
    for one in policy.levels:
        found = normal_limits(target, [made.error], level=one.level, tau2=spread.tau2, **ends)
        limits[one.code] = (float(found.low[0]), float(found.high[0]))
    z = (made.value - target) / math.sqrt(made.error**2 + spread.tau2)
    return ChanceLimits(MappingProxyType(limits), float(ndtr(z)), float(ndtr(-z)))
