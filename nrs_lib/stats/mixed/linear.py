"""Fit a linear mixed model to rows of answers, or refuse it with a reason."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.mixed.covariates import Covariate
from nrs_lib.stats.mixed.design import Design, build_design, dependent_columns
from nrs_lib.stats.mixed.fit import Fit, fit, no_fit
from nrs_lib.stats.mixed.model import PERSON, SINGULAR, UNIT, LinearMixedModel
from nrs_lib.stats.mixed.nesting import Nesting, nest

CRITERIA = ("reml", "ml")


def linear_mixed_model(
    rows: pd.DataFrame,
    *,
    outcome: str,
    covariates: Sequence[Covariate] = (),
    time: Covariate | None = None,
    person: str | None = "episode_id",
    unit: str | None = "unit_id",
    criterion: str | None = None,
    confidence: float | None = None,
) -> LinearMixedModel:
    """Fit a linear model with random intercepts of persons and units.

    A person who misses a time point stays in with the answers that exist; the estimates are
    right if what is missing depends on observed answers and covariates only.

    Parameters
    ----------
    rows
        One row per person and time point, in any order. Rows without outcome are left out as
        not answered, rows without a covariate are left out and said.
    outcome
        Column of scores, in the scale's own unit.
    covariates, time
        Declared with `category` and `numeric`; never a formula.
    person
        Column of persons, each in one unit. An episode is the person by default: one who came
        back to another unit is two courses. Without persons, every row is independent within
        its unit.
    unit
        Column of units; without it only persons have an intercept.
    criterion
        ``reml`` (convention ``mixed_criterion``), or ``ml`` to compare models whose fixed
        effects differ by their likelihood.
    confidence
        Of intervals; convention ``confidence_level`` when left out.

    Returns
    -------
    LinearMixedModel
        Refused, with missing numbers and a caution, where there are too few units, persons
        or answers, where covariates follow from each other, where the variances cannot be
        told apart, and where the search does not converge. A variance of exactly zero is a
        result, and said.

    Raises
    ------
    ParameterError
        The call is wrong: a formula, an unknown column, an impossible declaration, persons
        in several units. The message says what to do.

    References
    ----------
    Laird and Ware 1982, doi:10.2307/2529876; Bates, Mächler, Bolker and Walker 2015,
    doi:10.18637/jss.v067.i01.
    """
    criterion = str(get("mixed_criterion").value) if criterion is None else criterion
    if criterion not in CRITERIA:
        raise ParameterError(
            "A mixed model is asked for by an unknown criterion.",
            where="criterion",
            remedy=f"Use one of {', '.join(CRITERIA)}.",
        )
    if person is None and unit is None:
        raise ParameterError(
            "A mixed model without persons and units has nothing that varies.",
            where="person, unit",
            remedy="Name a column of persons, of units, or of both.",
        )
    identities = [name for name in (person, unit) if name is not None]
    design = build_design(
        rows,
        outcome=outcome,
        covariates=covariates,
        time=time,
        person=person,
        identities=identities,
    )
    kept = rows.iloc[design.kept]
    nesting = nest(
        None if person is None else kept[person],
        None if unit is None else kept[unit],
        len(kept),
    )
    parts = tuple(part for part, column in ((PERSON, person), (UNIT, unit)) if column is not None)
    refused = _refusal(design, nesting, parts, outcome)
    fitted = (
        no_fit(len(design.names), len(nesting.units))
        if refused
        else fit(
            design.matrix,
            design.outcome,
            nesting,
            free=(PERSON in parts, UNIT in parts),
            restricted=criterion == "reml",
            lowest=float(get("mixed_singular_below").value) ** 2,
        )
    )
    return LinearMixedModel(
        criterion=criterion,
        design=design,
        fit=fitted,
        parts=parts,
        nesting=nesting,
        confidence=float(get("confidence_level").value if confidence is None else confidence),
        cautions=(*design.cautions, *refused, *_remarks(fitted, parts, outcome)),
    )


def _refusal(
    design: Design, nesting: Nesting, parts: tuple[str, ...], outcome: str
) -> tuple[Caution, ...]:
    """Why the model cannot be fitted; the first reason only, since the others follow."""
    n, columns = design.matrix.shape
    least = {part: int(get(f"mixed_least_{part}s").value) for part in parts}
    if UNIT in parts and len(nesting.units) < least[UNIT]:
        return (Caution.of("too_few_units", outcome, n=len(nesting.units), least=least[UNIT]),)
    if PERSON in parts and nesting.n_persons < least[PERSON]:
        return (Caution.of("too_few_persons", outcome, n=nesting.n_persons, least=least[PERSON]),)
    # Each variance takes a row too.
    if n <= columns + len(parts):
        return (Caution.of("too_few", outcome, n=n, least=columns + len(parts) + 1),)
    if PERSON in parts and nesting.sizes.max() < 2:
        return (Caution.of("persons_answered_once", outcome),)
    if UNIT in parts and nesting.persons_per_unit.max() < 2:
        return (Caution.of("one_person_per_unit", outcome),)
    dependent = dependent_columns(design)
    if dependent:
        return (Caution.of("collinear_covariates", outcome, columns=", ".join(dependent)),)
    return ()


def _remarks(fitted: Fit, parts: tuple[str, ...], outcome: str) -> tuple[Caution, ...]:
    if fitted.is_perfect:
        return (Caution.of("perfect_fit", outcome),)
    if not fitted.has_converged:
        return (Caution.of("model_not_converged", outcome),)
    at_zero = dict(zip((PERSON, UNIT), fitted.ratios == 0, strict=True))
    return tuple(Caution.of(SINGULAR[part], outcome) for part in parts if at_zero[part])
