"""Who improved by enough, of those who answered and of all who were due."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.change_thresholds import ChangeThreshold
from nrs_lib.contracts.conventions import get
from nrs_lib.scoring.thresholds import changed
from nrs_lib.stats.estimates import Estimate
from nrs_lib.stats.paired_change import same_people
from nrs_lib.stats.shares import wilson

METHOD = "wilson"


@dataclass(frozen=True)
class Responders:
    """One share under both denominators.

    Attributes
    ----------
    answered
        Of those who answered at both time points and can be judged.
    due
        Of all who were due and can be judged, where who did not answer counts as not
        improved: a lower bound, never to be shown in place of the other.
    """

    answered: Estimate
    due: Estimate


@dataclass(frozen=True, eq=False)
class Judged:
    """Who can be judged by a threshold, one entry per person who was due.

    Attributes
    ----------
    start, later
        Scores, NaN where missing.
    is_excluded
        Cannot be judged whatever the later score is: in none of the shares.
    cautions
        Why, with how many.
    """

    start: pd.Series
    later: pd.Series
    is_excluded: np.ndarray
    cautions: tuple[Caution, ...]

    @property
    def is_answered(self) -> np.ndarray:
        """Answered at both time points, and can be judged."""
        both = self.start.notna() & self.later.notna()
        return both.to_numpy() & ~self.is_excluded


def judged(start: object, later: object, threshold: ChangeThreshold, *, about: str = "") -> Judged:
    """Find who can be judged by a threshold.

    Parameters
    ----------
    start, later
        Scores of everybody who was due, in the same order, missing where not answered.

    Raises
    ------
    ParameterError
        The two are not of the same people.
    """
    before, after = (pd.Series(part) for part in same_people(start, later))
    # A change from the start to itself can be judged exactly when the start allows it.
    can_be_judged = changed(before, before, threshold).notna()
    is_excluded = (before.notna() & ~can_be_judged).to_numpy()
    at_zero = (before == 0).to_numpy() & (threshold.kind == "relative")
    counts = {
        "start_at_zero": int((is_excluded & at_zero).sum()),
        "start_already_there": int((is_excluded & ~at_zero).sum()),
    }
    cautions = tuple(
        Caution.of(code, about, n=n, of=len(before)) for code, n in counts.items() if n
    )
    return Judged(before, after, is_excluded, cautions)


def responders(
    start: object,
    later: object,
    threshold: ChangeThreshold,
    *,
    confidence: float | None = None,
    about: str = "",
) -> Responders:
    """Share who improved by at least a threshold, under both denominators.

    Parameters
    ----------
    start, later
        Scores of everybody who was due, in the same order, missing where not answered.
    threshold
        Absolute (a minimally important change, in points) or relative (a part of the start);
        its direction says which way is better.

    Returns
    -------
    Responders
        Wilson intervals, with numerator and denominator. For a relative threshold who
        started at 0 is in neither denominator (caution ``start_at_zero``), and so is who was
        from the start in the band that a threshold asks for (``start_already_there``).
        Both are refused (``too_few``) where nobody answered: what nobody knows is not 0.

    Raises
    ------
    ParameterError
        The two are not of the same people.

    References
    ----------
    Individual responders: doi:10.1016/j.jpain.2007.09.005; Wilson 1927,
    doi:10.1080/01621459.1927.10502953.
    """
    found = judged(start, later, threshold, about=about)
    # Missing wherever somebody is not known or cannot be judged.
    numerator = int(changed(found.start, found.later, threshold).fillna(False).sum())
    return both_shares(
        numerator,
        answered=int(found.is_answered.sum()),
        due=int((~found.is_excluded).sum()),
        cautions=found.cautions,
        confidence=confidence,
        about=about,
    )


def both_shares(
    numerator: int,
    *,
    answered: int,
    due: int,
    cautions: tuple[Caution, ...] = (),
    confidence: float | None = None,
    about: str = "",
) -> Responders:
    """One numerator over those who answered and over all who were due.

    Where nobody answered nothing is known, and neither share is 0.
    """
    confidence = float(get("confidence_level").value) if confidence is None else confidence
    due = due if answered else 0
    lost = due - answered
    said = (Caution.of("missing_counted_as_none", about, n=lost, of=due),) if lost else ()
    return Responders(
        share_of(numerator, answered, confidence=confidence, cautions=cautions, about=about),
        share_of(numerator, due, confidence=confidence, cautions=(*cautions, *said), about=about),
    )


def share_of(
    numerator: int,
    denominator: int,
    *,
    confidence: float,
    cautions: tuple[Caution, ...] = (),
    about: str = "",
) -> Estimate:
    """A share with Wilson's interval, refused where there is nobody."""
    if denominator == 0:
        few = Caution.of("too_few", about, n=0, least=1)
        return Estimate(
            math.nan,
            math.nan,
            math.nan,
            0,
            METHOD,
            numerator=0,
            denominator=0,
            cautions=(*cautions, few),
        )
    share, low, high = wilson(numerator, denominator, confidence=confidence)
    return Estimate(
        share,
        low,
        high,
        denominator,
        METHOD,
        numerator=numerator,
        denominator=denominator,
        cautions=cautions,
    )
