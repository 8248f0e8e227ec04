"""How many reach each of several ends, where reaching one rules out the others."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.describing.survival import SAME, crossing, log_log_interval
from nrs_lib.stats.describing.times import CENSORED, Times
from nrs_lib.stats.estimates import Estimate

METHOD = "aalen_johansen"
STEP_COLUMNS = ("cause", "time", "at_risk", "events", "share", "se", "low", "high")


@dataclass(frozen=True)
class CumulativeIncidence:
    """Share of people who have reached each end, over time.

    Attributes
    ----------
    steps
        One row per cause and time at which something ended: ``cause``, ``time``,
        ``at_risk`` just before it, ``events`` of the cause at it, ``share`` after it with
        ``se``, ``low`` and ``high``. At each time the shares of all causes and of those who
        reached none add up to 1.
    n
        People.
    n_events
        Those who reached each cause.
    confidence
        Of the intervals.
    about
        What is timed.
    cautions
        Who was left out, and why.
    """

    steps: pd.DataFrame
    n: int
    n_events: dict[str, int]
    confidence: float
    about: str = ""
    cautions: tuple[Caution, ...] = ()

    def reached_by(self, time: float, *, cause: str) -> Estimate:
        """Share who reached a cause by a time, on that day included.

        Refused after the longest follow-up, unless everybody had reached an end by then.

        Raises
        ------
        ParameterError
            Nobody reached such a cause, nor was it declared.
        """
        mine = self._of(cause)
        is_over = len(mine) and self.steps.groupby("cause")["share"].last().sum() > 1 - SAME
        if not len(mine):
            return self._refused(Caution.of("too_few", self.about, n=0, least=1))
        if time > mine["time"].iloc[-1] and not is_over:
            return self._refused(Caution.of("beyond_follow_up", self.about))
        at = int(np.searchsorted(mine["time"], time, side="right")) - 1
        if at < 0:
            return Estimate(0.0, math.nan, math.nan, self.n, METHOD)
        row = mine.iloc[at]
        return Estimate(row["share"], row["low"], row["high"], self.n, METHOD, se=row["se"])

    def quantile(self, p: float, *, cause: str) -> Estimate:
        """Time by which a share p of all have reached a cause, with its interval.

        As `SurvivalCurve.quantile`. Where other ends take so many that the share never comes
        to p, there is no such time.
        """
        mine = self._of(cause)
        times = mine["time"].to_numpy()
        found, low, high = (
            crossing(times, 1 - mine[name].to_numpy(), 1 - p) for name in ("share", "high", "low")
        )
        said = Caution.of("time_not_reached", self.about, percent=100 * p)
        return Estimate(
            found, low, high, self.n, METHOD, cautions=(said,) if math.isnan(found) else ()
        )

    def _of(self, cause: str) -> pd.DataFrame:
        if cause not in self.n_events:
            raise ParameterError(
                "The cause is not among those that ended anything.",
                where=f"{self.about}: {cause}",
                remedy=f"Known causes: {', '.join(self.n_events)}.",
            )
        return self.steps[self.steps["cause"] == cause]

    def _refused(self, why: Caution) -> Estimate:
        return Estimate(math.nan, math.nan, math.nan, self.n, METHOD, cautions=(why,))


def cumulative_incidence(
    times: Times,
    *,
    causes: tuple[str, ...] = (),
    confidence: float | None = None,
    about: str = "",
) -> CumulativeIncidence:
    """Cumulative incidence of each cause, the others ruling it out.

    Parameters
    ----------
    times
        From `times_of` or `days_until`.
    causes
        Causes to follow, in order; all that ended anything when left out. One that nobody
        reached is followed with a share of 0. Any other cause than these counts as an end
        too, so none must be forgotten to keep the sum at 1.
    confidence
        By convention ``confidence_level`` when left out.
    about
        What is timed, for the cautions.

    Returns
    -------
    CumulativeIncidence
        Aalen-Johansen shares with their Greenwood-type variance, limits on the log(-log)
        scale. One minus a Kaplan-Meier curve that censors the other causes would be larger:
        it tells of a world where those do not happen.

    References
    ----------
    Andersen, Borgan, Gill and Keiding 1993, section IV.4, doi:10.1007/978-1-4612-4348-9.
    """
    level = float(get("confidence_level").value) if confidence is None else confidence
    there = sorted(set(times.cause) - {CENSORED})
    followed = tuple(dict.fromkeys([*causes, *there]))
    at, place = np.unique(times.time, return_inverse=True)
    ended = np.bincount(place, minlength=len(at))
    n = len(times.time) - np.concatenate([[0], ended.cumsum()[:-1]])[: len(at)]
    by_cause = {
        cause: np.bincount(place, weights=times.cause == cause, minlength=len(at)).astype(int)
        for cause in followed
    }
    events = sum(by_cause.values(), np.zeros(len(at), dtype=int))
    survival = np.cumprod(1 - events / n)
    before = np.concatenate([[1.0], survival[:-1]])[: len(at)]
    parts = []
    for cause, mine in by_cause.items():
        # Rounding may carry the last step past everybody.
        share = np.minimum(np.cumsum(before * mine / n), 1.0)
        se = np.sqrt(_variance(share, before, n, mine, events))
        low, high = log_log_interval(share, se, confidence=level)
        columns = (cause, at, n, mine, share, se, low, high)
        parts.append(pd.DataFrame(dict(zip(STEP_COLUMNS, columns, strict=True))))
    return CumulativeIncidence(
        steps=pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=list(STEP_COLUMNS)),
        n=len(times.time),
        n_events={cause: int(mine.sum()) for cause, mine in by_cause.items()},
        confidence=level,
        about=about,
        cautions=times.cautions,
    )


def _variance(
    share: np.ndarray, before: np.ndarray, n: np.ndarray, mine: np.ndarray, events: np.ndarray
) -> np.ndarray:
    """Greenwood-type variance of a share after each time.

    Each earlier time s adds (F(t) - F(s))² d/(n(n - d)), what the cause itself adds there
    S²(n - d1) d1/n³, and twice their covariance -(F(t) - F(s)) S d1/n². All three are
    polynomials in F(t), so running sums give every t at once.
    """
    # Where all who are left end at once, F does not move after, and the term is nothing.
    left = np.where(n > events, n - events, np.inf)
    hazard = events / (n * left)
    own = before**2 * (n - mine) * mine / n**3
    joint = before * mine / n**2
    constant = np.cumsum(hazard * share**2 + own + 2 * share * joint)
    linear = np.cumsum(-2 * hazard * share - 2 * joint)
    square = np.cumsum(hazard)
    return np.maximum(constant + linear * share + square * share**2, 0.0)
