"""Fit a population-averaged model to answers in clusters, or refuse it with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.gee.estimating import Family, Solution, Working, no_solution, solve
from nrs_lib.stats.gee.model import Covariance, GeeModel
from nrs_lib.stats.mixed.covariates import Covariate
from nrs_lib.stats.mixed.design import Design, build_design, dependent_columns
from nrs_lib.stats.mixed.logistic import check_yes_no
from nrs_lib.stats.units.logistic import fit_logistic

Choice = TypeVar("Choice", bound=StrEnum)


def population_averaged_model(
    rows: pd.DataFrame,
    *,
    outcome: str,
    family: str,
    covariates: Sequence[Covariate] = (),
    time: Covariate | None = None,
    cluster: str = "episode_id",
    person: str | None = "episode_id",
    working: str | None = None,
    covariance: str | None = None,
    confidence: float | None = None,
) -> GeeModel:
    """Fit a linear or logistic model by generalised estimating equations.

    Coefficients compare groups of patients, not a patient with the same patient. Standard
    errors take in that answers of one cluster are related, however they are. What is missing
    must not depend on the answers; a mixed model asks for less.

    Parameters
    ----------
    rows
        One row per answer, in any order. Rows without outcome are left out as not answered,
        rows without a covariate are left out and said.
    outcome
        Column of numbers; for a logistic model of 0 and 1, or of truth values.
    family
        ``linear`` or ``logistic``.
    covariates, time
        Declared with `category` and `numeric`; never a formula.
    cluster
        Column of persons with several answers, or of units with several persons.
    person
        Column of persons, for checks and counts; None if every row is a person.
    working
        ``exchangeable`` or ``independence``; convention ``gee_working_correlation`` when left
        out.
    covariance
        ``robust``, or ``mancl_derouen`` with a t distribution, which holds in few clusters
        too. When left out the latter below as many clusters as convention
        ``robust_few_clusters_below`` says.
    confidence
        Of intervals; convention ``confidence_level`` when left out.

    Returns
    -------
    GeeModel
        Refused, with missing numbers and a caution, where there are too few clusters or
        answers, all answers are equal, covariates follow from each other or tell yes from no
        completely, the working correlation cannot be, and where the rounds do not arrive.

    Raises
    ------
    ParameterError
        The call is wrong: a formula, an unknown column, an unknown choice, a logistic outcome
        that is not 0 or 1. The message says what to do.

    References
    ----------
    Liang and Zeger 1986, doi:10.1093/biomet/73.1.13; Mancl and DeRouen 2001,
    doi:10.1111/j.0006-341X.2001.00126.x.
    """
    kind = _choice("family", family, Family)
    related = _choice("working", working or str(get("gee_working_correlation").value), Working)
    design = build_design(
        rows,
        outcome=outcome,
        covariates=covariates,
        time=time,
        person=person,
        identities=list(dict.fromkeys(name for name in (cluster, person) if name is not None)),
    )
    if kind is Family.LOGISTIC:
        check_yes_no(design, outcome)
    kept = rows.iloc[design.kept]
    clusters = pd.factorize(kept[cluster])[0].astype("int64")
    people = np.arange(len(kept)) if person is None else pd.factorize(kept[person])[0]
    n_clusters, few = int(clusters.max(initial=-1) + 1), int(get("robust_few_clusters_below").value)
    by_default = Covariance.MANCL_DEROUEN if n_clusters < few else Covariance.ROBUST
    errors = _choice("covariance", covariance or by_default, Covariance)
    refused = _refusal(design, n_clusters, outcome)
    solution = no_solution(len(design.names))
    if not refused:
        start, refused = _start(design, kind, outcome)
        if not refused:
            solution = solve(
                design.outcome, design.matrix, clusters, family=kind, working=related, start=start
            )
            refused = _failure(solution, outcome)
    said = list(refused)
    if not refused and n_clusters < few:
        is_plain = errors is Covariance.ROBUST
        code = "few_clusters" if is_plain else "few_clusters_corrected"
        said.append(Caution.of(code, outcome, n=n_clusters, least=few))
    if not refused and person is not None and design.time is not None:
        said += _missing_times(design, people, outcome)
    return GeeModel(
        family=kind,
        working=related,
        covariance=errors,
        design=design,
        solution=solution,
        clusters=clusters,
        people=people,
        confidence=float(get("confidence_level").value if confidence is None else confidence),
        cautions=(*design.cautions, *said),
    )


def _choice(name: str, given: str, choices: type[Choice]) -> Choice:
    if given not in list(choices):
        raise ParameterError(
            "A population-averaged model is asked for with an unknown choice.",
            where=name,
            remedy=f"Use one of {', '.join(choices)}.",
        )
    return choices(given)


def _refusal(design: Design, n_clusters: int, outcome: str) -> tuple[Caution, ...]:
    """Why the model cannot be fitted; the first reason only, since the others follow."""
    n, columns = design.matrix.shape
    # Between no more clusters than coefficients the sandwich has no spread to go by.
    least = max(int(get("robust_least_clusters").value), columns + 1)
    if n_clusters < least:
        return (Caution.of("too_few_clusters", outcome, n=n_clusters, least=least),)
    if n <= columns:
        return (Caution.of("too_few", outcome, n=n, least=columns + 1),)
    if np.ptp(design.outcome) == 0:
        return (Caution.of("no_spread", outcome),)
    dependent = dependent_columns(design)
    if dependent:
        return (Caution.of("collinear_covariates", outcome, columns=", ".join(dependent)),)
    return ()


def _start(design: Design, kind: Family, outcome: str) -> tuple[np.ndarray, tuple[Caution, ...]]:
    """Coefficients as if all answers were independent, or why there are none."""
    if kind is Family.LOGISTIC:
        alone = fit_logistic(design.outcome, design.matrix, design.names, about=outcome)
        return alone.coefficients, alone.cautions
    return np.linalg.lstsq(design.matrix, design.outcome, rcond=None)[0], ()


def _failure(solution: Solution, outcome: str) -> tuple[Caution, ...]:
    if solution.is_impossible:
        return (Caution.of("working_correlation_impossible", outcome),)
    if not solution.has_converged:
        return (Caution.of("model_not_converged", outcome),)
    return ()


def _missing_times(design: Design, people: np.ndarray, outcome: str) -> tuple[Caution, ...]:
    answers = np.bincount(people)
    levels = len(design.coded[str(design.time)].levels) or int(answers.max())
    lacking = int((answers < levels).sum())
    if not lacking:
        return ()
    return (Caution.of("missing_completely_at_random", outcome, n=lacking, of=len(answers)),)
