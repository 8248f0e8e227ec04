"""How squared residuals become a covariance of coefficients."""

from __future__ import annotations

from enum import StrEnum

from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError


class RobustKind(StrEnum):
    """Which robust covariance.

    HC0, HC1, HC3 for independent rows: squared residuals as they are, times n/(n-p), over
    (1-leverage)². CR1, CR2 for clusters: CR1 times G/(G-1)·(n-1)/(n-p); CR2 each cluster's
    residuals over the root of what the model leaves of them, right in the mean where the
    model's own covariance is.
    """

    HC0 = "HC0"
    HC1 = "HC1"
    HC3 = "HC3"
    CR1 = "CR1"
    CR2 = "CR2"

    @property
    def is_clustered(self) -> bool:
        """Whether it takes clusters."""
        return self in (RobustKind.CR1, RobustKind.CR2)


def robust_kind(kind: str | None, *, is_clustered: bool) -> RobustKind:
    """The kind asked for, or that of the conventions.

    Raises
    ------
    ParameterError
        The kind is unknown, or fits rows in clusters where there are none, or the reverse.
    """
    if kind is None:
        kind = get("robust_clusters" if is_clustered else "robust_rows").value
    if kind not in list(RobustKind):
        raise ParameterError(
            "Robust standard errors are asked for by an unknown kind.",
            where="kind",
            remedy=f"Use one of {', '.join(RobustKind)}.",
        )
    kind = RobustKind(kind)
    if kind.is_clustered != is_clustered:
        raise ParameterError(
            "The kind of robust standard errors and the clusters do not fit each other.",
            where=f"kind {kind}",
            remedy="Name the column of clusters with CR1 or CR2, and none with HC0, HC1 or HC3.",
        )
    return kind
