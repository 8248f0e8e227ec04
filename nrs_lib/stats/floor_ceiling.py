"""How many stand at the ends of a scale, where it cannot show them going further."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.paired_change import numbers
from nrs_lib.stats.responders import share_of

FLOOR, BETWEEN, CEILING = "floor", "between", "ceiling"
PLACES = (FLOOR, BETWEEN, CEILING)


@dataclass(frozen=True)
class FloorCeiling:
    """Shares at the lowest score, between, and at the highest, of those who answered.

    Attributes
    ----------
    floor, ceiling
        With the caution ``floor_effect`` or ``ceiling_effect`` where more than convention
        ``floor_ceiling_above`` stand there.
    """

    floor: Estimate
    between: Estimate
    ceiling: Estimate
    cautions: tuple[Caution, ...]


def places(scores: object, *, span: tuple[float, float]) -> np.ndarray:
    """Where each score stands on its scale: one of `PLACES`, or empty text where missing.

    Parameters
    ----------
    span
        The scale's lowest and highest possible score, not those that somebody had.

    Raises
    ------
    ParameterError
        The scale has no width, or a score lies outside it.
    """
    values, (low, high) = numbers(scores), span
    near = float(get("threshold_tolerance").value)
    known = ~np.isnan(values)
    if not low < high or ((values[known] < low - near) | (values[known] > high + near)).any():
        raise ParameterError(
            "A score lies outside its scale, or the scale has no width.",
            where="scores",
            remedy="Give the range of the scale that the scores belong to.",
        )
    where = np.where(values <= low + near, FLOOR, np.where(values >= high - near, CEILING, BETWEEN))
    return np.where(known, where, "")


def floor_ceiling(
    scores: object,
    *,
    span: tuple[float, float],
    confidence: float | None = None,
    about: str = "",
) -> FloorCeiling:
    """Shares at the ends of a scale, with a warning where they are many.

    Parameters
    ----------
    scores
        One per person; missing ones are left out and counted in ``values_missing``.
    span
        The scale's lowest and highest possible score.

    Returns
    -------
    FloorCeiling
        Wilson intervals; refused (``too_few``) where nobody answered.

    Raises
    ------
    ParameterError
        A score lies outside its scale.

    References
    ----------
    Terwee and others 2007, doi:10.1016/j.jclinepi.2006.03.012.
    """
    confidence = float(get("confidence_level").value) if confidence is None else confidence
    where = places(scores, span=span)
    n, of = int((where != "").sum()), len(where)
    shares = {
        place: share_of(int((where == place).sum()), n, confidence=confidence, about=about)
        for place in PLACES
    }
    limit = float(get("floor_ceiling_above").value)
    for place, code in ((FLOOR, "floor_effect"), (CEILING, "ceiling_effect")):
        share = shares[place]
        if share.estimate > limit:
            said = Caution.of(code, about, n=share.numerator, of=n)
            shares[place] = replace(share, cautions=(*share.cautions, said))
    lost = (Caution.of("values_missing", about, n=of - n, of=of),) if of > n else ()
    return FloorCeiling(*shares.values(), lost)
