"""Responders, three-way change and responder curves as rows that can be cleared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.contracts.change_thresholds import (
    OF_ANSWERED,
    OF_DUE,
    POINTS,
    ChangeThreshold,
    curve_measure,
    responder_measure,
)
from nrs_lib.contracts.instruments import scale as read_scale
from nrs_lib.errors import ParameterError
from nrs_lib.stats.due_scores import DueScores, estimate_row
from nrs_lib.stats.estimates import Estimates, Part, from_rows
from nrs_lib.stats.responder_curve import kept_points, responder_curve, who_improved
from nrs_lib.stats.responders import judged, responders
from nrs_lib.stats.rows import SHARE_DEFINITIONS, Group, contributors
from nrs_lib.stats.scored import scored_by
from nrs_lib.stats.three_way_change import OUTCOMES, three_way_change
from nrs_lib.terms import Statistic, TimePoint

RESPONDER_DEFINITIONS = (
    *DEFINITIONS,
    *SHARE_DEFINITIONS,
    "convention:responder_denominator",
    "convention:threshold_tolerance",
)
_OF_DUE_DEFINITION = "convention:responder_denominator_due"


def three_way_measure(scale: str, threshold: str) -> str:
    """Name of the rows that say who improved, stayed and deteriorated."""
    return f"{scale}:{threshold}:three_way"


def responder_estimates(
    cohort: Cohort,
    *,
    scales: Sequence[str],
    time_point: TimePoint,
    thresholds: Mapping[str, Sequence[str]] | None = None,
) -> Estimates:
    """Share who improved by each threshold of each scale, under both denominators.

    Parameters
    ----------
    thresholds
        Codes by scale; all that the scale's file gives, absolute and relative, when left
        out. A scale without thresholds has no row.

    Returns
    -------
    Estimates
        Per scale and threshold (`responder_measure`) two shares with the same numerator:
        ``improved``, of those who answered at both time points, and ``improved_of_due``, of
        all who were due, where missing counts as not improved. They stand in one family, so
        that a hidden one takes the other with it.
    """
    group, place = Group.of(cohort.group), _place(cohort, time_point)
    rows, cautions = [], []
    for code, threshold in _chosen(scales, thresholds):
        due = DueScores.of(cohort, scale=code, time_point=time_point)
        measure = responder_measure(code, threshold.code)
        found = responders(due.start, due.later, threshold, about=measure)
        who = judged(due.start, due.later, threshold)
        for category, one, people in (
            (OF_ANSWERED, found.answered, who.is_answered),
            (OF_DUE, found.due, ~who.is_excluded),
        ):
            rows.append(
                estimate_row(
                    group,
                    measure,
                    Statistic.SHARE,
                    one,
                    due.units[people & (one.n > 0)],
                    category=category,
                    **place,
                )
            )
            cautions += one.cautions
    definitions = (
        *RESPONDER_DEFINITIONS,
        _OF_DUE_DEFINITION,
        *scored_by(cohort.population, scales),
    )
    return from_rows(rows, definitions=definitions, cautions=cautions)


def three_way_estimates(
    cohort: Cohort,
    *,
    scales: Sequence[str],
    time_point: TimePoint,
    thresholds: Mapping[str, Sequence[str]] | None = None,
) -> Estimates:
    """Shares who improved, stayed and deteriorated, of those who answered at both times.

    Parameters
    ----------
    thresholds
        Codes by scale; the one that reports use when left out.

    Returns
    -------
    Estimates
        Per scale and threshold (`three_way_measure`) the categories ``improved``,
        ``unchanged`` and ``deteriorated``, whose numerators add up to their denominator.
    """
    group, place = Group.of(cohort.group), _place(cohort, time_point)
    rows, cautions = [], []
    for code, threshold in _chosen(scales, thresholds, only_default=True):
        due = DueScores.of(cohort, scale=code, time_point=time_point)
        measure = three_way_measure(code, threshold.code)
        found = three_way_change(due.start, due.later, threshold, about=measure)
        units = due.units[judged(due.start, due.later, threshold).is_answered]
        cautions += found.cautions
        for category in OUTCOMES:
            one = getattr(found, category)
            rows.append(
                estimate_row(
                    group, measure, Statistic.SHARE, one, units, category=category, **place
                )
            )
            cautions += one.cautions
    definitions = (
        *RESPONDER_DEFINITIONS,
        "convention:deterioration_threshold",
        *scored_by(cohort.population, scales),
    )
    return from_rows(rows, definitions=definitions, cautions=cautions)


def responder_curve_estimates(cohort: Cohort, **asked: object) -> Estimates:
    """The curve in a table of its own; what is asked for, and errors, as `responder_curve_part`."""
    return responder_curve_part(cohort, **asked).estimates()


def responder_curve_part(
    cohort: Cohort,
    *,
    scale: str,
    time_point: TimePoint,
    unit: str = POINTS,
    least_between: int = 1,
    denominators: Sequence[str] = (OF_ANSWERED, OF_DUE),
) -> Part:
    """The curve of shares who improved by at least each amount, under both denominators.

    Parameters
    ----------
    unit
        ``points`` or ``percent``.
    least_between
        Fewest people between two points of the curve. Two neighbours differ by those who
        improved by just so much, and the door hides points between which are fewer than the
        policy's ``forms.min_step``; with that number here fewer points are made, and all of
        them are shown. The scale's thresholds come first; points that are too close to one
        that stays, or to nobody at all, are left out. Where nobody lies between, both stay.
    denominators
        ``improved`` (of those who answered), ``improved_of_due``, or both.

    Returns
    -------
    Part
        For a table with others: statistic improved_by under a measure for each denominator
        (`nrs_lib.contracts.change_thresholds.curve_measure`), the category being the
        improvement asked for, as in ``0.5``.

    Raises
    ------
    ParameterError
        ``least_between`` is below 1; else as `responder_curve`.
    """
    if least_between < 1:
        raise ParameterError(
            "Between two points of a curve there is at least one person.",
            where=f"least_between: {least_between}",
            remedy="Give the smallest count that the audience may see, or 1.",
        )
    group, place = Group.of(cohort.group), _place(cohort, time_point)
    due = DueScores.of(cohort, scale=scale, time_point=time_point)
    chosen = read_scale(scale)
    start, later = (
        column.to_numpy(dtype=float, na_value=np.nan) for column in (due.start, due.later)
    )
    curve = responder_curve(start, later, scale=chosen, unit=unit, about=scale)
    counts = dict(zip(curve.least, (one.answered.numerator for one in curve.shares), strict=True))
    marks = [threshold.amount for threshold in chosen.marks(unit)]
    everybody = {None: curve.shares[0].answered.denominator}
    kept = kept_points([everybody | counts], first=marks, least=least_between)
    units = due.units.to_numpy()
    is_known, by_at_least = who_improved(start, later, scale=chosen, unit=unit)
    can_be_judged = (start != 0) | (unit == POINTS)
    people = {OF_ANSWERED: Counter(units[is_known]), OF_DUE: Counter(units[can_be_judged])}
    improved = {amount: units[by_at_least(amount)] for amount in kept}
    shares = {
        amount: {OF_ANSWERED: one.answered, OF_DUE: one.due}
        for amount, one in zip(curve.least, curve.shares, strict=True)
    }
    rows = [
        group.key(
            curve_measure(scale, unit, denominator),
            Statistic.IMPROVED_BY,
            category=f"{amount:g}",
            **place,
        )
        | one.row()
        | contributors(people[denominator] if one.n else [], improved[amount] if one.n else [])
        for amount in kept
        for denominator in denominators
        for one in [shares[amount][denominator]]
    ]
    return Part(
        rows,
        definitions=(
            *RESPONDER_DEFINITIONS,
            *([_OF_DUE_DEFINITION] if OF_DUE in denominators else []),
            "convention:responder_curve_most_steps",
            "convention:responder_curve_percent_step",
            *scored_by(cohort.population, [scale]),
        ),
        cautions=(
            *curve.cautions,
            *(
                said
                for one in shares.values()
                for name in denominators
                for said in one[name].cautions
            ),
        ),
    )


def _place(cohort: Cohort, time_point: TimePoint) -> dict[str, str]:
    return {"time_point": str(time_point), "period": cohort.period.code}


def _chosen(
    scales: Sequence[str],
    thresholds: Mapping[str, Sequence[str]] | None,
    *,
    only_default: bool = False,
) -> list[tuple[str, ChangeThreshold]]:
    found = []
    for code in scales:
        one = read_scale(code)
        if thresholds is not None:
            mine = [one.threshold(name) for name in thresholds.get(code, ())]
        elif only_default:
            mine = [one.change_threshold] if one.change_threshold is not None else []
        else:
            mine = list(one.change_thresholds)
        found += [(code, threshold) for threshold in mine]
    return found
