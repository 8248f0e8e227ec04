"""Coefficients with robust standard errors, as a reader of results meets them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.stats.mixed.design import Design
from nrs_lib.stats.mixed.wald import Contrast, one_by_one, table, wald
from nrs_lib.stats.robust.kinds import RobustKind
from nrs_lib.stats.robust.sandwich import ClusterParts


@dataclass(frozen=True, eq=False)
class RobustModel:
    """The coefficients of a plain or mixed model with a robust covariance.

    Numbers of a refused model are missing; `cautions` say why, and stand on each of its
    estimates. `contrast`, `marginal_means` and `differences` of `nrs_lib.stats.mixed` take it.

    Attributes
    ----------
    design
        The matrix, and which rows are in it.
    people
        Number of the person of each row of the design.
    effects, covariance
        Of the columns; in the outcome's unit, or log odds.
    kind
        How the covariance was made.
    method
        Key of the formula behind coefficients and contrasts.
    n_clusters
        Clusters, or rows where there are none.
    df
        Of every interval but those of CR2: rows less columns for a linear model of
        independent rows, clusters less one for CR1, missing (normal) for a logistic one.
    confidence
        Of all intervals.
    cautions
        What a reader must be told.
    """

    design: Design
    people: np.ndarray
    effects: np.ndarray
    covariance: np.ndarray
    kind: RobustKind
    method: str
    n_clusters: int
    df: float
    confidence: float
    cautions: tuple[Caution, ...]
    parts: ClusterParts | None = field(default=None, repr=False)

    @property
    def n_persons(self) -> int:
        """Persons in the model."""
        return len(np.unique(self.people))

    @property
    def is_refused(self) -> bool:
        """Whether its numbers are withheld."""
        return any(one.severity == "refused" for one in self.cautions)

    def combine(self, weights: np.ndarray, name: str, *, n: int | None = None) -> Contrast:
        """A weighted sum of the coefficients with its robust interval and test.

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
            float(weights @ self.effects),
            math.sqrt(float(weights @ self.covariance @ weights)),
            df=self.df if self.parts is None else self.parts.degrees_of_freedom(weights),
            n=self.n_persons if n is None else n,
            method=self.method,
            confidence=self.confidence,
            cautions=self.cautions,
        )

    @cached_property
    def coefficients(self) -> Mapping[str, Contrast]:
        """Each column of the design, by its name: in the outcome's unit, or in log odds."""
        return one_by_one(self.design.names, self.combine)

    def table(self) -> pd.DataFrame:
        """Coefficients, one row each; see `nrs_lib.stats.mixed.wald.table`."""
        return table(self.coefficients.values())
