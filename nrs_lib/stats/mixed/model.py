"""A fitted linear mixed model, as a reader of results meets it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.stats.mixed.design import Design
from nrs_lib.stats.mixed.fit import Fit
from nrs_lib.stats.mixed.nesting import Nesting
from nrs_lib.stats.mixed.satterthwaite import degrees_of_freedom
from nrs_lib.stats.mixed.wald import Contrast, one_by_one, table, wald

PERSON, UNIT, RESIDUAL = "person", "unit", "residual"
SINGULAR = {PERSON: "person_variance_zero", UNIT: "unit_variance_zero"}


@dataclass(frozen=True, eq=False)
class LinearMixedModel:
    """A linear model with random intercepts of persons, units or persons within units.

    Numbers of a refused model are missing; `cautions` say why, and stand on each of its
    estimates.

    Attributes
    ----------
    criterion
        ``reml`` or ``ml``.
    design
        The matrix, and which rows are in it.
    fit
        Arrays of the fit.
    parts
        Which of ``person`` and ``unit`` have a variance.
    nesting
        Persons in units; rows are persons where none is named.
    confidence
        Of all intervals.
    cautions
        What a reader must be told.
    """

    criterion: str
    design: Design
    fit: Fit
    parts: tuple[str, ...]
    nesting: Nesting
    confidence: float
    cautions: tuple[Caution, ...]

    @property
    def n_rows(self) -> int:
        """Answers in the model."""
        return len(self.design.matrix)

    @property
    def n_persons(self) -> int:
        """Persons in the model; answers where no person is named."""
        return self.nesting.n_persons

    @property
    def n_units(self) -> int:
        """Units in the model; 0 where it has none."""
        return len(self.nesting.units) if UNIT in self.parts else 0

    @property
    def people(self) -> np.ndarray:
        """Number of the person of each row of the design."""
        return self.nesting.people

    @property
    def is_refused(self) -> bool:
        """Whether its numbers are withheld."""
        return any(one.severity == "refused" for one in self.cautions)

    @property
    def is_singular(self) -> bool:
        """Whether the variance of persons or units is estimated at zero."""
        return any(one.code in SINGULAR.values() for one in self.cautions)

    @property
    def method(self) -> str:
        """Key of the formula behind coefficients and contrasts."""
        return f"{self.criterion}_satterthwaite"

    def combine(self, weights: np.ndarray, name: str, *, n: int | None = None) -> Contrast:
        """A weighted sum of the coefficients, with t interval on Satterthwaite's df.

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
            math.sqrt(float(weights @ self.fit.covariance @ weights)),
            df=degrees_of_freedom(self.fit, weights),
            n=self.n_persons if n is None else n,
            method=self.method,
            confidence=self.confidence,
            cautions=self.cautions,
        )

    @cached_property
    def coefficients(self) -> Mapping[str, Contrast]:
        """Each column of the design, by its name, in the outcome's unit."""
        return one_by_one(self.design.names, self.combine)

    @property
    def log_likelihood(self) -> float:
        """Restricted under REML; then only comparable between models with the same design."""
        return -self.fit.criterion / 2

    @property
    def aic(self) -> float:
        """Akaike's criterion, counting fixed effects and variances."""
        return self.fit.criterion + 2 * (len(self.design.names) + len(self.parts) + 1)

    def table(self) -> pd.DataFrame:
        """Coefficients, one row each; see `nrs_lib.stats.mixed.wald.table`."""
        return table(self.coefficients.values())
