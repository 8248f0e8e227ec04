"""Probabilities over all patients that a logistic model gives for levels of its categories.

A coefficient of a mixed model holds within a unit or person. Here each person's probability
is averaged over the intercepts, and then over the persons, with the categories in view set to
the same level for all.

References
----------
Zeger, Liang and Albert 1988, doi:10.2307/2531734; Muller and MacLehose 2014,
doi:10.1093/ije/dyu029.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Protocol

import numpy as np
from scipy.special import expit, logit, ndtri

from nrs_lib.contracts.cautions import Caution
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.mixed.covariates import Kind
from nrs_lib.stats.mixed.design import Design
from nrs_lib.stats.mixed.marginal_means import MarginalMean

# In standard deviations of the intercepts; the sum over the grid is exact to rounding.
REACH, STEPS = 8.0, 161


class Logistic(Protocol):
    """A fitted logistic model, with a random intercept or population-averaged."""

    design: Design
    confidence: float
    cautions: tuple[Caution, ...]

    @property
    def people(self) -> np.ndarray:
        """Number of the person of each row of the design."""

    @property
    def parameters(self) -> Parameters:
        """Coefficients and spread of the intercepts with their covariance."""

    @property
    def integration(self) -> str:
        """Key of how the likelihood or the equations were made."""


@dataclass(frozen=True, eq=False)
class Parameters:
    """What probabilities are made of.

    Attributes
    ----------
    effects
        Log odds, one per column.
    sd
        Standard deviation of the intercepts; 0 where there are none.
    covariance
        Of the effects and, in the last row and column, of the standard deviation.
    """

    effects: np.ndarray
    sd: float
    covariance: np.ndarray


def marginal_probabilities(model: Logistic, *, over: Sequence[str]) -> tuple[MarginalMean, ...]:
    """Probability over all patients for each combination of levels of categories.

    Parameters
    ----------
    model
        A fitted logistic mixed model, or a logistic GEE.
    over
        Categories in view, such as ``["time_point"]``.

    Returns
    -------
    tuple of MarginalMean
        Probabilities from 0 to 1, with intervals by the delta method on the logit that take
        in that coefficients and spread of the intercepts are estimated. All persons of the
        model are averaged over, each counting once, at every combination; a person's rows
        share that weight, so that categories not in view keep the person's own values.
        Levels vary as in nested loops, the last category fastest. A combination that no
        person has is refused.

    Raises
    ------
    ParameterError
        A name is not a category of the model.
    """
    design = model.design
    over = [over] if isinstance(over, str) else list(over)
    kinds = {one.name: one.kind for one in design.covariates}
    wrong = [name for name in over if kinds.get(name) is not Kind.CATEGORY]
    if wrong or not over:
        raise ParameterError(
            "Marginal probabilities are asked for over what is not a category of the model.",
            where=", ".join(wrong) or "over",
            remedy="Name categories of the model that have at least two levels.",
        )
    people = np.unique(model.people, return_inverse=True)[1]
    shares = 1 / np.bincount(people)[people] / max(people.max(initial=-1) + 1, 1)
    found = []
    for places in product(*(range(len(design.coded[name].levels)) for name in over)):
        chosen = dict(zip(over, places, strict=True))
        here = np.ones(len(design.matrix), dtype=bool)
        for name, place in chosen.items():
            here &= (design.coded[name].columns == _level(design, name, place)).all(axis=1)
        levels = {name: design.coded[name].levels[place] for name, place in chosen.items()}
        estimate = _probability(
            model, _matrix_at(design, chosen), shares, len(np.unique(people[here]))
        )
        found.append(MarginalMean(MappingProxyType(levels), estimate))
    return tuple(found)


def _level(design: Design, name: str, place: int) -> np.ndarray:
    return np.eye(len(design.coded[name].levels))[place, 1:]


def _matrix_at(design: Design, chosen: dict[str, int]) -> np.ndarray:
    """The matrix that the same people would have at the chosen levels."""
    n = len(design.matrix)
    columns = {
        one.name: np.tile(_level(design, one.name, chosen[one.name]), (n, 1))
        if one.name in chosen
        else design.coded[one.name].columns
        for one in design.covariates
    }
    blocks = [np.ones((n, 1)), *columns.values()]
    blocks += [
        (columns[one.name][:, :, None] * columns[design.time][:, None, :]).reshape(n, -1)
        for one in design.covariates
        if one.by_time and design.time is not None
    ]
    return np.hstack(blocks)


def _probability(model: Logistic, matrix: np.ndarray, shares: np.ndarray, n: int) -> Estimate:
    parameters, cautions = model.parameters, model.cautions
    method = f"{model.integration}_standardised"
    if not n:
        cautions = (*cautions, Caution.of("too_few", "", n=0, least=1))
    if not n or math.isnan(parameters.sd):
        return Estimate(math.nan, math.nan, math.nan, n, method, cautions=cautions)
    # Rows that are alike need one integral.
    alike, which = np.unique(matrix, axis=0, return_inverse=True)
    weights = np.bincount(which.ravel(), weights=shares)
    known = alike @ parameters.effects
    grid = np.linspace(-REACH, REACH, STEPS) if parameters.sd > 0 else np.zeros(1)
    density = np.exp(-(grid**2) / 2)
    density /= density.sum()
    value, by_sd, bends = 0.0, 0.0, np.zeros(len(known))
    for effect, mass in zip(grid, density, strict=True):
        here = expit(known + parameters.sd * effect)
        bend = mass * here * (1 - here)
        value += float(mass * (weights @ here))
        by_sd += float(effect * (weights @ bend))
        bends += bend
    slope, covariance = alike.T @ (weights * bends), parameters.covariance[:-1, :-1]
    if parameters.sd > 0:
        slope, covariance = np.append(slope, by_sd), parameters.covariance
    se = math.sqrt(float(slope @ covariance @ slope))
    half = float(ndtri(0.5 + model.confidence / 2)) * se / (value * (1 - value))
    low, high = (float(expit(logit(value) + side * half)) for side in (-1, 1))
    return Estimate(value, low, high, n, method, se=se, cautions=cautions)
