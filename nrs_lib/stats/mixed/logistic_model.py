"""A fitted logistic regression with one random intercept, as a reader of results meets it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.mixed.design import INTERCEPT, Design
from nrs_lib.stats.mixed.logistic_fit import InterceptFit
from nrs_lib.stats.mixed.marginal_probabilities import Parameters
from nrs_lib.stats.mixed.model import PERSON, SINGULAR
from nrs_lib.stats.mixed.wald import Contrast, odds_ratio, one_by_one, table, wald


@dataclass(frozen=True, eq=False)
class Groups:
    """Who has an intercept, and whose each row is.

    Attributes
    ----------
    column
        Name of the column of groups.
    part
        ``unit`` or ``person``.
    names
        Of the groups, sorted.
    of_rows
        Number of the group of each row of the design.
    people
        Number of the person of each row of the design.
    """

    column: str
    part: str
    names: tuple[str, ...]
    of_rows: np.ndarray
    people: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """Rows of each group."""
        return np.bincount(self.of_rows, minlength=len(self.names))

    @property
    def persons(self) -> np.ndarray:
        """Persons of each group."""
        if self.part == PERSON:
            return np.ones(len(self.names), dtype="int64")
        pairs = np.unique(np.c_[self.of_rows, self.people], axis=0)
        return np.bincount(pairs[:, 0], minlength=len(self.names))


@dataclass(frozen=True, eq=False)
class LogisticMixedModel:
    """A logistic regression with a normal random intercept of units or persons.

    Numbers of a refused model are missing; `cautions` say why, and stand on each of its
    estimates.

    Attributes
    ----------
    design
        The matrix, and which rows are in it.
    fit
        Arrays of the fit.
    groups
        Who has an intercept.
    points
        Of the quadrature; 1 is Laplace's approximation.
    confidence
        Of all intervals.
    cautions
        What a reader must be told.
    """

    design: Design
    fit: InterceptFit
    groups: Groups
    points: int
    confidence: float
    cautions: tuple[Caution, ...]

    @property
    def n_rows(self) -> int:
        """Answers in the model."""
        return len(self.design.matrix)

    @property
    def n_events(self) -> int:
        """Answers that are yes."""
        return int(self.design.outcome.sum())

    @property
    def n_groups(self) -> int:
        """Units or persons that have an intercept."""
        return len(self.groups.names)

    @property
    def n_persons(self) -> int:
        """Persons in the model; answers where no person is named."""
        return len(np.unique(self.people))

    @property
    def people(self) -> np.ndarray:
        """Number of the person of each row of the design."""
        return self.groups.people

    @property
    def is_refused(self) -> bool:
        """Whether its numbers are withheld."""
        return any(one.severity == "refused" for one in self.cautions)

    @property
    def is_singular(self) -> bool:
        """Whether the variance of the intercepts is estimated at zero."""
        return any(one.code in SINGULAR.values() for one in self.cautions)

    @property
    def method(self) -> str:
        """Key of the formula behind coefficients and contrasts."""
        return f"{self.integration}_wald"

    @property
    def integration(self) -> str:
        """``ml_laplace`` or ``ml_quadrature``."""
        return "ml_laplace" if self.points == 1 else "ml_quadrature"

    @property
    def parameters(self) -> Parameters:
        """Coefficients and spread of the intercepts, for `marginal_probabilities`."""
        return Parameters(self.fit.effects, self.fit.sd, self.fit.covariance)

    def combine(self, weights: np.ndarray, name: str, *, n: int | None = None) -> Contrast:
        """A weighted sum of the coefficients in log odds, with normal interval.

        Parameters
        ----------
        weights
            One per column of the design.
        n
            People behind it; all persons when left out.
        """
        weights = np.asarray(weights, dtype="float64")
        return wald(
            name,
            float(weights @ self.fit.effects),
            math.sqrt(float(weights @ self.fit.covariance[:-1, :-1] @ weights)),
            n=self.n_persons if n is None else n,
            method=self.method,
            confidence=self.confidence,
            cautions=self.cautions,
        )

    @cached_property
    def coefficients(self) -> Mapping[str, Contrast]:
        """Each column of the design, by its name, in log odds within a group."""
        return one_by_one(self.design.names, self.combine)

    @property
    def odds_ratios(self) -> Mapping[str, Estimate]:
        """Exponentials of the coefficients but the intercept: odds ratios within a group."""
        return MappingProxyType(
            {name: odds_ratio(one) for name, one in self.coefficients.items() if name != INTERCEPT}
        )

    @property
    def log_likelihood(self) -> float:
        """As the quadrature gives it; comparable between models with the same points."""
        return self.fit.log_likelihood

    @property
    def aic(self) -> float:
        """Akaike's criterion, counting fixed effects and the variance."""
        return -2 * self.log_likelihood + 2 * (len(self.design.names) + 1)

    def table(self) -> pd.DataFrame:
        """Coefficients, one row each; see `nrs_lib.stats.mixed.wald.table`."""
        return table(self.coefficients.values())
