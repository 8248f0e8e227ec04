"""Drawing one variable's missing values from a model of the others."""

from __future__ import annotations

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotrs, dtrtrs
from scipy.special import expit

# Of a column's mean square: below it the column is 0 for all who have the variable.
_NOTHING = 1e-10
_ROUNDS = 25
_STEP = 1e-8


def draw_linear(
    y: np.ndarray,
    x: np.ndarray,
    ridge: float,
    rng: np.random.Generator,
    *,
    squares: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of a linear model, and a draw from their posterior.

    Parameters
    ----------
    y, x
        Of those who have the variable; shape (people,) and (people, columns).
    ridge
        Added to the diagonal of the sums of squares, as a part of each.
    squares
        The sums of squares and products of `x`, where they are known.

    Returns
    -------
    tuple
        Coefficients as fitted, and as drawn; 0 for a column that is 0 for all.

    References
    ----------
    Rubin 1987, doi:10.1002/9780470316696, p. 167.
    """
    squares = x.T @ x if squares is None else squares
    diagonal = squares.diagonal()
    columns = np.flatnonzero(diagonal > _NOTHING * len(y))
    fitted, drawn = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    inner = squares.take(columns, axis=0).take(columns, axis=1)
    places = np.arange(len(columns))
    inner[places, places] += ridge * diagonal[columns]
    root = _root(inner)
    fitted[columns] = dpotrs(root, (y @ x)[columns], lower=1)[0]
    rest = y - x @ fitted
    df = max(len(y) - len(columns), 1)
    sigma = np.sqrt(float(rest @ rest) / rng.chisquare(df))
    drawn[columns] = fitted[columns] + sigma * _spread(root, rng)
    return fitted, drawn


def _root(squares: np.ndarray) -> np.ndarray:
    """Lower Cholesky root; of small matrices by the thousand, so without what checks cost."""
    root, fault = dpotrf(squares, lower=1)
    if fault:
        raise np.linalg.LinAlgError("Matrix is not positive definite")
    return root


def _spread(root: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A draw from a normal distribution whose precision has this root."""
    return dtrtrs(root, rng.standard_normal(len(root)), lower=1, trans=1)[0]


def match_means(
    y: np.ndarray,
    x: np.ndarray,
    x_missing: np.ndarray,
    *,
    donors: int,
    ridge: float,
    rng: np.random.Generator,
    squares: np.ndarray | None = None,
) -> np.ndarray:
    """Places of the people whose value each missing one gets: predictive mean matching.

    Parameters
    ----------
    y, x
        Of those who have the variable.
    x_missing
        Of those who lack it.
    donors
        How many of the closest one is drawn from.
    ridge, squares
        As for `draw_linear`.

    Returns
    -------
    numpy.ndarray
        For each who lacks the variable, the place of the donor in `y`. Closest is by the
        fitted means of donors and the drawn means of who lacks it (type 1 matching); ties
        are broken at random.

    References
    ----------
    Little 1988, doi:10.1080/07350015.1988.10509663; Morris, White and Royston 2014,
    doi:10.1186/1471-2288-14-75.
    """
    fitted, drawn = draw_linear(y, x, ridge, rng, squares=squares)
    shuffled = rng.permutation(len(y))
    means = (x @ fitted)[shuffled]
    order = np.argsort(means)
    sorted_means = means[order]
    if (sorted_means[1:] == sorted_means[:-1]).any():
        # Only where some are equal does it matter that they stay as they were shuffled.
        order = np.argsort(means, kind="stable")
    wanted = x_missing @ drawn
    k = min(donors, len(y))
    first = _first_of_nearest(sorted_means, wanted, k)
    return shuffled[order[first + rng.integers(0, k, len(wanted))]]


def _first_of_nearest(ascending: np.ndarray, wanted: np.ndarray, k: int) -> np.ndarray:
    """Where the k numbers that lie closest to each wanted one begin; they follow each other."""
    beyond = np.full(k, np.inf)
    padded = np.concatenate([-beyond, ascending, beyond])
    above = np.searchsorted(ascending, wanted)
    near = padded[above + np.arange(2 * k)[:, None]]
    # One below is kept where it is no further away than the one that the same k would have
    # above in its place.
    is_kept = wanted - near[:k] <= near[k:] - wanted
    return above - is_kept.sum(axis=0)


def draw_flags(
    y: np.ndarray,
    x: np.ndarray,
    x_missing: np.ndarray,
    rng: np.random.Generator,
    *,
    start: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Missing flags from a logistic model, and its coefficients as fitted.

    Four light pseudo-people per column, one spread above and below the mean with either
    answer and together as heavy as the columns are many, keep the coefficients bounded where
    a column tells every 1 from every 0.

    References
    ----------
    Rubin 1987, p. 169; White, Daniel and Royston 2010, doi:10.1016/j.csda.2010.04.005.
    """
    columns = x.shape[1]
    middle, spread = x.mean(axis=0), x.std(axis=0)
    moved = np.vstack([middle + np.diag(spread), middle - np.diag(spread)])
    pseudo = np.vstack([moved, moved])
    weights = np.concatenate([np.ones(len(y)), np.full(len(pseudo), columns / len(pseudo))])
    answers = np.concatenate([y, np.zeros(len(moved)), np.ones(len(moved))])
    rows = np.vstack([x, pseudo])
    alive = (rows**2).sum(axis=0) > _NOTHING * len(y)
    rows = rows[:, alive]
    best = np.zeros(rows.shape[1]) if start is None else start[alive]
    for _ in range(_ROUNDS):
        p = expit(rows @ best)
        curve = np.maximum(weights * p * (1 - p), 1e-12)
        information = (rows * curve[:, None]).T @ rows
        information += np.diag(_NOTHING * np.diag(information))
        step = np.linalg.solve(information, rows.T @ (weights * (answers - p)))
        # A step beyond 5 on the log odds of standardised columns is a leap, not progress.
        best = best + step * min(1.0, 5 / max(float(np.abs(step).max()), 1e-300))
        if np.abs(step).max() < _STEP:
            break
    drawn, fitted = np.zeros(columns), np.zeros(columns)
    drawn[alive] = best + _spread(_root(information), rng)
    fitted[alive] = best
    flags = rng.random(len(x_missing)) < expit(x_missing @ drawn)
    return flags.astype("float64"), fitted


def level_scores(
    places: np.ndarray, x: np.ndarray, levels: int, *, squares: np.ndarray | None = None
) -> np.ndarray:
    """A number for each level of a category: the first canonical variate against the others.

    Levels that the other variables cannot tell apart get like numbers, so that a category
    without order can be matched as a number.

    Parameters
    ----------
    places
        Level of each, from 0.
    x
        The other variables, one row each.
    levels
        How many there are.
    squares
        The sums of squares and products of `x`, where they are known.

    References
    ----------
    van Buuren 2018, section 3.6, doi:10.1201/9780429492259.
    """
    marks = (places == np.arange(levels)[:, None]).astype("float64")
    sizes = marks.sum(axis=1)
    means = x.mean(axis=0)
    squares = x.T @ x if squares is None else squares
    size, left = np.linalg.eigh(squares - len(x) * np.outer(means, means))
    alive = size > _NOTHING * size[-1]
    roots = np.sqrt(np.maximum(sizes, 1.0))
    apart = (marks @ x - np.outer(sizes, means)) @ (left[:, alive] / np.sqrt(size[alive]))
    main = np.linalg.svd(apart / roots[:, None], full_matrices=False)[0][:, 0]
    # Both directions tell levels apart alike; which one a library finds must not matter.
    return main * np.sign(main[np.argmax(np.abs(main))]) / roots
