"""Likelihood of cumulative logits, and whether it has a maximum at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

_STEPS = 100
_SMALL = 1e-10
_SEPARATED = 1e-7


@dataclass(frozen=True)
class Fit:
    """Maximum of the likelihood.

    Attributes
    ----------
    thresholds
        One fewer than categories; log odds of being at or below each category but the last.
    slopes
        Log odds of a higher category per unit of each column.
    covariance
        Of thresholds and slopes together, from the observed information.
    log_likelihood
        At the maximum.
    """

    thresholds: np.ndarray
    slopes: np.ndarray
    covariance: np.ndarray
    log_likelihood: float


def separating(codes: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Columns along which the likelihood rises for ever, so that it has no maximum.

    Such a direction moves no observation away from its own category and at least one
    further into it: a linear programme finds it or shows that there is none.

    Parameters
    ----------
    codes
        Category of each person, from 0 without gaps.
    values
        One row per person, one column per covariate.

    Returns
    -------
    numpy.ndarray
        Positions of the columns in one such direction; empty where there is a maximum.

    References
    ----------
    Albert and Anderson 1984, doi:10.1093/biomet/71.1.1, for unordered categories; here each
    person bounds the two thresholds beside their category.
    """
    from scipy.optimize import linprog

    rows = np.unique(np.column_stack([codes, values]), axis=0)
    codes, values = rows[:, 0].astype("int64"), rows[:, 1:]
    spread = np.ptp(values, axis=0)
    values = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1)
    k = int(codes.max()) + 1
    below, above = codes < k - 1, codes > 0
    room = np.vstack(
        [
            np.hstack([np.eye(k)[codes[below], : k - 1], -values[below]]),
            np.hstack([-np.eye(k)[codes[above] - 1, : k - 1], values[above]]),
        ]
    )
    found = linprog(
        -room.sum(axis=0), A_ub=-room, b_ub=np.zeros(len(room)), bounds=(-1, 1), method="highs"
    )
    if -found.fun <= _SEPARATED:
        return np.array([], dtype="int64")
    return np.flatnonzero(np.abs(found.x[k - 1 :]) > _SEPARATED)


def fit(codes: np.ndarray, values: np.ndarray) -> Fit:
    """Maximise the likelihood by Newton's method.

    The likelihood is concave, so any maximum is the only one; half steps keep it rising.

    Parameters
    ----------
    codes, values
        As in `separating`, which must have found none; columns linearly independent.

    References
    ----------
    McCullagh 1980, doi:10.1111/j.2517-6161.1980.tb01109.x; concavity: Pratt 1981,
    doi:10.1080/01621459.1981.10477613.
    """
    n, p = values.shape
    k = int(codes.max()) + 1
    centre, scale = values.mean(axis=0), values.std(axis=0)
    standard = (values - centre) / scale
    at_most = np.cumsum(np.bincount(codes, minlength=k))[:-1] / n
    point = np.concatenate([np.log(at_most / (1 - at_most)), np.zeros(p)])
    height, slope, curvature = _likelihood(point, codes, standard, k)
    for _ in range(_STEPS):
        step = np.linalg.solve(-curvature, slope)
        size, is_near = 1.0, float(slope @ step) < _SMALL
        while True:
            trial = _likelihood(point + size * step, codes, standard, k)
            if trial[0] >= height or size < _SMALL:
                break
            size /= 2
        point, (height, slope, curvature) = point + size * step, trial
        # Newton doubles the digits with each step, so the one taken here was the last needed.
        if is_near:
            break
    # Back from standard units: threshold_j + sum(slope * centre / scale), slope / scale.
    back = np.eye(k - 1 + p)
    back[k - 1 :, k - 1 :] = np.diag(1 / scale)
    back[: k - 1, k - 1 :] = centre / scale
    covariance = back @ np.linalg.inv(-curvature) @ back.T
    point = back @ point
    return Fit(point[: k - 1], point[k - 1 :], covariance, height)


def _likelihood(
    point: np.ndarray, codes: np.ndarray, values: np.ndarray, k: int
) -> tuple[float, np.ndarray, np.ndarray]:
    thresholds, slopes = point[: k - 1], point[k - 1 :]
    if (np.diff(thresholds) <= 0).any():
        return -np.inf, point, np.empty((0, 0))
    edges = np.concatenate([[-np.inf], thresholds, [np.inf]])
    along = values @ slopes
    upper, lower = edges[codes + 1] - along, edges[codes] - along
    # On the far side both probabilities are near 1, and their difference would lose digits.
    share = np.where(lower > 0, expit(-lower) - expit(-upper), expit(upper) - expit(lower)).clip(
        np.finfo("float64").tiny
    )
    up, low = (expit(side) * expit(-side) for side in (upper, lower))
    bend_up, bend_low = up * (1 - 2 * expit(upper)), low * (1 - 2 * expit(lower))
    step_up = np.hstack([np.eye(k)[codes, : k - 1], -values])
    step_low = np.hstack([np.eye(k + 1)[codes][:, 1:k], -values])
    to_up, to_low = up / share, -low / share
    slope = to_up @ step_up + to_low @ step_low
    mixed = (up * low / share**2)[:, None] * step_up
    curvature = (
        step_up.T @ ((bend_up / share - to_up**2)[:, None] * step_up)
        + step_low.T @ ((-bend_low / share - to_low**2)[:, None] * step_low)
        + mixed.T @ step_low
        + step_low.T @ mixed
    )
    return float(np.log(share).sum()), slope, curvature
