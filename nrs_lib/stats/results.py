"""Start values, change and responders, scale by scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nrs_lib.cohort.pairing import paired_scores
from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.contracts.instruments import scale as read_scale
from nrs_lib.scoring.thresholds import judged_changes
from nrs_lib.stats.effects import standardised_effect
from nrs_lib.stats.estimates import Estimates, Part, from_rows
from nrs_lib.stats.rows import (
    MEAN_DEFINITIONS,
    SHARE_DEFINITIONS,
    Group,
    counted_share_row,
    mean_row,
)
from nrs_lib.stats.scored import scored_by
from nrs_lib.terms import Statistic, TimePoint

PAIRED_START, PAIRED_LATER, IMPROVED = "paired_start", "paired_later", "improved"


def values_at(cohort: Cohort, *, scales: Sequence[str], time_point: TimePoint) -> Estimates:
    """Mean of each scale at one time point, of everybody in the period who has a score there.

    At the start they are those registered in the period, later those of `Cohort.followed`. So
    two time points are not the same people, and their means less each other are no change.
    """
    group = Group.of(cohort.group)
    is_first = time_point == TimePoint.INITIAL
    episodes = cohort.registered if is_first else cohort.followed(time_point)
    answers = cohort.answers(episodes, time_point)
    rows = [
        mean_row(
            group,
            code,
            answers[code].to_numpy(dtype="float64", na_value=np.nan),
            episodes["unit_id"].to_numpy(),
            time_point=time_point,
            period=cohort.period.code,
        )
        for code in scales
    ]
    return from_rows(rows, definitions=(*MEAN_DEFINITIONS, *scored_by(cohort.population, scales)))


def start_values(cohort: Cohort, *, scales: Sequence[str]) -> Estimates:
    """Mean of each scale at the start, among those registered in the period."""
    return values_at(cohort, scales=scales, time_point=TimePoint.INITIAL)


def changes(cohort: Cohort, *, scales: Sequence[str], time_point: TimePoint) -> Estimates:
    """Change from the start to a later time point, among those who answered at both.

    Returns
    -------
    Estimates
        Per scale: means at the start and later of the same people (categories
        ``paired_start`` and ``paired_later``), mean change with t interval, and the
        standardised effect under its formula's name. Change is later minus start in the
        scale's own unit, so its sign says better or worse only with the scale's direction.
    """
    return change_part(cohort, scales=scales, time_point=time_point).estimates()


def change_part(cohort: Cohort, *, scales: Sequence[str], time_point: TimePoint) -> Part:
    """`changes`, for a table with others."""
    group = Group.of(cohort.group)
    place = {"time_point": str(time_point), "period": cohort.period.code}
    rows = []
    for code in scales:
        pairs = paired_scores(cohort, scale=code, time_point=time_point)
        start, later, units = pairs.start, pairs.later, pairs.units
        rows.append(mean_row(group, code, start, units, category=PAIRED_START, **place))
        rows.append(mean_row(group, code, later, units, category=PAIRED_LATER, **place))
        change = mean_row(group, code, later - start, units, statistic=Statistic.CHANGE, **place)
        effect, formula = standardised_effect(start, later)
        rows.append(change)
        rows.append(
            change
            | group.key(code, Statistic.EFFECT, **place)
            | {"estimate": effect, "low": None, "high": None, "sd": None, "method": formula}
        )
    return Part(
        rows,
        definitions=(
            *DEFINITIONS,
            *MEAN_DEFINITIONS,
            "convention:effect_size",
            *scored_by(cohort.population, scales),
        ),
    )


def responder_rows(
    cohort: Cohort, *, scales: Sequence[str], time_point: TimePoint
) -> list[dict[str, object]]:
    """The rows of `responders`, for those who put them with others."""
    group = Group.of(cohort.group)
    rows = []
    for code in scales:
        pairs = paired_scores(cohort, scale=code, time_point=time_point)
        threshold = read_scale(code).change_threshold
        is_known, is_improved = judged_changes(pairs.start, pairs.later, threshold)
        rows.append(
            counted_share_row(
                group,
                code,
                pairs.units[is_known & is_improved],
                pairs.units[is_known],
                time_point=str(time_point),
                category=IMPROVED,
                period=cohort.period.code,
            )
        )
    return rows


def responders(cohort: Cohort, *, scales: Sequence[str], time_point: TimePoint) -> Estimates:
    """Share whose change reaches the scale's threshold, among those who answered at both.

    Scales without a change threshold have no row. Who answered at one time point only is in
    neither numerator nor denominator.
    """
    return responder_part(cohort, scales=scales, time_point=time_point).estimates()


def responder_part(cohort: Cohort, *, scales: Sequence[str], time_point: TimePoint) -> Part:
    """`responders`, for a table with others."""
    scales = [code for code in scales if read_scale(code).change_threshold is not None]
    return Part(
        responder_rows(cohort, scales=scales, time_point=time_point),
        definitions=(
            *DEFINITIONS,
            *SHARE_DEFINITIONS,
            "convention:responder_denominator",
            "convention:threshold_tolerance",
            *scored_by(cohort.population, scales),
        ),
    )
