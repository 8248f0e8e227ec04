"""Fit a logistic regression with one random intercept to yes and no, or refuse it with a reason."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.mixed.covariates import Covariate
from nrs_lib.stats.mixed.design import Design, build_design
from nrs_lib.stats.mixed.logistic_fit import InterceptFit, fit_intercepts, no_fit
from nrs_lib.stats.mixed.logistic_model import Groups, LogisticMixedModel
from nrs_lib.stats.mixed.model import PERSON, SINGULAR, UNIT
from nrs_lib.stats.units.logistic import LogisticFit, fit_logistic

MOST_POINTS = 101


def logistic_mixed_model(
    rows: pd.DataFrame,
    *,
    outcome: str,
    covariates: Sequence[Covariate] = (),
    time: Covariate | None = None,
    group: str = "unit_id",
    person: str | None = "episode_id",
    points: int | None = None,
    confidence: float | None = None,
) -> LogisticMixedModel:
    """Fit a logistic regression with a normal random intercept of units or of persons.

    Odds ratios hold within a unit or a person; those over all patients are closer to 1. See
    `marginal_probabilities` for shares over all, and `nrs_lib.stats.gee` for odds ratios over
    all.

    Parameters
    ----------
    rows
        One row per answer, in any order. Rows without outcome are left out as not answered,
        rows without a covariate are left out and said.
    outcome
        Column of 0 and 1, or of truth values.
    covariates, time
        Declared with `category` and `numeric`; never a formula.
    group
        Column of those who have an intercept: units, or the persons themselves.
    person
        Column of persons, for checks: a covariate must not vary within one without saying so,
        nor a time point stand twice; and several answers of one person within a unit are
        said, since they are then counted as independent. Same as `group` if persons have the
        intercept; None if every row is a person.
    points
        Of adaptive Gauss-Hermite quadrature; 1 is Laplace's approximation. Convention
        ``quadrature_points`` when left out. Whether more points would move the result is
        checked, and said.
    confidence
        Of intervals; convention ``confidence_level`` when left out.

    Returns
    -------
    LogisticMixedModel
        Refused, with missing numbers and a caution, where there are too few groups or
        answers, all answers are equal, covariates follow from each other or tell yes from no
        completely, all answers are equal within every group, and where the search does not
        converge. A variance of exactly zero is a result, and said.

    Raises
    ------
    ParameterError
        The call is wrong: a formula, an unknown column, an outcome that is not 0 or 1. The
        message says what to do.

    References
    ----------
    Pinheiro and Bates 1995, doi:10.1080/10618600.1995.10474663; Pinheiro and Chao 2006,
    doi:10.1198/106186006X96962.
    """
    points = _points(points)
    design = build_design(
        rows,
        outcome=outcome,
        covariates=covariates,
        time=time,
        person=person,
        identities=list(dict.fromkeys(name for name in (group, person) if name is not None)),
    )
    check_yes_no(design, outcome)
    kept = rows.iloc[design.kept]
    numbers, labels = pd.factorize(kept[group], sort=True)
    part = PERSON if group == person else UNIT
    people = np.arange(len(kept)) if person is None else pd.factorize(kept[person])[0]
    groups = Groups(group, part, tuple(str(one) for one in labels), numbers.astype("int64"), people)
    refused = _refusal(design, groups, outcome)
    fitted = no_fit(len(design.names), len(groups.names))
    if not refused:
        alone = fit_logistic(design.outcome, design.matrix, design.names, about=outcome)
        refused = alone.cautions
        if not refused:
            fitted = _fitted(design, groups, alone, points)
    return LogisticMixedModel(
        design=design,
        fit=fitted,
        groups=groups,
        points=points,
        confidence=float(get("confidence_level").value if confidence is None else confidence),
        cautions=(*design.cautions, *refused, *_remarks(fitted, groups, points, outcome)),
    )


def check_yes_no(design: Design, outcome: str) -> None:
    """Refuse an outcome with other values than 0 and 1."""
    strange = int((~np.isin(design.outcome, (0.0, 1.0))).sum())
    if strange:
        raise ParameterError(
            f"{strange} answers of a logistic model are neither 0 nor 1.",
            where=f"column {outcome}",
            remedy="Make a column of 0 and 1, missing where the answer is missing.",
        )


def _points(points: int | None) -> int:
    wanted = get("quadrature_points").value if points is None else points
    if isinstance(wanted, bool) or wanted != int(wanted) or not 1 <= wanted <= MOST_POINTS:
        raise ParameterError(
            "A number of quadrature points is out of its range.",
            where="points",
            remedy=f"Use a whole number from 1 to {MOST_POINTS}; 15 to 25 are usual.",
        )
    return int(wanted)


def _fitted(design: Design, groups: Groups, alone: LogisticFit, points: int) -> InterceptFit:
    return fit_intercepts(
        design.outcome, design.matrix, groups.of_rows, start=alone.coefficients, points=points
    )


def _refusal(design: Design, groups: Groups, outcome: str) -> tuple[Caution, ...]:
    """Why the model cannot be fitted; the first reason only, since the others follow."""
    n, columns = design.matrix.shape
    least = int(get(f"mixed_least_{groups.part}s").value)
    if len(groups.names) < least:
        code = f"too_few_{groups.part}s"
        return (Caution.of(code, outcome, n=len(groups.names), least=least),)
    if n <= columns + 1:
        return (Caution.of("too_few", outcome, n=n, least=columns + 2),)
    if groups.sizes.max() < 2:
        code = "persons_answered_once" if groups.part == PERSON else "one_person_per_unit"
        return (Caution.of(code, outcome),)
    if 0 < design.outcome.sum() < n:
        events = np.bincount(groups.of_rows, weights=design.outcome)
        if ((events == 0) | (events == groups.sizes)).all():
            return (Caution.of(f"separation_by_{groups.part}", outcome),)
    return ()


def _remarks(
    fitted: InterceptFit, groups: Groups, points: int, outcome: str
) -> tuple[Caution, ...]:
    if fitted.is_unbounded:
        return (Caution.of("variance_without_bound", outcome, column=groups.column),)
    if not fitted.has_converged:
        return (Caution.of("model_not_converged", outcome),)
    said = []
    if fitted.sd == 0:
        said.append(Caution.of(SINGULAR[groups.part], outcome))
    if fitted.drift > float(get("quadrature_drift_above").value):
        errors = round(fitted.drift, 1)
        said.append(Caution.of("quadrature_coarse", outcome, points=points, errors=errors))
    limit = float(get("quadrature_sd_above").value)
    if fitted.sd > limit:
        facts = {"column": groups.column, "limit": limit}
        said.append(Caution.of("intercepts_far_apart", outcome, **facts))
    again = int((np.bincount(groups.people) > 1).sum()) if len(groups.people) else 0
    if groups.part == UNIT and again:
        said.append(Caution.of("persons_answer_again", outcome, persons=again))
    return tuple(said)
