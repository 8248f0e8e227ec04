"""Proportional odds: how covariates go with a higher category of sick leave."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.sick_leave.cumulative import Fit, fit, separating
from nrs_lib.stats.sick_leave.design import Column, Design, design, known_rows
from nrs_lib.stats.sick_leave.proportionality import Proportionality, brant

METHOD = "proportional_odds"


@dataclass(frozen=True)
class OddsRatio:
    """Odds of a higher category, per unit of a number or against a reference level."""

    column: Column
    log_odds: Estimate
    odds_ratio: Estimate


@dataclass(frozen=True)
class ProportionalOdds:
    """A fitted model, or a refusal that its cautions explain.

    Attributes
    ----------
    odds_ratios
        One per number, and per level of a group other than its reference. Empty where the
        model is refused.
    thresholds
        Log odds of being at or below each category but the last, all covariates 0.
    categories
        Those that somebody is in, in order.
    n, n_left_out
        People in the model, and those who lack the outcome or a covariate.
    log_likelihood
        At the maximum.
    proportionality
        Brant's test; None where it could not be made.
    cautions
        What a reader must be told.
    """

    odds_ratios: tuple[OddsRatio, ...]
    thresholds: tuple[Estimate, ...]
    categories: tuple[str, ...]
    n: int
    n_left_out: int
    log_likelihood: float
    proportionality: Proportionality | None
    cautions: tuple[Caution, ...]

    @property
    def is_refused(self) -> bool:
        """Whether the model has no numbers."""
        return any(caution.severity == "refused" for caution in self.cautions)


def proportional_odds(
    frame: pd.DataFrame,
    *,
    outcome: str,
    numbers: Sequence[str] = (),
    groups: Sequence[str] = (),
    confidence: float | None = None,
) -> ProportionalOdds:
    """Fit cumulative logits with one slope for all cuts.

    Parameters
    ----------
    frame
        One row per person.
    outcome
        Ordered categorical column, lowest first.
    numbers, groups
        Covariates by kind: numbers enter as they are, groups level by level against the
        first one (that of an ordered categorical, else the most common).
    confidence
        Of Wald's intervals; the convention's when not given.

    Returns
    -------
    ProportionalOdds
        An odds ratio above 1 goes with more sick leave. Refused, without any number, where
        the outcome has one category only, covariates repeat each other, or some covariate
        tells categories apart without fail (separation), as no finite odds ratio exists.
        Whoever lacks the outcome or a covariate is left out and counted. A covariate that is
        equal for all has no odds ratio, and a caution says so.

    Raises
    ------
    ParameterError
        The outcome is not an ordered categorical, a covariate is no column, or none is given.

    References
    ----------
    McCullagh 1980, doi:10.1111/j.2517-6161.1980.tb01109.x; test of proportionality:
    Brant 1990, doi:10.2307/2532457.
    """
    names = [*numbers, *groups]
    known = known_rows(frame, [outcome, *names])
    dtype = frame[outcome].dtype
    if not names or not isinstance(dtype, pd.CategoricalDtype) or not dtype.ordered:
        raise ParameterError(
            "The outcome is not an ordered categorical, or no covariate is named.",
            where=outcome,
            remedy="Give it its categories in order, as cohort.sick_leave.categories does, and "
            "name at least one covariate.",
        )
    used = frame[known]
    observed = used[outcome].cat.remove_unused_categories()
    categories = tuple(map(str, observed.cat.categories))
    codes = observed.cat.codes.to_numpy(dtype="int64")
    covariates = design(used, numbers=numbers, groups=groups)
    counted = {
        "rows": len(frame),
        "used": len(used),
        "listed": len(dtype.categories),
        "observed": len(categories),
    }
    cautions = (
        *_about_rows(outcome, names, counted),
        *(
            Caution.of("covariate_without_spread", outcome, column=name)
            for name in covariates.constant
        ),
    )
    refusal = _refusal(outcome, codes, covariates, categories)
    if refusal is not None:
        n = len(used)
        cautions = (refusal, *cautions)
        return ProportionalOdds((), (), categories, n, len(frame) - n, math.nan, None, cautions)
    found = fit(codes, covariates.values)
    test = brant(codes, covariates) if len(categories) > 2 else None
    level = float(get("confidence_level").value) if confidence is None else confidence
    return ProportionalOdds(
        odds_ratios=_odds_ratios(found, covariates, len(used), level),
        thresholds=_thresholds(found, len(used), level),
        categories=categories,
        n=len(used),
        n_left_out=len(frame) - len(used),
        log_likelihood=found.log_likelihood,
        proportionality=test,
        cautions=(*cautions, *_about_test(outcome, test, len(categories))),
    )


def _refusal(
    outcome: str, codes: np.ndarray, covariates: Design, categories: tuple[str, ...]
) -> Caution | None:
    if len(categories) < 2:
        return Caution.of("ordinal_one_category", outcome, n=len(codes))
    values, least = covariates.values, covariates.values.shape[1] + len(categories)
    if len(codes) < least:
        return Caution.of("too_few_persons", outcome, n=len(codes), least=least)
    if not len(covariates.columns):
        return Caution.of("collinear_covariates", outcome, columns=", ".join(covariates.constant))
    following = _following(values)
    if following:
        return Caution.of("collinear_covariates", outcome, columns=_named(covariates, following))
    apart = separating(codes, values)
    if len(apart):
        return Caution.of("ordinal_separated", outcome, columns=_named(covariates, apart))
    return None


def _following(values: np.ndarray) -> list[int]:
    """Columns that follow from those before them."""
    centred = (values - values.mean(axis=0)) / np.ptp(values, axis=0)
    ranks = [np.linalg.matrix_rank(centred[:, :upto]) for upto in range(values.shape[1] + 1)]
    return [place for place in range(values.shape[1]) if ranks[place + 1] == ranks[place]]


def _named(covariates: Design, places: Sequence[int]) -> str:
    return ", ".join(dict.fromkeys(covariates.columns[place].covariate for place in places))


def _about_rows(outcome: str, names: Sequence[str], n: Mapping[str, int]) -> tuple[Caution, ...]:
    found = []
    if n["used"] < n["rows"]:
        columns = ", ".join([outcome, *names])
        dropped = n["rows"] - n["used"]
        found.append(
            Caution.of(
                "rows_without_covariates",
                outcome,
                dropped=dropped,
                total=n["rows"],
                columns=columns,
            )
        )
    if n["observed"] < n["listed"]:
        empty = n["listed"] - n["observed"]
        found.append(Caution.of("ordinal_empty_categories", outcome, n=empty))
    return tuple(found)


def _about_test(outcome: str, test: Proportionality | None, k: int) -> tuple[Caution, ...]:
    if k == 2:
        return ()
    if test is None:
        return (Caution.of("proportionality_untested", outcome),)
    if test.p_value.estimate < get("proportionality_doubted_below").value:
        return (Caution.of("not_proportional", outcome, p=round(test.p_value.estimate, 4)),)
    return ()


def _odds_ratios(found: Fit, covariates: Design, n: int, level: float) -> tuple[OddsRatio, ...]:
    z = float(ndtri(0.5 + level / 2))
    errors = np.sqrt(np.diag(found.covariance))[len(found.thresholds) :]
    ratios = []
    for column, slope, se in zip(covariates.columns, found.slopes, errors, strict=True):
        low, high = slope - z * se, slope + z * se
        ratios.append(
            OddsRatio(
                column,
                Estimate(float(slope), float(low), float(high), n, METHOD, se=float(se)),
                Estimate(*(math.exp(value) for value in (slope, low, high)), n, METHOD),
            )
        )
    return tuple(ratios)


def _thresholds(found: Fit, n: int, level: float) -> tuple[Estimate, ...]:
    z = float(ndtri(0.5 + level / 2))
    errors = np.sqrt(np.diag(found.covariance))[: len(found.thresholds)]
    return tuple(
        Estimate(float(at), float(at - z * se), float(at + z * se), n, METHOD, se=float(se))
        for at, se in zip(found.thresholds, errors, strict=True)
    )
