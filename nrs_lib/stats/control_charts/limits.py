"""Centre line and standard deviation of each point, by kind of chart.

Each function takes the points of one phase that have a value, and `base`: which of them the
centre and the spread are computed from. It returns a `Level`; the lines of the chart follow
from it as centre plus and minus so many sigma.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from nrs_lib.stats.control_charts.constants import c4, range_limit
from nrs_lib.stats.control_charts.ranges import RangeSpread, moving_ranges, spread_of_ranges

Columns = Mapping[str, np.ndarray]
"""A series, column by column: far shorter than what a data frame is made for."""


@dataclass(frozen=True)
class Level:
    """Centre and spread of one phase.

    Attributes
    ----------
    centre, sigma
        One per point, in the points' unit. Sigma is missing or 0 where there is no spread.
    ranges
        The moving ranges behind sigma, where the kind uses them.
    dispersion
        Standard deviation of the points over what binomial or Poisson chance alone gives, as
        it was found; about 1 where chance is all there is. Missing for other kinds.
    """

    centre: np.ndarray
    sigma: np.ndarray
    ranges: RangeSpread | None = None
    dispersion: float = math.nan


@dataclass(frozen=True)
class Reading:
    """How ranges are read: their average, their screening, and who follows on whom.

    ``least_dispersion`` is the least that Laney's kinds multiply the spread of chance by.
    """

    average: str
    screening: str
    follows: np.ndarray
    least_dispersion: float


def _spread(values: np.ndarray, base: np.ndarray, reading: Reading) -> RangeSpread:
    ranges = moving_ranges(values, reading.follows)
    return spread_of_ranges(ranges[base], average=reading.average, screening=reading.screening)


def individuals(points: Columns, base: np.ndarray, reading: Reading) -> Level:
    """X of XmR: one value per period.

    References
    ----------
    Montgomery, Introduction to Statistical Quality Control, section 6.4.
    """
    values = points["value"]
    spread = _spread(values, base, reading)
    n = len(values)
    return Level(np.full(n, values[base].mean()), np.full(n, spread.sigma), spread)


def ranges(points: Columns, base: np.ndarray, reading: Reading) -> Level:
    """mR of XmR: the moving ranges themselves, in ``value``."""
    values = points["value"]
    spread = spread_of_ranges(values[base], average=reading.average, screening=reading.screening)
    n = len(values)
    # The centre is the average in use; the upper limit stays that of the spread it stands for.
    above = (range_limit() * spread.sigma - spread.average) / 3
    return Level(np.full(n, spread.average), np.full(n, above), spread)


def _attributes(
    points: Columns, base: np.ndarray, reading: Reading, *, share: bool, laney: bool
) -> Level:
    numerator = points["numerator"]
    denominator = points["denominator"]
    centre = numerator[base].sum() / denominator[base].sum()
    variance = centre * (1 - centre) if share else centre
    sigma = np.sqrt(variance / denominator)
    if not variance > 0:
        return Level(np.full(len(base), centre), sigma)
    scores = (numerator / denominator - centre) / sigma
    spread = _spread(scores, base, reading)
    return Level(
        np.full(len(base), centre),
        # A missing spread stays missing.
        sigma * np.maximum(spread.sigma, reading.least_dispersion) if laney else sigma,
        spread if laney else None,
        spread.sigma,
    )


def shares(points: Columns, base: np.ndarray, reading: Reading) -> Level:
    """p: shares with binomial spread."""
    return _attributes(points, base, reading, share=True, laney=False)


def shares_laney(points: Columns, base: np.ndarray, reading: Reading) -> Level:
    """p': shares whose spread is binomial times what their z scores vary from point to point.

    Never less than binomial by the convention: some ten ranges estimate that factor so roughly
    that half of all charts of pure chance would have limits narrower than chance.

    References
    ----------
    Laney 2002, doi:10.1081/QEN-120003555.
    """
    return _attributes(points, base, reading, share=True, laney=True)


def rates(points: Columns, base: np.ndarray, reading: Reading) -> Level:
    """u: counts per unit of exposure with Poisson spread."""
    return _attributes(points, base, reading, share=False, laney=False)


def rates_laney(points: Columns, base: np.ndarray, reading: Reading) -> Level:
    """u': rates whose spread is Poisson times what their z scores vary.

    References
    ----------
    Laney 2002, doi:10.1081/QEN-120003555.
    """
    return _attributes(points, base, reading, share=False, laney=True)


def _within(points: Columns, base: np.ndarray) -> float:
    """Standard deviation within periods: the unbiased combination with least variance.

    Each period's s/c4 is unbiased; it weighs by c4²/(1 - c4²), the inverse of its variance.
    With equal n this is the mean of s over c4.
    """
    n, sd = points["n"], points["sd"]
    use = base & (n >= 2) & ~np.isnan(sd)
    if not use.any():
        return math.nan
    factor = c4(n[use])
    weight = factor**2 / (1 - factor**2)
    return float(np.sum(weight * sd[use] / factor) / np.sum(weight))


def means(points: Columns, base: np.ndarray, reading: Reading) -> Level:
    """X-bar: means of the people in each period, spread from within the periods.

    References
    ----------
    Montgomery, Introduction to Statistical Quality Control, section 6.3; weights of unequal
    samples as Burr, Journal of Quality Technology 1 (1969) 163-167.
    """
    n = points["n"]
    values = points["value"]
    centre = np.sum(n[base] * values[base]) / np.sum(n[base])
    return Level(np.full(len(base), centre), _within(points, base) / np.sqrt(n))


def deviations(points: Columns, base: np.ndarray, reading: Reading) -> Level:
    """s: standard deviations within periods; the centre follows the n of each."""
    factor = c4(points["n"])
    within = _within(points, base)
    return Level(within * factor, within * np.sqrt(1 - factor**2))


@dataclass(frozen=True)
class Kind:
    """One kind of chart: how its level is found, what it needs, where its values end.

    ``uses_ranges`` says that moving ranges stand behind its limits; ``is_spread`` that its
    points are themselves a spread, of which neither more nor less is better care.
    """

    level: Callable[[Columns, np.ndarray, Reading], Level]
    needs: tuple[str, ...]
    bounds: tuple[float, float] = (-math.inf, math.inf)
    uses_ranges: bool = False
    is_spread: bool = False


KINDS = {
    "xmr": Kind(individuals, ("value",), uses_ranges=True),
    "mr": Kind(ranges, ("value",), (0.0, math.inf), uses_ranges=True, is_spread=True),
    "p": Kind(shares, ("numerator", "denominator"), (0.0, 1.0)),
    "p_prime": Kind(shares_laney, ("numerator", "denominator"), (0.0, 1.0), uses_ranges=True),
    "u": Kind(rates, ("numerator", "denominator"), (0.0, math.inf)),
    "u_prime": Kind(rates_laney, ("numerator", "denominator"), (0.0, math.inf), uses_ranges=True),
    "xbar": Kind(means, ("value", "sd", "n")),
    "s": Kind(deviations, ("sd", "n"), (0.0, math.inf), is_spread=True),
}
