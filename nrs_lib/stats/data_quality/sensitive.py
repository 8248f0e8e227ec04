"""What those who did not answer may do to the main results."""

from __future__ import annotations

from nrs_lib.cohort.selection import Cohort
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimates, combined
from nrs_lib.stats.missing_followup.cohort_outcomes import (
    IMPUTED,
    OBSERVED,
    TIPPING,
    WEIGHTED,
    followup_outcome,
    sensitivity_estimates,
)
from nrs_lib.stats.missing_followup.sensitivity import sensitivity
from nrs_lib.terms import TimePoint

SHOWN = (OBSERVED, WEIGHTED, IMPUTED, TIPPING)
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
    delivered = cohort.population.answers_at(TimePoint.FOLLOWUP_12M)
    for scale in get("quality_results").value:
        if scale not in delivered:
            continue
        data = followup_outcome(cohort, scale)
        if not data.is_known.any():
            continue
        found = sensitivity_estimates(cohort, sensitivity(data, seed=_SEED))
        made.append(found.where(measure=scale, category=SHOWN))
    return combined(made)
