"""Likelihood of random intercepts for persons nested in units, in closed form.

With ``a`` and ``b`` the variances between persons and between units over the residual
variance, the covariance of one unit's answers is two layers of rank one on the identity.
Its inverse is known in closed form (Sherman and Morrison), so that everything the likelihood
needs comes from sums over persons and units. Those are taken once: persons with the same
number of answers share their weight, so that one evaluation costs units times sizes, not rows.

References
----------
Laird and Ware 1982, doi:10.2307/2529876; restricted likelihood Patterson and Thompson 1971,
doi:10.1093/biomet/58.3.545; derivatives Harville 1977, doi:10.1080/01621459.1977.10480998.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nrs_lib.stats.mixed.nesting import Nesting


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums of columns (design, then outcome) over all, persons and units.

    Attributes
    ----------
    n_rows
        Answers.
    products
        Columns by columns, over all rows.
    sizes, persons
        The numbers of answers that occur, and how many persons have each.
    within
        Sizes by columns by columns: products of the persons' sums.
    units
        Units by sizes: persons.
    totals
        Units by sizes by columns: sums over the persons.
    """

    n_rows: int
    products: np.ndarray
    sizes: np.ndarray
    persons: np.ndarray
    within: np.ndarray
    units: np.ndarray
    totals: np.ndarray


def take_sums(columns: np.ndarray, nesting: Nesting) -> Sums:
    """Sum columns, given in the order of the nesting."""
    width = columns.shape[1]
    by_person = np.add.reduceat(columns, nesting.person_starts, axis=0)
    sizes = np.unique(nesting.sizes)
    unit_of_person = np.repeat(np.arange(len(nesting.units)), nesting.persons_per_unit)
    within = np.empty((len(sizes), width, width))
    units = np.empty((len(nesting.units), len(sizes)))
    totals = np.zeros((len(nesting.units), len(sizes), width))
    for place, size in enumerate(sizes):
        alike = nesting.sizes == size
        own, owners = by_person[alike], unit_of_person[alike]
        within[place] = own.T @ own
        units[:, place] = np.bincount(owners, minlength=len(nesting.units))
        # Persons are sorted by unit, so those of one size are too.
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        totals[owners[firsts], place] = np.add.reduceat(own, firsts, axis=0)
    return Sums(
        n_rows=len(columns),
        products=columns.T @ columns,
        sizes=sizes.astype("float64"),
        persons=units.sum(axis=0),
        within=within,
        units=units,
        totals=totals,
    )


@dataclass(frozen=True, eq=False)
class Weighted:
    """Weighted products and log determinant, with derivatives by (a, b).

    ``products`` is W'V⁻¹W for W the design with the outcome as last column and V in units of
    the residual variance. First derivatives stand in the order a, b; second ones in the order
    aa, ab, bb. Both are empty where only values were asked for.
    """

    products: np.ndarray
    log_det: float
    first: tuple[np.ndarray, ...] = ()
    second: tuple[np.ndarray, ...] = ()
    log_det_first: tuple[float, ...] = ()
    log_det_second: tuple[float, ...] = ()


