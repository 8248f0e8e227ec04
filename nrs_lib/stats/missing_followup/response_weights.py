"""Inverse-probability weights: those who answered speak for those like them who did not."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.missing_followup.incomplete import (
    CATEGORY,
    SHARE,
    Incomplete,
    auxiliary_kinds,
    usable,
)
from nrs_lib.stats.units.dependence import dependent_columns
from nrs_lib.stats.units.logistic import LogisticFit, fit_logistic

METHOD_MEAN, METHOD_SHARE = "ipw_hajek", "ipw_hajek_wilson"
INTERCEPT = "intercept"


@dataclass(frozen=True, eq=False)
class ResponseWeights:
    """How much each answer counts.

    Attributes
    ----------
    weights
        Stabilised and truncated, one per person; 0 for who did not answer. All missing
        where the model is refused.
    probabilities
        Of having a known outcome, one per person.
    fit
        The response model, its columns as in `matrix`; none where it was not tried.
    largest
        Largest weight before truncation.
    effective
        How many answers of equal weight the answers are worth (Kish), after truncation.
    truncated
        Weights that were drawn in to a limit.
    cautions
        Why it is refused, or what to mind.
    """

    weights: np.ndarray
    probabilities: np.ndarray
    is_cut: np.ndarray
    matrix: np.ndarray
    fit: LogisticFit | None
    largest: float
    effective: float
    truncated: int
    cautions: tuple[Caution, ...]

    @property
    def is_refused(self) -> bool:
        return any(caution.severity == "refused" for caution in self.cautions)


def response_weights(data: Incomplete) -> ResponseWeights:
    """Weights from a logistic model of who has a known outcome.

    The start value of a change is not used by itself: name it among the auxiliaries. Where
    an auxiliary is missing, the person stays in the model: missing counts as a level of its
    own (a number gets its mean and a mark). Where nobody who lacks a variable has a known
    outcome, as nobody without a start value has a change, no answer can speak for them: the
    weights then hold for the others alone, which is said.

    Returns
    -------
    ResponseWeights
        Refused when no variables are given, when too few answered or were lost
        (convention ``followup_least_per_group``), and where `fit_logistic` refuses,
        separation among it.

    References
    ----------
    Seaman and White 2013, doi:10.1177/0962280210395740; truncation: Cole and Hernan 2008,
    doi:10.1093/aje/kwn164; missing variables: D'Agostino and Rubin 2000,
    doi:10.1080/01621459.2000.10474263.
    """
    is_known, about = data.is_known, data.measure
    answered, lost = int(is_known.sum()), int((~is_known).sum())
    least = int(get("followup_least_per_group").value)
    if not data.auxiliaries:
        return _refused(data, Caution.of("loss_without_variables", about))
    if min(answered, lost) < least:
        facts = {"answered": answered, "lost": lost, "least": least}
        return _refused(data, Caution.of("response_group_too_small", about, **facts))
    matrix, names, inside, said = _design(data)
    fit = fit_logistic(is_known[inside].astype("float64"), matrix[inside], names, about=about)
    if fit.is_refused:
        return _refused(data, *said, *fit.cautions, fit=fit)
    # Who is outside has no chance of a known outcome, and so no pull on anything.
    matrix = np.where(inside[:, None], matrix, 0.0)
    probabilities = np.where(inside, fit.probabilities(matrix), 0.0)
    weights = np.zeros(len(is_known))
    weights[is_known] = is_known[inside].mean() / probabilities[is_known]
    own = weights[is_known]
    low, high = np.quantile(own, get("response_weight_limits").value)
    is_cut = is_known & ((weights < low) | (weights > high))
    cut = np.where(is_known, np.clip(weights, low, high), 0.0)
    effective = float(cut.sum() ** 2 / np.sum(cut**2))
    said += _diagnosed(about, float(own.max()), effective, answered, int(is_cut.sum()))
    few = int(get("case_mix_events_per_coefficient").value)
    if min(answered, lost) < few * (len(names) - 1):
        facts = {"events": min(answered, lost), "coefficients": len(names) - 1, "least": few}
        said.append(Caution.of("few_events", about, **facts))
    return ResponseWeights(
        cut,
        probabilities,
        is_cut,
        matrix,
        fit,
        float(own.max()),
        effective,
        int(is_cut.sum()),
        tuple(said),
    )


def weighted_estimate(
    data: Incomplete, weights: ResponseWeights, *, confidence: float | None = None
) -> Estimate:
    """Hajek mean of the known outcomes with those weights.

    The standard error is a sandwich that takes in that the weights are estimated; a weight
    at its limit counts as fixed. It has a factor n/(n - 1), so that equal weights give the
    ordinary one. Means have a t interval with n - 1 degrees of freedom; shares Wilson's,
    with as many people as would give the same standard error.

    References
    ----------
    Lunceford and Davidian 2004, doi:10.1002/sim.1903.
    """
    level = float(get("confidence_level").value) if confidence is None else confidence
    n = int(data.is_known.sum())
    method = METHOD_SHARE if data.kind == SHARE else METHOD_MEAN
    if weights.is_refused:
        nan = math.nan
        return Estimate(nan, nan, nan, n, method, cautions=weights.cautions)
    y = np.where(data.is_known, data.outcome, 0.0)
    w = weights.weights
    mean = float(np.sum(w * y) / np.sum(w))
    se = float(np.sqrt(np.sum(_influence(data, weights, y, mean) ** 2) * n / (n - 1)))
    if data.kind != SHARE:
        half = float(stdtrit(n - 1, 0.5 + level / 2)) * se
        sd = math.sqrt(np.sum(w * (y - mean) ** 2) / np.sum(w) * n / (n - 1))
        low, high = mean - half, mean + half
        return Estimate(
            mean, low, high, n, method, sd=sd, se=se, df=n - 1, cautions=weights.cautions
        )
    people = mean * (1 - mean) / (se**2 * (n - 1) / n) if se > 0 else weights.effective
    low, high = _wilson(mean, people, level)
    return Estimate(mean, low, high, n, method, se=se, cautions=weights.cautions)


def _influence(
    data: Incomplete, weights: ResponseWeights, y: np.ndarray, mean: float
) -> np.ndarray:
    """Each person's pull on the mean, that through the response model included."""
    x, p = weights.matrix, weights.probabilities
    direct = weights.weights * (y - mean)
    slope = np.where(weights.is_cut, 0.0, -direct * (1 - p))
    through = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x, x.T @ slope)
    return (direct + (data.is_known - p) * (x @ through)) / weights.weights.sum()


