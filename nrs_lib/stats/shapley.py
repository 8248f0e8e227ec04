"""A change split exactly into what made it, by averaging over every order of the causes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import combinations

from nrs_lib.errors import ParameterError

MOST_FACTORS = 6


def split(factors: Sequence[str], value: Callable[[frozenset[str]], float]) -> dict[str, float]:
    """Split a change by its factors, counting every subset once.

    A factor that never changes the number gets exactly 0; two factors that do the same get
    the same; the order of the factors has no influence.

    Parameters
    ----------
    factors
        Names of what changed, at most `MOST_FACTORS`.
    value
        The number when only some factors have changed. Asked once for every subset.

    Returns
    -------
    dict
        By factor, what it adds on average over all orders in which the factors could have
        changed. Together exactly the number with all of them changed less that with none.

    Raises
    ------
    ParameterError
        There are too many factors, one stands twice, or the number does not exist when only
        some of them have changed: then no order is fair, and the message names them.

    References
    ----------
    Shapley 1953, doi:10.1515/9781400881970-018; for decompositions Shorrocks 2013,
    doi:10.1007/s10888-011-9214-z.
    """
    if len(factors) > MOST_FACTORS or len(set(factors)) < len(factors):
        raise ParameterError(
            "A change cannot be split by these factors.",
            where=", ".join(factors),
            remedy=f"Give at most {MOST_FACTORS}, each once.",
        )
    values = {
        frozenset(some): value(frozenset(some))
        for size in range(len(factors) + 1)
        for some in combinations(factors, size)
    }
    for some, found in values.items():
        if not math.isfinite(found):
            raise ParameterError(
                "The number does not exist when only some of the factors have changed, so the "
                "change cannot be split fairly.",
                where=f"changed alone: {', '.join(sorted(some)) or 'nothing'}",
                remedy="Choose a longer period or a larger group; there is nobody to count.",
            )
    n = len(factors)
    weights = [
        math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n) for size in range(n)
    ]
    return {
        factor: math.fsum(
            weights[len(some)] * (values[some | {factor}] - found)
            for some, found in values.items()
            if factor not in some
        )
        for factor in factors
    }
