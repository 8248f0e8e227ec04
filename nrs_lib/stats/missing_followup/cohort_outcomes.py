"""The outcome of a cohort's follow-up in four ways, ready to be cleared."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.contracts.instruments import Scale
from nrs_lib.contracts.instruments import scale as read_scale
from nrs_lib.contracts.instruments import scales as read_scales
from nrs_lib.errors import ParameterError
from nrs_lib.scoring.thresholds import changed
from nrs_lib.stats.estimates import Estimate, Estimates, from_rows
from nrs_lib.stats.missing_followup.declared import declare, gathered
from nrs_lib.stats.missing_followup.incomplete import CHANGE, MEAN, SHARE, Incomplete
from nrs_lib.stats.missing_followup.nonresponse import available
from nrs_lib.stats.missing_followup.sensitivity import Sensitivity
from nrs_lib.stats.rows import MEAN_DEFINITIONS, SHARE_DEFINITIONS, Group, share_row
from nrs_lib.stats.scored import scored_by
from nrs_lib.stats.units.comparison_rows import response_measure
from nrs_lib.stats.units.outcomes import outcome
from nrs_lib.terms import Direction, Statistic, TimePoint

OBSERVED, WEIGHTED, IMPUTED = "observed", "weighted", "imputed"
TIPPING = "tipping_shift"
IMPROVED = "improved"
CONVENTIONS = tuple(
    f"convention:{key}"
    for key in (
        "followup_auxiliaries",
        "followup_least_per_group",
        "response_weight_limits",
        "imputations_least",
        "imputation_cycles",
        "imputation_donors",
        "imputed_interval",
        "shift_beyond_range",
        "small_shift_sd",
        "small_shift_share",
    )
)


def followup_outcome(
    cohort: Cohort,
    measure: str,
    *,
    kind: str | None = None,
    time_point: TimePoint = TimePoint.FOLLOWUP_12M,
    variables: Mapping[str, Sequence[str]] | None = None,
) -> Incomplete:
    """An outcome of everybody who was due, with what was known of them before.

    Parameters
    ----------
    measure
        A scale, or a share of ``measures.yaml`` that is known after the programme.
    kind
        For a scale ``change`` (when left out), ``mean`` of its value, or ``share``: who
        improved by its threshold. A measure is always a share.
    time_point
        Discharge or the one-year follow-up; a measure has its own.
    variables
        As for `declare`.

    Raises
    ------
    ParameterError
        The measure has no such outcome, or a variable comes too late.
    """
    if measure in read_scales():
        kind = kind or CHANGE
        episodes = cohort.followed(time_point)
        start, later = (
            cohort.answers(episodes, point)[measure].reset_index(drop=True).astype("Float64")
            for point in (TimePoint.INITIAL, time_point)
        )
        chosen, own, direction = read_scale(measure), measure, read_scale(measure).direction
        values = later.to_numpy(dtype="float64", na_value=math.nan)
        if kind == SHARE:
            if chosen.change_threshold is None:
                raise ParameterError(
                    "The scale has no threshold of improvement.",
                    where=measure,
                    remedy=f"Use {CHANGE} or {MEAN}.",
                )
            improved = changed(start, later, chosen.change_threshold)
            values = improved.to_numpy(dtype="float64", na_value=math.nan)
            direction = Direction.HIGHER_BETTER
    else:
        found = outcome(cohort, measure)
        if kind not in (None, SHARE):
            raise ParameterError(
                "A measure that is a share has no mean or change.",
                where=measure,
                remedy="Leave kind out, or give a scale.",
            )
        kind, own, time_point = SHARE, found.scale, found.time_point
        episodes, values, direction = found.episodes, found.values, found.direction
        start, chosen = None, None
    declared = declare(variables, scale=own, time_point=time_point)
    if variables is None:
        declared = available(cohort, episodes, declared)
    first = None
    if kind == CHANGE:
        first = start.to_numpy(dtype="float64", na_value=math.nan)
    return Incomplete(
        measure,
        kind,
        values,
        gathered(cohort, episodes, declared),
        tuple(one.auxiliary for one in declared),
        start=first,
        units=episodes["unit_id"].astype("str").to_numpy(),
        direction=direction,
        bounds=(0.0, 1.0) if kind == SHARE else chosen.range,
        important=_important(chosen, kind, start),
    )


def _important(chosen: Scale | None, kind: str, start: pd.Series | None) -> float | None:
    """The scale's threshold of change in its unit; a relative one of the mean start value."""
    if kind == SHARE or chosen.change_threshold is None:
        return None
    threshold = chosen.change_threshold
    if threshold.kind != "relative":
        return float(threshold.size)
    mean = start.mean()
    return None if pd.isna(mean) else float(threshold.size) * float(mean)


def sensitivity_estimates(
    cohort: Cohort, found: Sensitivity, *, time_point: TimePoint = TimePoint.FOLLOWUP_12M
) -> Estimates:
    """The four results and the tipping point as rows.

    Returns
    -------
    Estimates
        The share whose outcome is known (measure ``known_<measure>``); category
        ``observed`` (mean, change or share); ``weighted``, ``imputed`` and
        ``shifted:<shift>`` (adjusted; the shift is how much worse those lost are, to six
        digits); ``tipping_shift`` (difference). The method says how each was made; n counts
        those whose outcome is known. A share in its shape of improvement on a scale has the
        category ``improved:`` before these. A refused number is missing.
    """
    data = found.data
    group = Group.of(cohort.group)
    place = {"time_point": str(time_point), "period": cohort.period.code}
    head = f"{IMPROVED}:" if data.kind == SHARE and data.measure in read_scales() else ""
    units = np.asarray(data.units)
    known = data.is_known
    sizes = np.unique(units[known], return_counts=True)[1]
    company = {"n_units": len(sizes), "largest_n": int(sizes.max(initial=0))}
    plain = {MEAN: Statistic.MEAN, CHANGE: Statistic.CHANGE, SHARE: Statistic.SHARE}[data.kind]

    def row(statistic: Statistic, category: str, value: Estimate) -> dict[str, object]:
        key = group.key(data.measure, statistic, category=head + category, **place)
        return key | value.row() | company

    shares = {"numerator": found.observed.numerator, "denominator": found.observed.denominator}
    rows = [
        share_row(
            group,
            response_measure(data.measure),
            pd.Series(known).astype("boolean"),
            pd.Series(units),
            category=head.rstrip(":"),
            **place,
        ),
        row(plain, OBSERVED, found.observed),
    ]
    others = [(WEIGHTED, found.weighted), (IMPUTED, found.imputed)]
    others += [(f"shifted:{one.shift:.6g}", one.estimate) for one in found.shifted]
    rows += [row(Statistic.ADJUSTED, name, value) | shares for name, value in others]
    if found.tipping is not None:
        turned = row(Statistic.DIFFERENCE, TIPPING, found.tipping.shift)
        rows.append(turned | shares | {"n": int(known.sum())})
    scales = [data.measure] if data.measure in read_scales() else []
    kind = SHARE_DEFINITIONS if data.kind == SHARE else MEAN_DEFINITIONS
    own = [] if scales else [f"measure:{data.measure}"]
    return from_rows(
        rows,
        definitions=(
            *DEFINITIONS,
            *SHARE_DEFINITIONS,
            *kind,
            *CONVENTIONS,
            *own,
            *scored_by(cohort.population, scales),
        ),
        cautions=found.cautions,
    )
