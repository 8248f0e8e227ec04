"""Change over the three time points by a model that uses every answer.

The mean of those who answered at the start, at discharge and after a year are means of
three different groups of people, so their differences are no change. The model's are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nrs_lib.cohort.selection import DEFINITIONS, Cohort
from nrs_lib.contracts.cautions import Caution
from nrs_lib.stats.estimates import Estimates, from_rows
from nrs_lib.stats.mixed import category, differences, linear_mixed_model, marginal_means
from nrs_lib.stats.rows import MEAN_DEFINITIONS, Group, count_row, mean_row
from nrs_lib.stats.scored import scored_by
from nrs_lib.terms import NATIONAL, Statistic, TimePoint

ANSWERED, MODEL_MEAN, MODEL_CHANGE = "answered", "model_mean", "model_change"
CONVENTIONS = (
    "convention:mixed_criterion",
    "convention:mixed_degrees_of_freedom",
    "convention:mixed_least_units",
    "convention:mixed_least_persons",
    "convention:mixed_singular_below",
    "convention:marginal_mean_weights",
)


def answers_over_time(cohort: Cohort, scale: str) -> pd.DataFrame:
    """Scores of those whose one-year follow-up fell due, at all three time points.

    Returns
    -------
    pandas.DataFrame
        One row per episode and time point: ``episode_id``, ``unit_id``, ``time_point``
        (ordered as they are answered) and ``score``, missing where it is not known.
    """
    parts = [
        pd.DataFrame(
            {
                "episode_id": cohort.due["episode_id"].to_numpy(),
                "unit_id": cohort.due["unit_id"].astype("str").to_numpy(),
                "time_point": str(point),
                "score": cohort.answers(cohort.due, point)[scale].to_numpy(
                    dtype="float64", na_value=np.nan
                ),
            }
        )
        for point in TimePoint
    ]
    rows = pd.concat(parts, ignore_index=True)
    order = [str(point) for point in TimePoint]
    return rows.assign(time_point=pd.Categorical(rows["time_point"], order))


def model_change(cohort: Cohort, *, scales: Sequence[str]) -> Estimates:
    """Mean at each time point and change since the start, by a linear mixed model.

    Random intercepts of patients, and of units for the nation; time point as a category. A
    patient who missed a time point counts with the answers that exist, which is right where
    what is missing depends on what was answered (missing at random).

    Parameters
    ----------
    cohort
        Those whose one-year follow-up fell due: one group for all three time points.
    scales
        Codes of scales.

    Returns
    -------
    Estimates
        Per scale and time point: the mean of those who answered then (statistic mean,
        category ``answered``) and the model's mean (adjusted, ``model_mean``); per later
        time point the model's change from the start (adjusted, ``model_change``), later
        minus start in the scale's own unit, with Satterthwaite's degrees of freedom. ``n``
        counts patients who answered at the time point, for a change the fewer of the two.
        A refused model has missing numbers and a caution.
    """
    group = Group.of(cohort.group)
    rows: list[dict[str, object]] = []
    cautions: list[Caution] = []
    for scale in scales:
        answers = answers_over_time(cohort, scale)
        known = answers[answers["score"].notna()]
        rows += _answered(group, scale, known, cohort.period.code)
        cautions += _unequal(scale, known)
        if known["time_point"].nunique() == len(TimePoint):
            made, said = _modelled(group, scale, known, cohort.period.code)
            rows += made
            cautions += said
    return from_rows(
        rows,
        definitions=(
            *DEFINITIONS,
            *MEAN_DEFINITIONS,
            *CONVENTIONS,
            *scored_by(cohort.population, scales),
        ),
        cautions=cautions,
    )


def _answered(
    group: Group, scale: str, known: pd.DataFrame, period: str
) -> list[dict[str, object]]:
    return [
        mean_row(
            group,
            scale,
            mine["score"].to_numpy(),
            mine["unit_id"].to_numpy(),
            time_point=str(point),
            category=ANSWERED,
            period=period,
        )
        for point in TimePoint
        for mine in [known[known["time_point"] == str(point)]]
    ]


def _unequal(scale: str, known: pd.DataFrame) -> list[Caution]:
    sizes = [int((known["time_point"] == str(point)).sum()) for point in TimePoint]
    times = known["episode_id"].value_counts()
    if len(times) == sum(times == len(TimePoint)):
        return []
    return [Caution.of("populations_differ_by_time", scale, fewest=min(sizes), most=max(sizes))]


def _modelled(
    group: Group, scale: str, known: pd.DataFrame, period: str
) -> tuple[list[dict[str, object]], tuple[Caution, ...]]:
    model = linear_mixed_model(
        known.rename(columns={"score": scale}),
        outcome=scale,
        time=category("time_point", reference=str(TimePoint.INITIAL)),
        unit="unit_id" if group.code == NATIONAL else None,
    )
    points = [str(point) for point in TimePoint]
    answering = {point: known.loc[known["time_point"] == point, "unit_id"] for point in points}

    def row(point: str, category: str, value: object, behind: pd.Series) -> dict[str, object]:
        place = {"time_point": point, "category": category, "period": period}
        company = count_row(group, scale, behind, **place)
        return company | group.key(scale, Statistic.ADJUSTED, **place) | value.row()

    means = marginal_means(model, over=["time_point"])
    changes = differences(model, of="time_point")
    rows = [
        row(one.levels["time_point"], MODEL_MEAN, one.value, answering[one.levels["time_point"]])
        for one in means
    ]
    for point, one in zip(points[1:], changes, strict=True):
        fewer = min((answering[points[0]], answering[point]), key=len)
        rows.append(row(point, MODEL_CHANGE, one.value, fewer))
    times = known["episode_id"].value_counts()
    facts = {"n": len(times), "complete": int((times == len(TimePoint)).sum())}
    if model.is_refused or facts["n"] == facts["complete"]:
        return rows, model.cautions
    return rows, (*model.cautions, Caution.of("missing_at_random_assumed", scale, **facts))
