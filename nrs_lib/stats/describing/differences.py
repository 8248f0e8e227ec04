"""Standardised differences: how unlike two groups are, free of units and of their size."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import ndtri

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import DefinitionError, ParameterError
from nrs_lib.stats.estimates import Estimate

NUMERIC, BINARY, CATEGORY = "numeric", "binary", "category"
KINDS = (NUMERIC, BINARY, CATEGORY)
FORM = "yang_dalton"


@dataclass(frozen=True)
class Balance:
    """How unlike groups are in one variable, pair by pair.

    Attributes
    ----------
    pairs
        The difference of each pair, first group minus second, under the pair's names.
    largest
        The pair that is least alike; missing where no pair has a difference.
    is_balanced
        Whether every pair is closer than the convention ``smd_balanced_below``; missing
        where a pair has no difference, which is no sign of balance.
    """

    variable: str
    pairs: Mapping[tuple[str, str], Estimate]

    @property
    def largest(self) -> tuple[str, str] | None:
        sizes = {pair: abs(one.estimate) for pair, one in self.pairs.items()}
        known = {pair: size for pair, size in sizes.items() if not math.isnan(size)}
        return max(known, key=known.__getitem__) if known else None

    @property
    def is_balanced(self) -> bool | None:
        sizes = [abs(one.estimate) for one in self.pairs.values()]
        if not sizes or any(math.isnan(size) for size in sizes):
            return None
        return max(sizes) < float(get("smd_balanced_below").value)


def standardised_difference(
    first: object,
    second: object,
    *,
    kind: str,
    levels: Sequence[object] = (),
    about: str = "",
    confidence: float | None = None,
) -> Estimate:
    """Difference of two groups in units of their common spread.

    Parameters
    ----------
    first, second
        Answers of the people in each group; missing ones are left out.
    kind
        ``numeric``: difference of means over the root of the mean of the two sample
        variances. ``binary`` (true, false): difference of shares over the root of the mean
        of the two binomial variances. ``category``: Mahalanobis distance between the
        shares in all levels, never negative.
    levels
        All levels of a category; those that neither group uses are passed over. Taken from
        the answers when left out.
    about
        What the answers are, for the cautions.

    Returns
    -------
    Estimate
        First minus second, n of both together. The interval exists for numbers only, with
        variance (n1 + n2)/(n1 n2) + d²/(2 (n1 + n2)). Refused with too few answers, without
        spread in either group, and where the answers are wholly apart.

    Raises
    ------
    ParameterError
        The kind is unknown, or an answer is none of the levels.

    References
    ----------
    Austin 2009, doi:10.1002/sim.3697; Yang and Dalton, SAS Global Forum 2012, paper 335;
    Hedges and Olkin, Statistical Methods for Meta-Analysis, 1985, for the interval.
    """
    if get("smd_form").value != FORM:
        raise DefinitionError(
            "The form of standardised differences is not known.",
            where="conventions.yaml: smd_form",
            remedy=f"Use {FORM}.",
        )
    if kind not in KINDS:
        raise ParameterError(
            "The kind of variable is unknown.",
            where=f"{about}: {kind}",
            remedy=f"Use one of {', '.join(KINDS)}.",
        )
    one, other = pd.Series(first).dropna(), pd.Series(second).dropna()
    n, least = len(one) + len(other), 2 if kind == NUMERIC else 1
    method = f"smd_{kind}"

    def refused(code: str, **facts: object) -> Estimate:
        said = (Caution.of(code, about, **facts),)
        return Estimate(math.nan, math.nan, math.nan, n, method, cautions=said)

    if min(len(one), len(other)) < least:
        return refused("too_few", n=min(len(one), len(other)), least=least)
    if kind == CATEGORY:
        shares = _shares(one, other, levels, about)
        if len(shares[0]) < 2:
            return refused("no_spread")
        # One share follows from the rest, so the first level is left out of the distance.
        distance = _mahalanobis((shares[0] - shares[1])[1:], _covariance(*shares)[1:, 1:])
        return refused("smd_apart") if distance is None else _bare(distance, n, method)
    # A yes is a 1 in the formula: its binomial variance is that of 0 and 1 over n.
    values = [numbers_of(part, kind=kind, about=about) for part in (one, other)]
    degrees = 1 if kind == NUMERIC else 0
    variance = np.mean([np.var(part, ddof=degrees) for part in values])
    difference = values[0].mean() - values[1].mean()
    # Equal values leave a variance of rounding size, which must not be divided by.
    scale = max(float(np.abs(part).max()) for part in values)
    if not variance > (1e-12 * scale) ** 2:
        return refused("no_spread" if abs(difference) <= 1e-12 * scale else "smd_apart")
    found = float(difference / math.sqrt(variance))
    if kind == BINARY:
        return _bare(found, n, method)
    level = float(get("confidence_level").value) if confidence is None else confidence
    sizes = len(one), len(other)
    se = math.sqrt(n / (sizes[0] * sizes[1]) + found**2 / (2 * n))
    half = float(ndtri(0.5 + level / 2)) * se
    return Estimate(found, found - half, found + half, n, method, se=se)


def numbers_of(answers: pd.Series, *, kind: str, about: str) -> np.ndarray:
    """Answers without missing ones as floats, yes as 1.

    Raises
    ------
    ParameterError
        An answer is no number, or in a binary variable neither true nor false; the message
        names the variable and never the answer.
    """
    found = pd.to_numeric(answers, errors="coerce").to_numpy("float64", na_value=np.nan)
    if np.isnan(found).any() or (kind == BINARY and not np.isin(found, (0.0, 1.0)).all()):
        raise ParameterError(
            f"A {kind} variable has answers of another kind.",
            where=about or "first, second",
            remedy="Give numbers for numeric, true and false for binary, or name it a category.",
        )
    return found


def _bare(found: float, n: int, method: str) -> Estimate:
    return Estimate(found, math.nan, math.nan, n, method)


def _shares(
    one: pd.Series, other: pd.Series, levels: Sequence[object], about: str
) -> tuple[np.ndarray, np.ndarray]:
    used = set(one) | set(other)
    if levels and used - set(levels):
        raise ParameterError(
            "An answer is none of the levels.",
            where=about or "levels",
            remedy="Declare every level, or make the others missing.",
        )
    known = [level for level in (levels or sorted(used, key=str)) if level in used]
    return tuple(
        part.value_counts(normalize=True).reindex(known, fill_value=0.0).to_numpy("float64")
        for part in (one, other)
    )


def _covariance(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return sum(np.diag(share) - np.outer(share, share) for share in (one, other)) / 2


def _mahalanobis(apart: np.ndarray, spread: np.ndarray) -> float | None:
    """Distance; missing where the difference points where there is no spread at all.

    A generalised inverse would drop that direction and print a small number for groups
    that share no answer.
    """
    values, vectors = np.linalg.eigh(spread)
    along = vectors.T @ apart
    has = values > 1e-12
    if (np.abs(along[~has]) > 1e-9).any():
        return None
    return float(math.sqrt(np.sum(along[has] ** 2 / values[has])))


def balance(
    groups: Mapping[str, object],
    *,
    variable: str,
    kind: str,
    levels: Sequence[object] = (),
) -> Balance:
    """Standardised difference of every pair of groups in one variable.

    Parameters
    ----------
    groups
        Answers of the people in each group.
    variable, kind, levels
        As for `standardised_difference`.
    """
    return Balance(
        variable,
        {
            (first, second): standardised_difference(
                groups[first], groups[second], kind=kind, levels=levels, about=variable
            )
            for first, second in combinations(groups, 2)
        },
    )
