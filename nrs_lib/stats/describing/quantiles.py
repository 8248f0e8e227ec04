"""Quantiles of the type that the conventions choose, with distribution-free intervals."""

from __future__ import annotations

import math

import numpy as np

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.means import quantile_ranks

QUARTILES = (0.25, 0.5, 0.75)
# The nine types of Hyndman and Fan under the names that numpy has for them.
TYPES = {
    1: "inverted_cdf",
    2: "averaged_inverted_cdf",
    3: "closest_observation",
    4: "interpolated_inverted_cdf",
    5: "hazen",
    6: "weibull",
    7: "linear",
    8: "median_unbiased",
    9: "normal_unbiased",
}


def _type() -> str:
    chosen = get("quartile_type").value
    if chosen not in TYPES:
        raise DefinitionError(
            "The type of quartiles is not one of Hyndman and Fan's.",
            where="conventions.yaml: quartile_type",
            remedy="Use a whole number from 1 to 9.",
        )
    return TYPES[chosen]


def quantile(
    values: np.ndarray, p: float, *, confidence: float | None = None, about: str = ""
) -> Estimate:
    """One quantile with its interval from order statistics.

    Parameters
    ----------
    values
        Numbers; missing ones are left out.
    p
        Between 0 and 1: 0.5 for the median.
    confidence
        By convention ``confidence_level`` when left out.
    about
        What the values measure, for the cautions.

    Returns
    -------
    Estimate
        In the values' unit. Limits are two of the values themselves, each tail holding at
        most half of what confidence leaves over; a limit that no value reaches is missing.
        Nothing but a refusal without values.

    References
    ----------
    Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566; Hahn and Meeker 1991,
    doi:10.1002/9780470316771.
    """
    if not 0 < p < 1:
        raise ParameterError(
            "A quantile lies outside 0 to 1.", where="p", remedy="Write the median as 0.5."
        )
    level = float(get("confidence_level").value) if confidence is None else confidence
    ordered = np.sort(np.asarray(values, dtype="float64"))
    ordered = ordered[~np.isnan(ordered)]
    n, method = len(ordered), "order_statistics"
    if n == 0:
        refusal = Caution.of("too_few", about, n=0, least=1)
        return Estimate(math.nan, math.nan, math.nan, 0, method, cautions=(refusal,))
    found = float(np.quantile(ordered, p, method=_type()))
    below, above = quantile_ranks(n, p, confidence=level)
    low = float(ordered[below - 1]) if below >= 1 else math.nan
    high = float(ordered[above - 1]) if above <= n else math.nan
    return Estimate(found, low, high, n, method)


def quartiles(values: np.ndarray) -> tuple[float, float, float]:
    """First quartile, median and third quartile, of the type that the conventions choose.

    Missing values are left out; all three are missing without values.
    """
    numbers = np.asarray(values, dtype="float64")
    known = numbers[~np.isnan(numbers)]
    if len(known) == 0:
        return math.nan, math.nan, math.nan
    low, median, high = np.quantile(known, QUARTILES, method=_type())
    return float(low), float(median), float(high)
