"""Spread between units that chance and case mix do not explain, and how limits take it in."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError


@dataclass(frozen=True)
class Overdispersion:
    """How much more units differ than chance makes them.

    Attributes
    ----------
    phi
        Mean of the squared winsorised z. Chance alone gives 1 with nothing drawn in, and
        about 0.7 with a tenth drawn in on each side, so that only clear spread widens the
        limits.
    tau2
        Variance between units to add to each unit's own, in the square of its unit; 0 when
        phi does not exceed 1.
    units
        Behind it.
    winsorised
        Part drawn in on each side.
    p
        Of the plain heterogeneity test (chi-square of the squared z, nothing drawn in).
    cautions
        That limits are widened, or that the units are too few to tell.
    """

    phi: float
    tau2: float
    units: int
    winsorised: float
    p: float
    cautions: tuple[Caution, ...]


def winsorised(z: np.ndarray, *, share: float) -> np.ndarray:
    """Draw the outermost values in to the next one that stays.

    Parameters
    ----------
    z
        One per unit.
    share
        Part of the units on each side, rounded down to whole units.
    """
    if not 0 <= share < 0.5:
        raise ParameterError(
            "The part to draw in is not between 0 and a half.",
            where="overdispersion_winsorise",
            remedy="Give the part on each side, such as 0.1.",
        )
    # A tenth of ten units is one, whatever binary arithmetic makes of 0.1.
    drawn = math.floor(share * len(z) + 1e-9)
    ordered = np.sort(z)
    return np.clip(z, ordered[drawn], ordered[len(z) - 1 - drawn])


def overdispersion(
    values: np.ndarray,
    errors: np.ndarray,
    target: float,
    *,
    winsorise: float | None = None,
    about: str = "",
) -> Overdispersion:
    """Estimate overdispersion and the additive variance that takes it in.

    Parameters
    ----------
    values
        One per unit, in the unit of the target.
    errors
        Standard error of each around the target, by chance alone, above 0.
    target
        The nation's value.
    winsorise
        Part drawn in on each side; by convention when left out.
    about
        The measure, for cautions.

    Notes
    -----
    ``phi = sum z^2 / I`` over winsorised z; when it exceeds 1, ``tau^2 = (I phi - (I - 1)) /
    (sum w - sum w^2 / sum w)`` with ``w = 1 / s^2``, the moment estimate, never below 0.

    References
    ----------
    Spiegelhalter 2005, doi:10.1136/qshc.2005.013755.
    """
    share = float(get("overdispersion_winsorise").value) if winsorise is None else winsorise
    least = int(get("mixed_least_units").value)
    z = (np.asarray(values, dtype="float64") - target) / np.asarray(errors, dtype="float64")
    units = len(z)
    if units < least:
        few = Caution.of("too_few_units", about, n=units, least=least)
        return Overdispersion(math.nan, 0.0, units, share, math.nan, (few,))
    phi = float(np.mean(winsorised(z, share=share) ** 2))
    p = float(chdtrc(units, float(np.sum(z**2))))
    if phi <= 1:
        return Overdispersion(phi, 0.0, units, share, p, ())
    weights = 1 / np.asarray(errors, dtype="float64") ** 2
    spare = weights.sum() - (weights**2).sum() / weights.sum()
    tau2 = max(0.0, float((units * phi - (units - 1)) / spare))
    said = Caution.of("overdispersed", about, phi=round(phi, 2))
    return Overdispersion(phi, tau2, units, share, p, (said,))