def _wilson(share: float, people: float, level: float) -> tuple[float, float]:
    spread = float(ndtri(0.5 + level / 2)) ** 2 / people
    centre = (share + spread / 2) / (1 + spread)
    half = math.sqrt(spread) * math.sqrt(share * (1 - share) + spread / 4) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def _design(data: Incomplete) -> tuple[np.ndarray, tuple[str, ...], np.ndarray, list[Caution]]:
    """Columns of the response model, their names, whom it is about, and what to mind."""
    kept, said = usable(data.coded(), data.measure)
    kinds, said = auxiliary_kinds(data.auxiliaries), list(said)
    least = int(get("case_mix_least_level").value)
    columns, marks = {INTERCEPT: np.ones(len(data.values))}, {}
    for name, values in kept.items():
        lacks = np.isnan(values)
        if kinds[name] == CATEGORY:
            columns |= _level_columns(name, values, data.is_known, least)
        else:
            known = values[~lacks]
            columns[name] = np.where(lacks, 0.0, (values - known.mean()) / known.std())
        if lacks.sum() >= least:
            marks[name] = lacks.astype("float64")
    never = {name: mark for name, mark in marks.items() if not data.is_known[mark == 1].any()}
    inside = np.ones(len(data.values), dtype=bool)
    if never:
        inside &= ~np.any([mark == 1 for mark in never.values()], axis=0)
        facts = {"n": int((~inside).sum()), "of": len(inside), "columns": ", ".join(never)}
        said.append(Caution.of("weights_for_some", data.measure, **facts))
        marks = {
            name: mark
            for name, mark in marks.items()
            if name not in never and mark[inside].sum() >= least
        }
    if marks:
        said.append(Caution.of("missing_as_category", data.measure, columns=", ".join(marks)))
    columns |= {f"{name}[missing]": mark for name, mark in marks.items()}
    names = tuple(columns)
    matrix = np.column_stack(list(columns.values()))
    # Who has no questionnaire lacks all of its answers, so such marks are one; and a column that
    # follows from those before it changes no probability.
    doubled = {*dependent_columns(matrix[inside], names)} - {INTERCEPT}
    out = sorted(one for one in doubled if not one.endswith("[missing]"))
    if out:
        said.append(Caution.of("auxiliaries_collinear", data.measure, columns=", ".join(out)))
    keep = [place for place, name in enumerate(names) if name not in doubled]
    return matrix[:, keep], tuple(names[place] for place in keep), inside, said


def _level_columns(
    name: str, values: np.ndarray, is_known: np.ndarray, least: int
) -> dict[str, np.ndarray]:
    """Columns of levels that have both who answered and who did not; the rest is reference."""
    places, sizes = np.unique(values[~np.isnan(values)], return_counts=True)
    others = [place for place in places if place != places[np.argmax(sizes)]]
    made = {f"{name}[{int(place)}]": (values == place).astype("float64") for place in others}
    return {
        column: mark
        for column, mark in made.items()
        if mark.sum() >= least and 0 < is_known[mark == 1].sum() < mark.sum()
    }


def _diagnosed(
    about: str, largest: float, effective: float, answered: int, truncated: int
) -> list[Caution]:
    said = []
    least = float(get("response_weight_least_effective").value) * answered
    if largest > float(get("response_weight_extreme_above").value) or effective < least:
        facts = {"largest": round(largest, 1), "effective": round(effective), "n": answered}
        said.append(Caution.of("extreme_weights", about, **facts))
    if truncated:
        said.append(Caution.of("weights_truncated", about, n=truncated, of=answered))
    return said


def _refused(
    data: Incomplete, *cautions: Caution, fit: LogisticFit | None = None
) -> ResponseWeights:
    empty = np.full(len(data.values), math.nan)
    cut, nothing = np.zeros(len(empty), dtype=bool), np.empty((len(empty), 0))
    return ResponseWeights(empty, empty, cut, nothing, fit, math.nan, math.nan, 0, cautions)
