"""What those who did not answer may do to the main results."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimate, Estimates, Part, combined, from_parts
from nrs_lib.stats.missing_followup.cohort_outcomes import (
    CONVENTIONS,
    IMPUTED,
    OBSERVED,
    TIPPING,
    WEIGHTED,
    followup_outcome,
    sensitivity_estimates,
)
from nrs_lib.stats.missing_followup.incomplete import Incomplete
from nrs_lib.stats.missing_followup.observed_shift import METHOD, observed_shift
from nrs_lib.stats.missing_followup.sensitivity import observed_estimate, sensitivity
from nrs_lib.stats.missing_followup.tipping import small_shift
from nrs_lib.stats.rows import MEAN_DEFINITIONS, Group
from nrs_lib.stats.scored import scored_by
from nrs_lib.terms import Statistic, TimePoint

SHOWN = (OBSERVED, WEIGHTED, IMPUTED, TIPPING)
MODELLED = (WEIGHTED, IMPUTED, TIPPING)
SHIFT, SMALL = METHOD, "small_shift"
_SMALL_SHIFT = "convention:small_shift_sd"
_SMALL = (_SMALL_SHIFT, "convention:small_shift_share")
# Of the imputations; one for all, so that a report that is made again has the same numbers.
_SEED = 20230901


def main_results(cohort: Cohort) -> Estimates:
    """Mean change of the main results after a year in four ways.

    Returns
    -------
    Estimates
        Category ``observed`` (change), ``weighted`` and ``imputed`` (adjusted), and
        ``tipping_shift`` (difference): how much worse those lost must be for the change to be
        none. Those that nobody answered, or that were not delivered, are left out.
    """
    made = []
    for scale in _delivered(cohort):
        data = followup_outcome(cohort, scale)
        if not data.is_known.any():
            continue
        found = sensitivity_estimates(cohort, sensitivity(data, seed=_SEED))
        made.append(found.where(measure=scale, category=SHOWN))
    every = combined(made)
    # No row tells below what a shift is small, so that no reader meets that definition here.
    kept = tuple(key for key in every.definitions if key not in _SMALL)
    return replace(every, definitions=kept)


def shifted_results(cohort: Cohort) -> Estimates:
    """Mean change of the main results after a year, and the shift of the lost that turns it.

    Without weights or imputation, so that it costs little and can be told of a small unit.

    Returns
    -------
    Estimates
        Category ``observed`` (change); ``shift_of_observed`` (difference): how much worse
        than those who answered the lost must be for the change to be none, of how many; and
        ``small_shift``, below which a shift is small. Results that nobody answered are left
        out.
    """
    made = []
    for scale in _delivered(cohort):
        data = followup_outcome(cohort, scale, variables={})
        if data.is_known.any():
            made.append(_shifted(cohort, data))
    return from_parts(made)


def unmodelled(losses: Estimates) -> Estimates:
    """The same without what was weighted or imputed, and without the definitions of that.

    Where only the shift of those who answered is shown, as in a unit's report.
    """
    table = losses.table
    kept = table[~table["category"].isin(MODELLED)].reset_index(drop=True)
    unused = {*CONVENTIONS} - {_SMALL_SHIFT}
    definitions = tuple(key for key in losses.definitions if key not in unused)
    return replace(losses, table=kept, definitions=definitions)


def _delivered(cohort: Cohort) -> list[str]:
    delivered = cohort.population.answers_at(TimePoint.FOLLOWUP_12M)
    return [scale for scale in get("quality_results").value if scale in delivered]


def _shifted(cohort: Cohort, data: Incomplete) -> Part:
    group = Group.of(cohort.group)
    sizes = np.unique(np.asarray(data.units)[data.is_known], return_counts=True)[1]
    company = {"n_units": len(sizes), "largest_n": int(sizes.max())}
    observed, shift = observed_estimate(data), observed_shift(data)
    small = Estimate(small_shift(data), math.nan, math.nan, observed.n, METHOD)
    rows = [
        group.key(
            data.measure,
            statistic,
            category=category,
            time_point=str(TimePoint.FOLLOWUP_12M),
            period=cohort.period.code,
        )
        | one.row()
        | company
        for statistic, category, one in (
            (Statistic.CHANGE, OBSERVED, observed),
            (Statistic.DIFFERENCE, SHIFT, shift),
            (Statistic.DIFFERENCE, SMALL, small),
        )
    ]
    return Part(
        rows,
        definitions=(
            *DEFINITIONS,
            *MEAN_DEFINITIONS,
            "convention:quality_results",
            _SMALL_SHIFT,
            "convention:observed_shift",
            *scored_by(cohort.population, [data.measure]),
        ),
        cautions=(*observed.cautions, *shift.cautions),
    )