def weigh(sums: Sums, a: float, b: float, *, derivatives: bool = True) -> Weighted:
    """Weigh the sums by the inverse covariance at two variance ratios, both at least 0."""
    m = sums.sizes
    w = 1 / (1 + m * a)
    k = sums.units @ (m * w)
    grown = 1 + b * k
    d = b / grown
    t = np.tensordot(sums.totals, w, axes=(1, 0))
    products = sums.products - np.tensordot(a * w, sums.within, axes=1) - (t * d[:, None]).T @ t
    log_det = float(sums.persons @ np.log1p(m * a) + np.log(grown).sum())
    if not derivatives:
        return Weighted(products, log_det)

    w_a, w_aa = -m * w**2, 2 * m**2 * w**3
    k_a, k_aa = sums.units @ (m * w_a), sums.units @ (m * w_aa)
    t_a = np.tensordot(sums.totals, w_a, axes=(1, 0))
    t_aa = np.tensordot(sums.totals, w_aa, axes=(1, 0))
    d_a, d_b = -(d**2) * k_a, 1 / grown**2
    d_aa = 2 * d**3 * k_a**2 - d**2 * k_aa
    d_ab, d_bb = -2 * b * k_a / grown**3, -2 * k / grown**3

    def mixed(weight: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        return (left * weight[:, None]).T @ right

    def both(weight: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        one = mixed(weight, left, right)
        return one + one.T

    by_a = -np.tensordot(w**2, sums.within, axes=1) - mixed(d_a, t, t) - both(d, t_a, t)
    by_b = -mixed(d_b, t, t)
    by_aa = (
        np.tensordot(2 * m * w**3, sums.within, axes=1)
        - mixed(d_aa, t, t)
        - 2 * both(d_a, t_a, t)
        - both(d, t_aa, t)
        - 2 * mixed(d, t_a, t_a)
    )
    by_ab = -mixed(d_ab, t, t) - both(d_b, t_a, t)
    by_bb = -mixed(d_bb, t, t)
    return Weighted(
        products,
        log_det,
        (by_a, by_b),
        (by_aa, by_ab, by_bb),
        (float(sums.persons @ (m * w) + d @ k_a), float(k @ (1 / grown))),
        (
            float(-sums.persons @ (m * w) ** 2 + d_a @ k_a + d @ k_aa),
            float(d_b @ k_a),
            float(-((k / grown) ** 2).sum()),
        ),
    )


@dataclass(frozen=True, eq=False)
class Solved:
    """Fixed effects at given variance ratios, and how the criterion changes with them.

    Attributes
    ----------
    effects
        Generalised least squares estimates.
    inverse
        Their covariance over the residual variance.
    rest
        Weighted sum of squared residuals.
    first
        Derivatives by a and b of: log determinants, ``rest``; each of length 2.
    second
        The same, 2 by 2.
    weighted
        What it was solved from.
    """

    effects: np.ndarray
    inverse: np.ndarray
    rest: float
    log_dets: float
    first: tuple[np.ndarray, np.ndarray]
    second: tuple[np.ndarray, np.ndarray]
    weighted: Weighted


def solve(weighted: Weighted, *, restricted: bool) -> Solved:
    """Solve for the fixed effects; with derivatives where the weighted sums have them."""
    whole = weighted.products
    inverse = np.linalg.inv(whole[:-1, :-1])
    effects = inverse @ whole[:-1, -1]
    ends = np.append(-effects, 1.0)
    rest = float(ends @ whole @ ends)
    log_dets = weighted.log_det
    if restricted:
        log_dets -= float(np.linalg.slogdet(inverse)[1])
    log_first, rest_first = np.zeros(2), np.zeros(2)
    log_second, rest_second = np.zeros((2, 2)), np.zeros((2, 2))
    if weighted.first:
        turned = [inverse @ one[:-1, :-1] for one in weighted.first]
        sloped = [(one @ ends)[:-1] for one in weighted.first]
        for i in (0, 1):
            log_first[i] = weighted.log_det_first[i] + restricted * np.trace(turned[i])
            rest_first[i] = ends @ weighted.first[i] @ ends
            for j in (0, 1):
                here = weighted.second[i + j]
                log_second[i, j] = weighted.log_det_second[i + j] + restricted * (
                    np.trace(inverse @ here[:-1, :-1]) - np.trace(turned[i] @ turned[j])
                )
                rest_second[i, j] = ends @ here @ ends - 2 * sloped[i] @ inverse @ sloped[j]
    return Solved(
        effects,
        inverse,
        rest,
        log_dets,
        (log_first, rest_first),
        (log_second, rest_second),
        weighted,
    )


@dataclass(frozen=True, eq=False)
class Criterion:
    """Minus twice the (restricted) log likelihood, fixed effects and residual profiled out."""

    value: float
    gradient: np.ndarray
    hessian: np.ndarray
    solved: Solved


def criterion(
    sums: Sums, a: float, b: float, *, restricted: bool, derivatives: bool = True
) -> Criterion:
    """Evaluate the criterion at two variance ratios.

    The constant of the design's own scale is left out; `nrs_lib.stats.mixed.fit` adds it.
    """
    solved = solve(weigh(sums, a, b, derivatives=derivatives), restricted=restricted)
    free = sums.n_rows - restricted * len(solved.effects)
    rest = max(solved.rest, np.finfo(float).tiny)
    value = solved.log_dets + free * (1 + math.log(2 * math.pi * rest / free))
    slopes = solved.first[1] / rest
    return Criterion(
        value=value,
        gradient=solved.first[0] + free * slopes,
        hessian=solved.second[0] + free * (solved.second[1] / rest - np.outer(slopes, slopes)),
        solved=solved,
    )
