"""Whether categories are as common after as before, in the same people.

The people are the same, so an ordinary chi-square test of two distributions is wrong: it
takes them for strangers. These tests rest on those who moved.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr, chdtrc

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.estimates import Estimate


@dataclass(frozen=True)
class Homogeneity:
    """A test of equal margins.

    Attributes
    ----------
    chi_square
        With its degrees of freedom; NaN for an exact test.
    p_value
        From 0 to 1; two-sided.
    n, n_moved
        People, and those who changed category; only they tell anything.
    method
        Key of the test.
    cautions
        What a reader must be told.
    """

    chi_square: Estimate
    p_value: Estimate
    n: int
    n_moved: int
    method: str
    cautions: tuple[Caution, ...]


def stuart_maxwell(counts: np.ndarray, *, about: str = "") -> Homogeneity:
    """Stuart's and Maxwell's test of equal margins.

    Parameters
    ----------
    counts
        Square table of people, before by after, whole numbers.
    about
        Named by the cautions.

    Returns
    -------
    Homogeneity
        A category that nobody enters or leaves, and each further group of categories between
        which nobody moves, takes a degree of freedom away. Where nobody moved there is no
        test, and a caution says so.

    References
    ----------
    Stuart 1955, doi:10.1093/biomet/42.3-4.412; Maxwell 1970, doi:10.1192/bjp.116.535.651.
    """
    counts = _checked(counts)
    found, df = _quadratic(counts)
    return _by_chi_square(counts, found, df, "stuart_maxwell", about)


def bhapkar(counts: np.ndarray, *, about: str = "") -> Homogeneity:
    """Bhapkar's test of equal margins, with the covariance under the alternative.

    Never smaller than Stuart's and Maxwell's statistic Q: with N people it is Q / (1 - Q/N).
    Where Q equals N it has no value, and the test is refused.

    References
    ----------
    Bhapkar 1966, doi:10.1080/01621459.1966.10502021.
    """
    counts = _checked(counts)
    found, df = _quadratic(counts)
    n = int(counts.sum())
    if df and found >= n * (1 - 1e-12):
        return _refused(counts, "bhapkar", Caution.of("all_moved_one_way", about, n=n))
    return _by_chi_square(counts, found / (1 - found / n) if df else 0.0, df, "bhapkar", about)


def mcnemar(counts: np.ndarray, *, exact: bool | None = None, about: str = "") -> Homogeneity:
    """McNemar's test for two categories.

    Parameters
    ----------
    counts
        Two by two.
    exact
        Binomial test on those who moved. When not given, exact where fewer moved than
        ``mcnemar_exact_below``, else chi-square without continuity correction.

    Raises
    ------
    ParameterError
        The table is not two by two.

    References
    ----------
    McNemar 1947, doi:10.1007/BF02295996.
    """
    counts = _checked(counts)
    if counts.shape != (2, 2):
        raise ParameterError(
            "McNemar's test is for two categories.",
            where=f"counts: {counts.shape[0]} categories",
            remedy="Use stuart_maxwell, or put categories together with Transitions.at_most.",
        )
    there, back = int(counts[0, 1]), int(counts[1, 0])
    moved = there + back
    if exact is None:
        exact = moved < get("mcnemar_exact_below").value
    if not exact or not moved:
        found, df = _quadratic(counts)
        return _by_chi_square(counts, found, df, "mcnemar", about)
    p = min(1.0, 2 * float(bdtr(min(there, back), moved, 0.5)))
    n = int(counts.sum())
    return Homogeneity(
        Estimate(math.nan, math.nan, math.nan, n, "mcnemar_exact"),
        Estimate(p, math.nan, math.nan, n, "mcnemar_exact"),
        n,
        moved,
        "mcnemar_exact",
        (),
    )


def marginal_homogeneity(counts: np.ndarray, *, about: str = "") -> Homogeneity:
    """McNemar's test for two categories, Stuart's and Maxwell's for more."""
    test = mcnemar if np.shape(counts) == (2, 2) else stuart_maxwell
    return test(counts, about=about)


def _checked(counts: np.ndarray) -> np.ndarray:
    table = np.asarray(counts, dtype="float64")
    is_square = table.ndim == 2 and table.shape[0] == table.shape[1] >= 2
    if not is_square or not np.isfinite(table).all() or (table < 0).any() or (table % 1).any():
        raise ParameterError(
            "The table is not a square one of whole numbers.",
            where="counts",
            remedy="Give people by category before (rows) and after (columns), 0 where nobody is.",
        )
    return table


def _quadratic(counts: np.ndarray) -> tuple[float, int]:
    moved = counts + counts.T
    np.fill_diagonal(moved, 0)
    difference = counts.sum(axis=1) - counts.sum(axis=0)
    # The covariance is the Laplacian of who moved between which categories: its rank is the
    # number of categories less the number of groups that nobody moves between.
    covariance = np.diag(moved.sum(axis=1)) - moved
    df = int(np.linalg.matrix_rank(covariance, hermitian=True))
    inverse = np.linalg.pinv(covariance, hermitian=True)
    return float(difference @ inverse @ difference), df


def _by_chi_square(
    counts: np.ndarray, found: float, df: int, method: str, about: str
) -> Homogeneity:
    n, moved = int(counts.sum()), int(counts.sum() - np.trace(counts))
    if df == 0:
        return _refused(counts, method, Caution.of("nobody_moved", about, n=n))
    cautions = []
    if df < len(counts) - 1:
        cautions.append(Caution.of("unmoved_categories", about, df=df, full=len(counts) - 1))
    least = get("mcnemar_exact_below").value
    if moved < least:
        cautions.append(Caution.of("few_moved", about, n=moved, least=least))
    p = float(chdtrc(df, found))
    return Homogeneity(
        Estimate(found, math.nan, math.nan, n, method, df=df),
        Estimate(p, math.nan, math.nan, n, method, df=df),
        n,
        moved,
        method,
        tuple(cautions),
    )


def _refused(counts: np.ndarray, method: str, caution: Caution) -> Homogeneity:
    n, moved = int(counts.sum()), int(counts.sum() - np.trace(counts))
    nothing = Estimate(math.nan, math.nan, math.nan, n, method, cautions=(caution,))
    return Homogeneity(nothing, nothing, n, moved, method, (caution,))
