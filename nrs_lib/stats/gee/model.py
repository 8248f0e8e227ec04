"""A fitted population-averaged model, as a reader of results meets it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.gee.estimating import Family, Solution, Working
from nrs_lib.stats.mixed.design import INTERCEPT, Design
from nrs_lib.stats.mixed.marginal_probabilities import Parameters
from nrs_lib.stats.mixed.wald import Contrast, odds_ratio, one_by_one, table, wald


class Covariance(StrEnum):
    """Which standard errors: the sandwich, or that of Mancl and DeRouen for few clusters."""

    ROBUST = "robust"
    MANCL_DEROUEN = "mancl_derouen"


@dataclass(frozen=True, eq=False)
class GeeModel:
    """A linear or logistic model of the mean over all patients.

    Numbers of a refused model are missing; `cautions` say why, and stand on each of its
    estimates.

    Attributes
    ----------
    family, working
        What is modelled, and what is assumed of answers of one cluster.
    covariance
        Which standard errors all estimates have.
    design
        The matrix, and which rows are in it.
    solution
        Arrays of the fit.
    clusters
        Number of the cluster of each row of the design.
    people
        Number of the person of each row of the design.
    confidence
        Of all intervals.
    cautions
        What a reader must be told.
    """

    family: Family
    working: Working
    covariance: Covariance
    design: Design
    solution: Solution
    clusters: np.ndarray
    people: np.ndarray
    confidence: float
    cautions: tuple[Caution, ...]

    @property
    def n_rows(self) -> int:
        """Answers in the model."""
        return len(self.design.matrix)

    @property
    def n_clusters(self) -> int:
        """Clusters in the model."""
        return len(np.unique(self.clusters))

    @property
    def n_persons(self) -> int:
        """Persons in the model; answers where no person is named."""
        return len(np.unique(self.people))

    @property
    def is_refused(self) -> bool:
        """Whether its numbers are withheld."""
        return any(one.severity == "refused" for one in self.cautions)

    @property
    def integration(self) -> str:
        """Key of the equations."""
        return f"gee_{self.working}"

    @property
    def method(self) -> str:
        """Key of the formula behind coefficients and contrasts."""
        return f"{self.integration}_{self.covariance}"

    @property
    def effects_covariance(self) -> np.ndarray:
        """Covariance of the coefficients, columns of the design."""
        is_plain = self.covariance is Covariance.ROBUST
        return self.solution.robust if is_plain else self.solution.corrected

    @property
    def correlation(self) -> float:
        """Working correlation among answers of one cluster; 0 under independence."""
        return self.solution.correlation

    @property
    def df(self) -> float:
        """Clusters less coefficients where clusters are few; missing where they are many."""
        if self.covariance is Covariance.ROBUST:
            return math.nan
        return float(self.n_clusters - len(self.design.names))

    @property
    def parameters(self) -> Parameters:
        """Coefficients without any intercept of clusters, for `marginal_probabilities`.

        Raises
        ------
        ParameterError
            The model is linear.
        """
        self._need_logistic()
        covariance = np.pad(self.effects_covariance, (0, 1), constant_values=math.nan)
        sd = math.nan if self.is_refused else 0.0
        return Parameters(self.solution.effects, sd, covariance)

    def combine(self, weights: np.ndarray, name: str, *, n: int | None = None) -> Contrast:
        """A weighted sum of the coefficients.

        Intervals are normal, with few clusters on t with as many degrees of freedom as
        clusters less coefficients.

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
            float(weights @ self.solution.effects),
            math.sqrt(float(weights @ self.effects_covariance @ weights)),
            df=self.df,
            n=self.n_persons if n is None else n,
            method=self.method,
            confidence=self.confidence,
            cautions=self.cautions,
        )

    @cached_property
    def coefficients(self) -> Mapping[str, Contrast]:
        """Each column of the design, by its name: in the outcome's unit, or in log odds."""
        return one_by_one(self.design.names, self.combine)

    @property
    def odds_ratios(self) -> Mapping[str, Estimate]:
        """Exponentials of the coefficients but the intercept: odds ratios over all patients.

        Raises
        ------
        ParameterError
            The model is linear.
        """
        self._need_logistic()
        return MappingProxyType(
            {name: odds_ratio(one) for name, one in self.coefficients.items() if name != INTERCEPT}
        )

    def table(self) -> pd.DataFrame:
        """Coefficients, one row each; see `nrs_lib.stats.mixed.wald.table`."""
        return table(self.coefficients.values())

    def _need_logistic(self) -> None:
        if self.family is not Family.LOGISTIC:
            raise ParameterError(
                "Odds and probabilities are asked for of a linear model.",
                where="family",
                remedy="Fit it with family='logistic', or use marginal_means.",
            )
