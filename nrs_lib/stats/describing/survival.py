"""How long it takes until something happens, when not everybody was followed to the end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import ndtri

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError
from nrs_lib.stats.describing.times import Times
from nrs_lib.stats.estimates import Estimate

DEFINITIONS = ("convention:survival_interval", "convention:confidence_level")
LOG_LOG = "log_log"
SAME = 1e-9
STEP_COLUMNS = ("time", "at_risk", "events", "censored", "survival", "se", "low", "high")


def log_log_interval(
    share: np.ndarray, se: np.ndarray, *, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """Pointwise limits of shares on the log(-log) scale, where they stay between 0 and 1.

    Missing where the share is 0 or 1, and has no variance to speak of.
    """
    if get("survival_interval").value != LOG_LOG:
        raise DefinitionError(
            "The interval of survival curves is not known.",
            where="conventions.yaml: survival_interval",
            remedy=f"Use {LOG_LOG}.",
        )
    z = float(ndtri(0.5 + confidence / 2))
    inside = (share > 0) & (share < 1)
    log = np.log(np.where(inside, share, 0.5))
    reach = z * np.where(inside, se, np.nan) / (np.where(inside, share, 0.5) * np.abs(log))
    base = np.where(inside, share, np.nan)
    return base ** np.exp(reach), base ** np.exp(-reach)


@dataclass(frozen=True)
class SurvivalCurve:
    """Share of people to whom it has not happened yet, over time.

    Attributes
    ----------
    steps
        One row per time at which something ended: ``time``; ``at_risk`` just before it;
        ``events`` and ``censored`` at it; ``survival`` after it with ``se``, ``low`` and
        ``high``.
    n, n_events
        People, and those to whom it happened.
    confidence
        Of the intervals.
    about
        What is timed.
    cautions
        Who was left out, and why.
    """

    steps: pd.DataFrame
    n: int
    n_events: int
    confidence: float
    about: str = ""
    cautions: tuple[Caution, ...] = ()

    @property
    def followed_to(self) -> float:
        """The longest time anybody was followed; missing without people."""
        return float(self.steps["time"].iloc[-1]) if len(self.steps) else math.nan

    def survival_at(self, time: float) -> Estimate:
        """Share to whom it has not happened by a time, on that day included.

        Refused after the longest follow-up, unless it had happened to everybody by then.
        """
        steps = self.steps
        done = len(steps) and steps["survival"].iloc[-1] == 0
        if not len(steps) or (time > self.followed_to and not done):
            code = "too_few" if not len(steps) else "beyond_follow_up"
            facts = {"n": 0, "least": 1} if code == "too_few" else {}
            said = (Caution.of(code, self.about, **facts),)
            return Estimate(math.nan, math.nan, math.nan, self.n, "kaplan_meier", cautions=said)
        at = int(np.searchsorted(steps["time"], time, side="right")) - 1
        if at < 0:
            return Estimate(1.0, math.nan, math.nan, self.n, "kaplan_meier")
        row = steps.iloc[at]
        return Estimate(
            row["survival"], row["low"], row["high"], self.n, "kaplan_meier", se=row["se"]
        )

    def reached_by(self, time: float) -> Estimate:
        """Share to whom it has happened by a time: one minus the survival."""
        found = self.survival_at(time)
        return replace(found, estimate=1 - found.estimate, low=1 - found.high, high=1 - found.low)

    def at_risk(self, times: Sequence[float]) -> np.ndarray:
        """People still followed, and not yet reached, just before each time."""
        ends = self.steps["time"].to_numpy()
        gone = (self.steps["events"] + self.steps["censored"]).to_numpy().cumsum()
        before = np.searchsorted(ends, np.asarray(times, dtype="float64"), side="left")
        return self.n - np.concatenate([[0], gone]).astype(int)[before]

    def quantile(self, p: float) -> Estimate:
        """Time by which it has happened to a share p, with its interval.

        The first time at which the curve is at or below 1 - p; where it is exactly there for
        a while, the middle of that stretch. Limits are where the limits of the curve cross.
        A time that was not reached is missing, and so is a limit.

        References
        ----------
        Brookmeyer and Crowley 1982, doi:10.2307/2530286.
        """
        found, low, high = (
            crossing(self.steps["time"].to_numpy(), curve, 1 - p)
            for curve in (
                self.steps["survival"].to_numpy(),
                self.steps["low"].to_numpy(),
                self.steps["high"].to_numpy(),
            )
        )
        never = Caution.of("time_not_reached", self.about, percent=100 * p)
        said = (never,) if math.isnan(found) else ()
        return Estimate(found, low, high, self.n, "kaplan_meier", cautions=said)

    @property
    def median(self) -> Estimate:
        """Time by which it has happened to half, with its interval."""
        return self.quantile(0.5)


def crossing(times: np.ndarray, curve: np.ndarray, level: float) -> float:
    """First time at which a falling curve is at or below a level; missing where it never is.

    Where the curve lies exactly on the level for a while, the middle of that stretch, which
    ends with the last time where the curve does not fall again.
    """
    # A product of fractions that is one half on paper is not always so in binary.
    reached = np.flatnonzero(curve <= level + SAME)
    if not len(reached):
        return math.nan
    first = reached[0]
    if abs(curve[first] - level) > SAME:
        return float(times[first])
    under = np.flatnonzero(curve < level - SAME)
    return float(times[first] + times[under[0] if len(under) else -1]) / 2


def kaplan_meier(
    times: Times, *, event: str = "event", confidence: float | None = None, about: str = ""
) -> SurvivalCurve:
    """Survival curve of one event.

    Parameters
    ----------
    times
        From `times_of` or `days_until`. An end by any other cause counts as the end of
        observation; where those people can no longer have the event, the curve overstates
        how many will, and `cumulative_incidence` is the right one.
    event
        The cause that is the event.
    confidence
        By convention ``confidence_level`` when left out.
    about
        What is timed, for the cautions.

    Returns
    -------
    SurvivalCurve
        Greenwood's variance, limits on the log(-log) scale. Who is censored on the day of an
        event was at risk that day.

    References
    ----------
    Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452; Kalbfleisch and Prentice 2002,
    doi:10.1002/9781118032985.
    """
    level = float(get("confidence_level").value) if confidence is None else confidence
    is_event = times.cause == event
    at, place = np.unique(times.time, return_inverse=True)
    events = np.bincount(place, weights=is_event, minlength=len(at)).astype(int)
    ended = np.bincount(place, minlength=len(at))
    at_risk = len(times.time) - np.concatenate([[0], ended.cumsum()[:-1]])[: len(at)]
    survival = np.cumprod(1 - events / at_risk)
    # After the last person's event there is nobody left to vary.
    left = np.where(at_risk > events, at_risk - events, np.nan)
    se = survival * np.sqrt(np.cumsum(events / (at_risk * left)))
    low, high = log_log_interval(survival, se, confidence=level)
    columns = (at, at_risk, events, ended - events, survival, se, low, high)
    return SurvivalCurve(
        steps=pd.DataFrame(dict(zip(STEP_COLUMNS, columns, strict=True))),
        n=len(times.time),
        n_events=int(events.sum()),
        confidence=level,
        about=about,
        cautions=times.cautions,
    )


def kaplan_meier_by(
    times: Times,
    groups: pd.Series,
    *,
    event: str = "event",
    confidence: float | None = None,
    about: str = "",
) -> Mapping[str, SurvivalCurve]:
    """Survival curve of each group.

    Parameters
    ----------
    groups
        Group of everybody that the times were made from, in their order. Who has none is in
        no curve, and counted among the cautions of each.
    """
    of = pd.Series(groups).reset_index(drop=True)[times.kept].reset_index(drop=True)
    n_without = int(of.isna().sum())
    without = (
        (Caution.of("rows_without_group", about, n=n_without, total=len(of)),) if n_without else ()
    )
    curves = {}
    for name in sorted(of.dropna().unique(), key=str):
        mine = (of == name).fillna(False).to_numpy(dtype=bool)
        part = replace(
            times,
            time=times.time[mine],
            cause=times.cause[mine],
            cautions=(*times.cautions, *without),
        )
        curves[str(name)] = kaplan_meier(part, event=event, confidence=confidence, about=about)
    return curves
