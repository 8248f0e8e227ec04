"""Improved, unchanged and deteriorated, of the same people."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.change_thresholds import ChangeThreshold
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError
from nrs_lib.scoring.thresholds import changed
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.responders import judged, share_of
from nrs_lib.terms import Direction

IMPROVED, UNCHANGED, DETERIORATED = "improved", "unchanged", "deteriorated"
OUTCOMES = (IMPROVED, UNCHANGED, DETERIORATED)
MIRRORED = "mirrored"
_OTHER_WAY = {
    Direction.HIGHER_WORSE: Direction.HIGHER_BETTER,
    Direction.HIGHER_BETTER: Direction.HIGHER_WORSE,
}


@dataclass(frozen=True)
class ThreeWayChange:
    """Three shares with one denominator; the numerators add up to it.

    Attributes
    ----------
    cautions
        Who is in none of the shares, and why.
    """

    improved: Estimate
    unchanged: Estimate
    deteriorated: Estimate
    cautions: tuple[Caution, ...]


def outcomes(start: object, later: object, threshold: ChangeThreshold) -> np.ndarray:
    """What became of each person: one of `OUTCOMES`, or empty text where it is not known.

    Deteriorated is who changed the wrong way by the size of the threshold (convention
    ``deterioration_threshold``); a band to be reached is asked of improvement only.

    Parameters
    ----------
    start, later
        Scores of everybody who was due, in the same order, missing where not answered.
    """
    if get("deterioration_threshold").value != MIRRORED:
        raise DefinitionError(
            "The threshold of deterioration is not known.",
            where="conventions.yaml: deterioration_threshold",
            remedy=f"Use {MIRRORED}.",
        )
    found = judged(start, later, threshold)
    other_way = replace(threshold, direction=_OTHER_WAY[threshold.direction], reaches=None)
    is_better, is_worse = (
        changed(found.start, found.later, one).fillna(False).to_numpy(dtype=bool)
        for one in (threshold, other_way)
    )
    which = np.where(is_better, IMPROVED, np.where(is_worse, DETERIORATED, UNCHANGED))
    return np.where(found.is_answered, which, "")


def three_way_change(
    start: object,
    later: object,
    threshold: ChangeThreshold,
    *,
    confidence: float | None = None,
    about: str = "",
) -> ThreeWayChange:
    """Shares who improved, stayed and deteriorated, of those who answered at both times.

    Parameters
    ----------
    start, later
        Scores of everybody who was due, in the same order, missing where not answered.
    threshold
        How large a change must be, and which way is better; see `outcomes`.

    Returns
    -------
    ThreeWayChange
        Wilson intervals, each for its own share. Who lacks a score, or cannot be judged, is
        in none of the shares and counted in the cautions. Refused (``too_few``) without
        anybody.

    Raises
    ------
    ParameterError
        The two are not of the same people.
    """
    confidence = float(get("confidence_level").value) if confidence is None else confidence
    found = judged(start, later, threshold, about=about)
    which = outcomes(start, later, threshold)
    denominator, of = int((which != "").sum()), len(which)
    lost = int((~found.is_answered & ~found.is_excluded).sum())
    said = (Caution.of("pairs_incomplete", about, n=lost, of=of),) if lost else ()
    shares = [
        share_of(int((which == one).sum()), denominator, confidence=confidence, about=about)
        for one in OUTCOMES
    ]
    return ThreeWayChange(*shares, (*found.cautions, *said))
