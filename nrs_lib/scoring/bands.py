"""Scores divided into bands, by the lower bound of each."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import Scale
from nrs_lib.errors import ExtractError


def band(values: pd.Series, scale: Scale, scheme: str | None = None) -> pd.Series:
    """Band of each score.

    A score belongs to the last band whose lower bound it reaches; it is not rounded first,
    so a prorated 7.58 on HADS stays below 8.

    Parameters
    ----------
    values
        One score per row, in the scale's points.
    scale
        The scale that the scores are of.
    scheme
        Name of the band scheme; the one that reports use when left out.

    Returns
    -------
    pandas.Series
        Band codes as an ordered categorical, on the index of ``values``; a missing score
        has no band.

    Raises
    ------
    DefinitionError
        The scale has no such scheme.
    ExtractError
        A score is outside the scale's range.
    """
    bands = scale.band_scheme(scheme).bands
    points = values.to_numpy(dtype="float64", na_value=np.nan)
    low, high = scale.range
    tolerance = get("threshold_tolerance").value
    outside = int(np.sum((points < low - tolerance) | (points > high + tolerance)))
    if outside:
        raise ExtractError(
            f"{outside} scores are outside the scale's range.",
            where=f"scores: {scale.code}",
            remedy=f"The range is {low:g} to {high:g}; correct the column or its contract.",
        )
    # A prorated score a binary digit below a bound has reached it.
    lowers = [one.lower for one in bands]
    codes = np.maximum(np.searchsorted(lowers, points + tolerance, side="right") - 1, 0)
    codes[np.isnan(points)] = -1
    categories = pd.CategoricalDtype([one.code for one in bands], ordered=True)
    return pd.Series(
        pd.Categorical.from_codes(codes, dtype=categories), index=values.index, name=values.name
    )
