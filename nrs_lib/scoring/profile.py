"""Scores on one common direction, 0 worst and 100 best, for a self-assessment profile."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import Scale, scale
from nrs_lib.errors import DefinitionError, ExtractError


def on_profile(values: pd.Series, one: Scale) -> pd.Series:
    """Put scores of one scale on the profile.

    Parameters
    ----------
    values
        One score per row, in the scale's points.
    one
        The scale; its file says which way is better and, for some, other ends than the
        scale's range.

    Returns
    -------
    pandas.Series
        From 0 (worst, to the left) to 100 (best), on the index of ``values``; missing where
        the score is. A score beyond the profile's ends stands at the end.

    Raises
    ------
    DefinitionError
        No direction of the scale is better, so it has no place on a profile.
    ExtractError
        A score is outside the scale's range.
    """
    if one.profile is None:
        raise DefinitionError(
            "A scale without a better direction has no place on a profile.",
            where=f"{one.instrument}.yaml: scales.{one.code}.profile",
            remedy="Leave it out, or give its worst and best end there.",
        )
    points = values.to_numpy(dtype="float64", na_value=np.nan)
    low, high = one.range
    tolerance = get("threshold_tolerance").value
    outside = int(np.sum((points < low - tolerance) | (points > high + tolerance)))
    if outside:
        raise ExtractError(
            f"{outside} scores are outside the scale's range.",
            where=f"scores: {one.code}",
            remedy=f"The range is {low:g} to {high:g}; correct the column or its contract.",
        )
    placed = [np.nan if np.isnan(score) else one.profile.place(score) for score in points]
    return pd.Series(placed, index=values.index, name=values.name, dtype="float64")


def profile(scores: pd.DataFrame, *, scales: Iterable[str]) -> pd.DataFrame:
    """Put several scales on the profile, for one person or many.

    Parameters
    ----------
    scores
        One row per questionnaire, one column per scale code.
    scales
        Scale codes in the order of the profile; those without a better direction are left
        out.

    Returns
    -------
    pandas.DataFrame
        On the index of ``scores``, one column per scale, 0 worst to 100 best.
    """
    known = [scale(code) for code in scales]
    return pd.DataFrame(
        {one.code: on_profile(scores[one.code], one) for one in known if one.profile is not None},
        index=scores.index,
    )
