"""Whether one odds ratio does for all cuts between the categories."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, expit

from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.sick_leave.cumulative import fit, separating
from nrs_lib.stats.sick_leave.design import Design


@dataclass(frozen=True)
class Proportionality:
    """Brant's test, over all covariates and for each.

    Attributes
    ----------
    chi_square, p_value
        Over all covariates; the first with its degrees of freedom.
    by_covariate
        P value of each covariate alone, by name.
    by_cut
        Log odds ratio of each column (columns) at each cut between categories (rows).
    """

    chi_square: Estimate
    p_value: Estimate
    by_covariate: dict[str, Estimate]
    by_cut: np.ndarray


def brant(codes: np.ndarray, covariates: Design) -> Proportionality | None:
    """Brant's test of proportional odds.

    A logistic regression is fitted at each cut between categories; under proportional odds
    they share their slopes.

    Parameters
    ----------
    codes
        Category of each person, from 0 without gaps; at least three categories.
    covariates
        The design of the ordinal model.

    Returns
    -------
    Proportionality or None
        None where a regression at some cut has no maximum, so that nothing can be compared.

    References
    ----------
    Brant 1990, doi:10.2307/2532457.
    """
    values = covariates.values
    cuts = int(codes.max())
    above = [(codes > cut).astype("int64") for cut in range(cuts)]
    if any(len(separating(part, values)) for part in above):
        return None
    fits = [fit(part, values) for part in above]
    slopes = np.array([one.slopes for one in fits])
    covariance = _joint_covariance(values, fits)
    names = list(dict.fromkeys(column.covariate for column in covariates.columns))
    n = len(codes)
    return Proportionality(
        *_test(slopes, covariance, np.arange(values.shape[1]), n),
        {name: _test(slopes, covariance, covariates.of(name), n)[1] for name in names},
        slopes,
    )


def _joint_covariance(values: np.ndarray, fits: list) -> np.ndarray:
    rows = np.hstack([np.ones((len(values), 1)), values])
    # A fit's threshold is the log odds of not being above the cut.
    above = [expit(values @ one.slopes - one.thresholds[0]) for one in fits]
    inverse = [np.linalg.inv(rows.T @ ((p * (1 - p))[:, None] * rows)) for p in above]
    p, cuts = values.shape[1], len(fits)
    joint = np.empty((cuts, p, cuts, p))
    for one in range(cuts):
        for other in range(one, cuts):
            # Whoever is above the higher cut is above the lower one too.
            shared = above[other] * (1 - above[one])
            block = inverse[one] @ (rows.T @ (shared[:, None] * rows)) @ inverse[other]
            joint[one, :, other, :] = block[1:, 1:]
            joint[other, :, one, :] = block[1:, 1:].T
    return joint


def _test(
    slopes: np.ndarray, joint: np.ndarray, columns: np.ndarray, n: int
) -> tuple[Estimate, Estimate]:
    cuts, m = len(slopes), len(columns)
    flat = slopes[:, columns].ravel()
    covariance = joint[:, columns][:, :, :, columns].reshape(cuts * m, cuts * m)
    against_first = np.hstack([-np.tile(np.eye(m), (cuts - 1, 1)), np.eye((cuts - 1) * m)])
    apart = against_first @ flat
    found = float(apart @ np.linalg.solve(against_first @ covariance @ against_first.T, apart))
    df = (cuts - 1) * m
    nothing = (math.nan, math.nan, n, "brant")
    return (
        Estimate(found, *nothing, df=df),
        Estimate(float(chdtrc(df, found)), *nothing, df=df),
    )
