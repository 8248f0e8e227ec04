"""How answers are spread: bins of a histogram and quantiles, as rows that can be cleared.

Bins begin and end where the scale does, never at somebody's own value, and whiskers are
quantiles: a minimum, a maximum or a dot beyond them would be one person.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from nrs_lib.cohort.selection import DEFINITIONS as COHORT_DEFINITIONS
from nrs_lib.cohort.selection import Cohort
from nrs_lib.contracts.instruments import scale as read_scale
from nrs_lib.contracts.scales import Scale
from nrs_lib.errors import ParameterError
from nrs_lib.stats.describing.quantiles import quantile
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.responder_curve import WHOLE, steps
from nrs_lib.stats.rows import MEDIAN_DEFINITIONS, SHARE_DEFINITIONS, Group, count_row, share_row
from nrs_lib.stats.scored import scored_by
from nrs_lib.terms import Statistic, TimePoint

BOX = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Ends of the whiskers, of the box, and its middle."""


def bin_category(low: float, high: float) -> str:
    """Category of a bin, such as ``20:30``: from 20, and below 30."""
    return f"{low:g}:{high:g}"


def scale_edges(scale: Scale) -> tuple[float, ...]:
    """Where the bins of a scale begin and end, whatever was answered.

    Whole points have a bin each where there are not too many (convention
    ``responder_curve_most_steps``).
    """
    low, high = scale.range
    edges = [low + step for step in steps(scale)]
    if scale.method in WHOLE and scale.rescale is None:
        edges.append(edges[-1] + (edges[1] - edges[0]))
    elif edges[-1] < high:
        edges.append(high)
    return tuple(edges)


def merged_edges(values: object, edges: Sequence[float], *, least: int) -> tuple[float, ...]:
    """Fewer bins, so that each holds at least so many people.

    Choose them once, for the smallest group that is shown, and use them for all: bins that
    differ between groups could be subtracted from each other.

    Parameters
    ----------
    values
        One per person; missing ones are left out.
    edges
        As for `histogram_rows`.
    least
        Fewest people in a bin, such as ``forms.min_step`` of the disclosure policy.

    Returns
    -------
    tuple
        Some of the edges, the first and the last among them.
    """
    kept, held = [edges[0]], 0
    for count, end in zip(_counts(values, edges), edges[1:], strict=True):
        held += int(count)
        if held >= least:
            kept.append(end)
            held = 0
    # What is left over at the end joins the bin before it.
    if len(kept) == 1:
        kept.append(edges[-1])
    kept[-1] = edges[-1]
    return tuple(kept)


def histogram_rows(
    group: Group,
    measure: str,
    values: object,
    units: pd.Series,
    *,
    edges: Sequence[float],
    **place: str,
) -> list[dict[str, object]]:
    """Share of people in each bin, of those who have a value.

    Parameters
    ----------
    values
        One per person, missing where not answered.
    units
        The unit of each, in the same order.
    edges
        Ends of the bins, rising; each begins at its lower end and stops before its upper, the
        last holds its upper end too.

    Returns
    -------
    list
        Statistic histogram, category such as ``20:30`` (`bin_category`). Numerators add up to
        the denominator, so a hidden bin takes another with it.

    Raises
    ------
    ParameterError
        Edges do not rise, or a value lies outside them.
    """
    numbers = _numbers(values)
    place_of = _bin_of(numbers, edges)
    of_units = pd.Series(units).reset_index(drop=True)
    rows = []
    for number, (low, high) in enumerate(pairwise(edges)):
        is_in = pd.Series(place_of == number, dtype="boolean").mask(np.isnan(numbers))
        category = bin_category(low, high)
        row = share_row(group, measure, is_in, of_units, category=category, **place)
        rows.append(row | {"statistic": str(Statistic.HISTOGRAM)})
    return rows


def quantile_rows(
    group: Group,
    measure: str,
    values: object,
    units: pd.Series,
    *,
    shares: Sequence[float] = BOX,
    **place: str,
) -> list[dict[str, object]]:
    """Values below which shares of people lie, with intervals from order statistics.

    Parameters
    ----------
    values, units
        As for `histogram_rows`.
    shares
        Between 0 and 1.

    Returns
    -------
    list
        Statistic quantile in the values' unit, the share as category (``0.25``).
    """
    numbers = _numbers(values)
    of_units = pd.Series(units).reset_index(drop=True)[~np.isnan(numbers)]
    rows = []
    for share in shares:
        found = quantile(numbers, share, about=measure)
        key = group.key(measure, Statistic.QUANTILE, category=f"{share:g}", **place)
        rows.append(count_row(group, measure, of_units, **place) | key | found.row())
    return rows


def score_distribution(
    cohort: Cohort,
    *,
    scale: str,
    time_point: TimePoint,
    edges: Sequence[float] = (),
    shares: Sequence[float] = BOX,
) -> Estimates:
    """How the answers on a scale are spread at a time point.

    Parameters
    ----------
    edges
        Ends of the bins; those of the scale (`scale_edges`) when left out, coarser ones from
        `merged_edges`.
    shares
        Which quantiles.

    Returns
    -------
    Estimates
        Statistic histogram per bin, and quantile per share, of those who answered: of all
        registered at the start, later of those who were due.

    Raises
    ------
    ParameterError
        As `histogram_rows`.
    """
    point = TimePoint(time_point)
    episodes = cohort.registered if point is TimePoint.INITIAL else cohort.followed(point)
    episodes = episodes.reset_index(drop=True)
    values = cohort.answers(episodes, point)[scale]
    place = {"time_point": str(point), "period": cohort.period.code}
    told = (Group.of(cohort.group), scale, values, episodes["unit_id"].astype("str"))
    rows = histogram_rows(*told, edges=edges or scale_edges(read_scale(scale)), **place)
    return from_rows(
        [*rows, *quantile_rows(*told, shares=shares, **place)],
        definitions=(
            *COHORT_DEFINITIONS,
            *SHARE_DEFINITIONS,
            *MEDIAN_DEFINITIONS,
            *scored_by(cohort.population, [scale]),
        ),
    )


def _numbers(values: object) -> np.ndarray:
    numbers = pd.to_numeric(pd.Series(values).reset_index(drop=True))
    return numbers.to_numpy(dtype="float64", na_value=math.nan)


def _bin_of(numbers: np.ndarray, edges: Sequence[float]) -> np.ndarray:
    ends = np.asarray(edges, dtype="float64")
    if len(ends) < 2 or (np.diff(ends) <= 0).any():
        raise ParameterError(
            "The ends of bins do not rise.", where="edges", remedy="Give two numbers or more."
        )
    outside = int(((numbers < ends[0]) | (numbers > ends[-1])).sum())
    if outside:
        raise ParameterError(
            f"{outside} values lie outside the bins.",
            where="edges",
            remedy="Begin and end where the scale does; a bin may be as wide as need be.",
        )
    return np.where(numbers == ends[-1], len(ends) - 2, np.digitize(numbers, ends) - 1)


def _counts(values: object, edges: Sequence[float]) -> np.ndarray:
    numbers = _numbers(values)
    known = numbers[~np.isnan(numbers)]
    return np.bincount(_bin_of(known, edges), minlength=len(edges) - 1)
