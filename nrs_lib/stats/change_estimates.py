"""Change with its effects, and the ends of scales, as rows that can be cleared."""

from __future__ import annotations

from collections.abc import Sequence

from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.contracts.instruments import scale as read_scale
from nrs_lib.stats.due_scores import DueScores, estimate_row
from nrs_lib.stats.effect_formulas import FORMULAS
from nrs_lib.stats.effects import paired_effect
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.floor_ceiling import PLACES, floor_ceiling
from nrs_lib.stats.paired_change import paired_change
from nrs_lib.stats.rows import MEAN_DEFINITIONS, SHARE_DEFINITIONS, Group
from nrs_lib.stats.scored import scored_by
from nrs_lib.terms import Statistic, TimePoint

T, BCA = "t", "bca"
EFFECT_DEFINITIONS = (
    "convention:effect_size",
    "convention:effect_correction",
    "convention:effect_interval",
)
BOOTSTRAP_DEFINITIONS = ("convention:bootstrap_draws", "convention:bootstrap_least_n")


def ends_measure(scale: str) -> str:
    """Name of the rows that say how many stand at the ends of a scale."""
    return f"{scale}:ends"


def change_estimates(
    cohort: Cohort, *, scales: Sequence[str], time_point: TimePoint, seed: int | None = None
) -> Estimates:
    """Mean change of each scale and its standardised effects, by every formula.

    Parameters
    ----------
    time_point
        Discharge or one-year follow-up.
    seed
        Of the bootstrap; without one there are no bootstrap rows.

    Returns
    -------
    Estimates
        Per scale, of the episodes with both scores: change with category ``t`` and, with a
        seed, ``bca``; effect with one category per formula (``d_av``, ``d_baseline``,
        ``d_rm``, ``d_z``), corrected by Hedges' factor. Change is later minus start in the
        scale's own unit, so its sign says better or worse only with the scale's direction.
    """
    group = Group.of(cohort.group)
    place = {"time_point": str(time_point), "period": cohort.period.code}
    rows, cautions = [], []
    for code in scales:
        due = DueScores.of(cohort, scale=code, time_point=time_point)
        units = due.units[due.has_both]
        found = {(Statistic.CHANGE, T): paired_change(due.start, due.later, about=code)}
        if seed is not None:
            found[Statistic.CHANGE, BCA] = paired_change(
                due.start, due.later, interval=BCA, seed=seed, about=code
            )
        for formula in FORMULAS:
            found[Statistic.EFFECT, formula] = paired_effect(
                due.start, due.later, formula=formula, about=code
            )
        for (statistic, category), one in found.items():
            rows.append(
                estimate_row(group, code, statistic, one, units, category=category, **place)
            )
            cautions += one.cautions
    drawn = BOOTSTRAP_DEFINITIONS if seed is not None else ()
    return from_rows(
        rows,
        definitions=(
            *DEFINITIONS,
            *MEAN_DEFINITIONS,
            *EFFECT_DEFINITIONS,
            *drawn,
            *scored_by(cohort.population, scales),
        ),
        cautions=cautions,
    )


def floor_ceiling_estimates(
    cohort: Cohort, *, scales: Sequence[str], time_point: TimePoint
) -> Estimates:
    """Shares at the lowest and highest score of each scale, among those who answered.

    Parameters
    ----------
    time_point
        At the start: those registered in the period. Later: those discharged or due.

    Returns
    -------
    Estimates
        Per scale (`ends_measure`) three shares that add up to 1: ``floor``, ``between`` and
        ``ceiling``.
    """
    group, point = Group.of(cohort.group), TimePoint(time_point)
    place = {"time_point": str(point), "period": cohort.period.code}
    episodes = cohort.registered if point is TimePoint.INITIAL else cohort.followed(point)
    answers = cohort.answers(episodes, point)
    rows, cautions = [], []
    for code in scales:
        scores = answers[code].astype("float64").reset_index(drop=True)
        units = episodes["unit_id"].reset_index(drop=True)[scores.notna()]
        found = floor_ceiling(scores, span=read_scale(code).range, about=code)
        cautions += found.cautions
        for category, one in zip(PLACES, (found.floor, found.between, found.ceiling), strict=True):
            rows.append(
                estimate_row(
                    group,
                    ends_measure(code),
                    Statistic.SHARE,
                    one,
                    units,
                    category=category,
                    **place,
                )
            )
            cautions += one.cautions
    return from_rows(
        rows,
        definitions=(
            *DEFINITIONS,
            *SHARE_DEFINITIONS,
            "convention:floor_ceiling_above",
            *scored_by(cohort.population, scales),
        ),
        cautions=cautions,
    )
