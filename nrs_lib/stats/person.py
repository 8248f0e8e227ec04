"""One person's own scores, answers and changes, in the shape that every number has.

They pass the same door as all numbers. Their statistic is ``score``, which the policy shows
to the care team alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.instruments import read_instruments, scale
from nrs_lib.scoring.thresholds import changed, worsened
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.rows import Group
from nrs_lib.stats.scored import scored_by
from nrs_lib.terms import ANSWERED_DAY, PERSON, Scope, Statistic, TimePoint

IMPROVED, WORSENED = "improved", "worsened"
_LATER = (TimePoint.DISCHARGE, TimePoint.FOLLOWUP_12M)
_GROUP = Group(PERSON, Scope.OWN)
_ALONE = {"n": 1, "n_units": 1, "largest_n": 1}


def person_scores(population: Population, *, scales: Sequence[str]) -> Estimates:
    """A person's scores, the change from the start, and what the change threshold says of it.

    Parameters
    ----------
    population
        One course, as `cohort.person.person_population` gives it.
    scales
        Scale codes. Versions of an instrument are scales of their own, so a change between
        two versions is never computed.

    Returns
    -------
    Estimates
        Per scale and time point with a score: statistic ``score``. Per scale and later time
        point with a score there and at the start: ``change``, later minus start; and, where
        the scale has a change threshold, ``share`` of one person under the categories
        ``improved`` and ``worsened``, whose numerator is 1 where it is so. A missing answer
        has no row.
    """
    rows = [row for code in scales for row in _rows_of(population, code)]
    definitions = ("convention:threshold_tolerance", *scored_by(population, scales))
    return from_rows(rows, definitions=definitions)


def person_days(population: Population) -> Estimates:
    """When a person answered; as numbers, so that the door hides them from everybody else.

    Parameters
    ----------
    population
        As for `person_scores`.

    Returns
    -------
    Estimates
        Per time point whose questionnaire has a date: statistic ``score`` of the measure
        `ANSWERED_DAY`, the day as an ordinal of the calendar. A missing date has no row.
    """
    rows = [
        _GROUP.key(ANSWERED_DAY, Statistic.SCORE, time_point=str(point))
        | _ALONE
        | {"estimate": float(day.toordinal())}
        for point in TimePoint
        for day in population.answers_at(point)["answered_date"].dropna()
    ]
    return from_rows(rows, definitions=(f"measure:{ANSWERED_DAY}",))


def _rows_of(population: Population, code: str) -> Iterator[dict[str, object]]:
    found = {
        point: population.answers_at(point)[code].astype("float64").reset_index(drop=True)
        for point in TimePoint
    }
    found = {point: score for point, score in found.items() if score.notna().all()}
    for point, score in found.items():
        key = _GROUP.key(code, Statistic.SCORE, time_point=str(point))
        yield key | _ALONE | {"estimate": float(score.iloc[0])}
    start = found.get(TimePoint.INITIAL)
    for point in _LATER:
        if start is None or point not in found:
            continue
        later = found[point]
        key = _GROUP.key(code, Statistic.CHANGE, time_point=str(point))
        yield key | _ALONE | {"estimate": float((later - start).iloc[0])}
        threshold = scale(code).change_threshold
        if threshold is None:
            continue
        for category, judge in ((IMPROVED, changed), (WORSENED, worsened)):
            is_so = judge(start, later, threshold).iloc[0]
            if pd.isna(is_so):
                continue
            key = _GROUP.key(code, Statistic.SHARE, time_point=str(point), category=category)
            counts = {"numerator": int(is_so), "denominator": 1}
            yield key | _ALONE | counts | {"estimate": float(is_so)}


def person_items(answers: pd.DataFrame, *, instrument: str) -> Estimates:
    """A person's answers to single items, as stored.

    Parameters
    ----------
    answers
        One row per answered item and time point: ``time_point``, ``item``, ``value``.

    Returns
    -------
    Estimates
        Statistic ``score``; ``measure`` is the first scale that the item belongs to and
        ``category`` the item. Items of no scale are left out.
    """
    scale_of: dict[str, str] = {}
    for one in read_instruments()[instrument].scales:
        for item in one.items:
            scale_of.setdefault(item, one.code)
    rows = [
        _GROUP.key(scale_of[row.item], Statistic.SCORE, time_point=row.time_point)
        | _ALONE
        | {"category": row.item, "estimate": float(row.value)}
        for row in answers.itertuples()
        if row.item in scale_of
    ]
    return from_rows(rows, definitions=(f"instrument:{instrument}",))
