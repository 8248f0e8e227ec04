"""Bootstrap intervals: percentile, and bias-corrected accelerated (BCa)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from scipy.special import ndtr, ndtri

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate

KINDS = ("percentile", "bca")
# Numbers held in memory at once.
_BATCH_NUMBERS = 2_000_000

Measured = Callable[[np.ndarray], np.ndarray]


def bootstrap(
    people: np.ndarray,
    statistic: Measured,
    *,
    seed: int | np.random.Generator,
    kind: str = "bca",
    draws: int | None = None,
    least: int | None = None,
    confidence: float | None = None,
    about: str = "",
) -> Estimate:
    """Estimate with an interval from resampled people.

    Parameters
    ----------
    people
        One row per person, none missing: shape (people,) or (people, values). Whole rows
        are drawn, so what belongs to a person stays together.
    statistic
        Takes an array of samples, shape (samples, people) or (samples, people, values), and
        gives one number per sample.
    seed
        A whole number, or a Generator to draw from; never the global state.
    kind
        ``percentile`` or ``bca``.
    draws
        How many resamples; convention ``bootstrap_draws`` when not given.
    least
        Fewest people; convention ``bootstrap_least_n`` when not given.

    Returns
    -------
    Estimate
        Method ``bootstrap_percentile`` or ``bootstrap_bca``; ``se`` is the standard
        deviation of the resampled statistic. Refused, with all numbers missing, with
        fewer than ``least`` people (``too_few``), where the statistic is the same in
        all resamples (``no_spread``) or does not exist in some (``bootstrap_undefined``),
        and for BCa where all resamples lie on one side (``bootstrap_one_sided``).

    Raises
    ------
    ParameterError
        The kind is unknown, there are no draws, or a value is missing.

    References
    ----------
    Efron 1987, doi:10.1080/01621459.1987.10478410. Ties with the estimate count half in the
    bias correction, and limits are quantiles of type 7.
    """
    people = np.asarray(people, dtype="float64")
    draws = int(get("bootstrap_draws").value) if draws is None else draws
    confidence = float(get("confidence_level").value) if confidence is None else confidence
    method = f"bootstrap_{kind}"
    _check(people, kind, draws)
    n = len(people)
    least = int(get("bootstrap_least_n").value) if least is None else least
    if n < least:
        return _refused(n, method, Caution.of("too_few", about, n=n, least=least))
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = float(statistic(people[np.newaxis])[0])
        drawn = np.concatenate(list(_resampled(people, statistic, draws, seed)))
    lost = int((~np.isfinite(drawn)).sum())
    if lost or not math.isfinite(observed):
        return _refused(n, method, Caution.of("bootstrap_undefined", about, n=lost, of=draws))
    if np.ptp(drawn) == 0:
        return _refused(n, method, Caution.of("no_spread", about))
    tails = np.array([(1 - confidence) / 2, (1 + confidence) / 2])
    if kind == "bca":
        below = (np.mean(drawn < observed) + np.mean(drawn <= observed)) / 2
        if below in (0, 1):
            return _refused(n, method, Caution.of("bootstrap_one_sided", about, n=draws))
        tails = _adjusted(tails, float(ndtri(below)), _acceleration(people, statistic))
    low, high = np.quantile(drawn, tails)
    return Estimate(observed, float(low), float(high), n, method, se=float(np.std(drawn, ddof=1)))


def _check(people: np.ndarray, kind: str, draws: int) -> None:
    if kind not in KINDS or draws < 1:
        raise ParameterError(
            "The kind of bootstrap is unknown, or there is nothing to draw.",
            where=f"kind: {kind}, draws: {draws}",
            remedy=f"Use one of {', '.join(KINDS)}, and at least one draw.",
        )
    if not np.isfinite(people).all():
        raise ParameterError(
            "A value to resample is missing or without bound.",
            where="people",
            remedy="Leave incomplete people out before, and say how many they are.",
        )


def _refused(n: int, method: str, caution: Caution) -> Estimate:
    return Estimate(math.nan, math.nan, math.nan, n, method, cautions=(caution,))


def _resampled(
    people: np.ndarray, statistic: Measured, draws: int, seed: int | np.random.Generator
) -> Iterator[np.ndarray]:
    rng = np.random.default_rng(seed)
    n, batch = len(people), max(1, _BATCH_NUMBERS // people.size)
    for start in range(0, draws, batch):
        rows = rng.integers(0, n, (min(batch, draws - start), n))
        yield np.asarray(statistic(people[rows]), dtype="float64")


def _acceleration(people: np.ndarray, statistic: Measured) -> float:
    """Skewness of the statistic, from leaving out one person at a time."""
    n, batch = len(people), max(1, _BATCH_NUMBERS // people.size)
    parts = []
    for start in range(0, n, batch):
        left_out = np.arange(start, min(start + batch, n))[:, np.newaxis]
        rows = np.arange(n - 1)[np.newaxis]
        with np.errstate(divide="ignore", invalid="ignore"):
            parts.append(statistic(people[rows + (rows >= left_out)]))
    without = np.concatenate(parts)
    off = without.mean() - without
    spread = float((off**2).sum())
    return float((off**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0


def _adjusted(tails: np.ndarray, bias: float, acceleration: float) -> np.ndarray:
    shifted = bias + ndtri(tails)
    return ndtr(bias + shifted / (1 - acceleration * shifted))
