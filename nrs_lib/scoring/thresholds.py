"""Whether a change is large enough to count as improvement."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import ChangeThreshold
from nrs_lib.terms import Direction


def changed(start: pd.Series, later: pd.Series, threshold: ChangeThreshold) -> pd.Series:
    """Whether each patient improved by at least the threshold.

    A change equal to the threshold counts; the comparison allows for binary rounding
    (2.8 - 2.2 is below 0.6 in a computer).

    Parameters
    ----------
    start, later
        Scores at the start and later, one row per patient, on the same index.
    threshold
        The threshold; its direction says which way improvement goes.

    Returns
    -------
    pandas.Series
        Nullable boolean ``improved``. Missing when either score is, when a relative change
        is asked of a start at 0, and when a better band is asked of somebody who was there
        from the start; missing never means not improved.

    Raises
    ------
    ValueError
        The two series have different indexes.

    References
    ----------
    30 % less pain as a moderate improvement: doi:10.1016/j.jpain.2007.09.005.
    """
    if not start.index.equals(later.index):
        raise ValueError("start and later must be paired on one index")
    is_known, is_improved = judged_changes(_plain(start), _plain(later), threshold)
    improved = pd.array(is_improved, dtype="boolean")
    improved[~is_known] = pd.NA
    return pd.Series(improved, index=start.index, name="improved")


def judged_changes(
    start: np.ndarray, later: np.ndarray, threshold: ChangeThreshold
) -> tuple[np.ndarray, np.ndarray]:
    """As `changed`, of plain arrays in one order: of whom it is known, and who improved.

    What is told of somebody of whom it is not known means nothing.
    """
    gain, needed = _gains(start, later, threshold)
    tolerance = get("threshold_tolerance").value
    is_known = ~np.isnan(gain) & (needed != 0)
    is_improved = gain >= needed - tolerance
    if threshold.reaches is not None:
        is_improved &= _has_crossed(later, threshold, tolerance)
        is_known &= ~_has_crossed(start, threshold, tolerance)
    return is_known, is_improved


def worsened(start: pd.Series, later: pd.Series, threshold: ChangeThreshold) -> pd.Series:
    """Whether each patient got worse by at least the size of the threshold for improvement.

    No limit of its own for worsening is in the definitions, so the one for improvement is
    used the other way; that it is as large is assumed. A better band that a threshold asks
    for is not asked for here.

    Parameters
    ----------
    start, later, threshold
        As for `changed`.

    Returns
    -------
    pandas.Series
        Nullable boolean ``worsened``; missing when either score is, and when a relative
        change is asked of a start at 0.
    """
    gain, needed = _gains(_plain(start), _plain(later), threshold)
    is_worse = -gain >= needed - get("threshold_tolerance").value
    found = pd.array(is_worse, dtype="boolean")
    found[np.isnan(gain) | (needed == 0)] = pd.NA
    return pd.Series(found, index=start.index, name="worsened")


def _plain(scores: pd.Series) -> np.ndarray:
    return scores.to_numpy(dtype="float64", na_value=np.nan)


def _gains(
    start: np.ndarray, later: np.ndarray, threshold: ChangeThreshold
) -> tuple[np.ndarray, np.ndarray]:
    """The change towards better, and how large it must be."""
    gain = start - later if threshold.direction == Direction.HIGHER_WORSE else later - start
    needed = np.full(len(gain), float(threshold.size))
    return gain, needed * start if threshold.kind == "relative" else needed


def _has_crossed(scores: np.ndarray, threshold: ChangeThreshold, tolerance: float) -> np.ndarray:
    """Whether each score is in the band that the threshold asks for, or a better one."""
    limit = threshold.reaches.limit
    if threshold.direction == Direction.HIGHER_WORSE:
        # The limit itself belongs to the worse band.
        return scores < limit - tolerance
    return scores >= limit - tolerance
