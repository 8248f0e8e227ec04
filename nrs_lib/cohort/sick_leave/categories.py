"""The four ordered categories of sick leave in a window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.cohort.sick_leave.days import Runs, longest_run, runs, steps
from nrs_lib.cohort.sick_leave.spells import QUARTERS, Spells
from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.sick_leave import CATEGORIES

DEFINITIONS = ("convention:sick_leave_min_days", "convention:sick_leave_run")
CATEGORY = pd.CategoricalDtype(CATEGORIES, ordered=True)
INSIDE, WHOLE = "inside_window", "whole_run"


@dataclass(frozen=True)
class CategoryRuns:
    """Unbroken stretches at each category or above, from partial to permanent."""

    at_least: tuple[Runs, Runs, Runs]


def category_runs(spells: Spells) -> CategoryRuns:
    """Find the stretches that categories rest on.

    Extents are added here whatever the overlap rule in force: full-time mixed leave is by
    its published definition a sum.
    """
    total = steps(spells, overlap="sum_capped")
    permanent = steps(spells.only(spells.is_permanent), overlap="sum_capped")
    return CategoryRuns(
        (
            runs(total.at_least(1)),
            runs(total.at_least(QUARTERS)),
            runs(permanent.at_least(QUARTERS)),
        )
    )


def categorise(
    found: CategoryRuns, patient: np.ndarray, first: np.ndarray, last: np.ndarray
) -> pd.Series:
    """The highest category that is held for long enough without a break.

    Parameters
    ----------
    patient, first, last
        One entry per window: position of the patient in the spells (-1 without any), first
        and last day at risk.

    Returns
    -------
    pandas.Series
        Ordered categorical. ``partial``: some benefit for at least ``sick_leave_min_days``
        days in a row; ``full``: all extents together full time for as long; ``permanent``:
        permanent benefits alone full time for as long; ``none``: neither. Whether days
        outside the window count toward the run is the convention ``sick_leave_run``.
        Missing, not ``none``, where fewer days are at risk than the run must have.

    References
    ----------
    The categories and the 14 days: doi:10.2340/16501977-2544. That the highest one counts,
    and how its days are looked for, is assumed.
    """
    least = get("sick_leave_min_days").value
    inside = get("sick_leave_run").value == INSIDE
    level = np.zeros(len(patient), dtype="int64")
    for stretches in found.at_least:
        level += longest_run(stretches, patient, first, last, inside=inside) >= least
    codes = np.where(last - first + 1 >= least, level, -1)
    return pd.Series(pd.Categorical.from_codes(codes, dtype=CATEGORY))
