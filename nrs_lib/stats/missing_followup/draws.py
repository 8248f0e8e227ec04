"""Drawing one variable's missing values from a model of the others."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

# Of a column's mean square: below it the column is 0 for all who have the variable.
_NOTHING = 1e-10
_ROUNDS = 25
_STEP = 1e-8


def draw_linear(
    y: np.ndarray, x: np.ndarray, ridge: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of a linear model, and a draw from their posterior.

    Parameters
    ----------
    y, x
        Of those who have the variable; shape (people,) and (people, columns).
    ridge
        Added to the diagonal of the sums of squares, as a part of each.

    Returns
    -------
    tuple
        Coefficients as fitted, and as drawn; 0 for a column that is 0 for all.

    References
    ----------
    Rubin 1987, doi:10.1002/9780470316696, p. 167.
    """
    squares = x.T @ x
    diagonal = np.diag(squares).copy()
    alive = diagonal > _NOTHING * len(y)
    fitted, drawn = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    inner = squares[np.ix_(alive, alive)] + np.diag(ridge * diagonal[alive])
    root = np.linalg.cholesky(inner)
    right = (x.T @ y)[alive]
    best = np.linalg.solve(root.T, np.linalg.solve(root, right))
    rest = y - x[:, alive] @ best
    df = max(len(y) - int(alive.sum()), 1)
    sigma = np.sqrt(float(rest @ rest) / rng.chisquare(df))
    fitted[alive] = best
    drawn[alive] = best + sigma * np.linalg.solve(root.T, rng.standard_normal(int(alive.sum())))
    return fitted, drawn


def match_means(
    y: np.ndarray,
    x: np.ndarray,
    x_missing: np.ndarray,
    *,
    donors: int,
    ridge: float,
    rng: np.random.Generator,
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
    fitted, drawn = draw_linear(y, x, ridge, rng)
    shuffled = rng.permutation(len(y))
    means = (x @ fitted)[shuffled]
    order = np.argsort(means)
    sorted_means = means[order]
    if (sorted_means[1:] == sorted_means[:-1]).any():
        # Only where some are equal does it matter that they stay as they were shuffled.
        order = np.argsort(means, kind="stable")
    wanted = x_missing @ drawn
    k = min(donors, len(y))
    at = np.searchsorted(sorted_means, wanted)
    first = np.clip(at - k, 0, len(y) - min(2 * k, len(y)))
    window = first[:, None] + np.arange(min(2 * k, len(y)))
    apart = np.abs(sorted_means[window] - wanted[:, None])
    nearest = np.argpartition(apart, k - 1, axis=1)[:, :k]
    chosen = nearest[np.arange(len(wanted)), rng.integers(0, k, len(wanted))]
    return shuffled[order[window[np.arange(len(wanted)), chosen]]]


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
    root = np.linalg.cholesky(information)
    drawn, fitted = np.zeros(columns), np.zeros(columns)
    drawn[alive] = best + np.linalg.solve(root.T, rng.standard_normal(len(best)))
    fitted[alive] = best
    flags = rng.random(len(x_missing)) < expit(x_missing @ drawn)
    return flags.astype("float64"), fitted


def level_scores(places: np.ndarray, x: np.ndarray, levels: int) -> np.ndarray:
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

    References
    ----------
    van Buuren 2018, section 3.6, doi:10.1201/9780429492259.
    """
    sizes = np.bincount(places, minlength=levels).astype("float64")
    rows = x - x.mean(axis=0)
    left, size, _ = np.linalg.svd(rows.T @ rows)
    alive = size > _NOTHING * size[0]
    free = rows @ (left[:, alive] / np.sqrt(size[alive]))
    roots = np.sqrt(np.maximum(sizes, 1.0))
    sums = np.column_stack(
        [np.bincount(places, weights=column, minlength=levels) for column in free.T]
    )
    main = np.linalg.svd(sums / roots[:, None], full_matrices=False)[0][:, 0]
    return main / roots
