"""Phases: stretches of a series that have limits of their own, each begun for a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nrs_lib.errors import ParameterError


@dataclass(frozen=True)
class Phase:
    """A change after which the series has new limits.

    Attributes
    ----------
    starts
        Code of the first period of the phase; the earliest period for the first phase.
    reason
        What changed, in words for readers. Limits are never moved without a reason, since a
        chart whose limits follow its points shows nothing.
    baseline
        Limits are computed from so many of the phase's first points, and hold for the rest;
        from all of them when missing.
    """

    starts: str
    reason: str
    baseline: int | None = None

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ParameterError(
                "A phase begins without a reason.",
                where=f"phase from {self.starts}",
                remedy="Say what changed in the care or in the counting.",
            )
        if self.baseline is not None and self.baseline < 2:
            raise ParameterError(
                "A baseline has too few points.",
                where=f"phase from {self.starts}: baseline",
                remedy="Give at least as many points as limits need, or leave it out.",
            )


def phase_numbers(periods: Sequence[str], phases: Sequence[Phase]) -> np.ndarray:
    """Number of the phase that each period belongs to, from 1.

    Parameters
    ----------
    periods
        Codes in order, each once.
    phases
        In order. The first may start with the first period, which gives the first phase its
        baseline; otherwise what comes before it is a phase of its own.

    Raises
    ------
    ParameterError
        A phase starts in no period of the series, or phases are not in order.
    """
    place = {period: at for at, period in enumerate(periods)}
    starts = []
    for phase in phases:
        if phase.starts not in place:
            raise ParameterError(
                "A phase starts in a period that the series does not have.",
                where=f"phases: {phase.starts}",
                remedy="Use the code of a period in the series.",
            )
        starts.append(place[phase.starts])
    if starts != sorted(set(starts)):
        raise ParameterError(
            "Phases are not in order, or two start in the same period.",
            where="phases",
            remedy="Give each its own first period, the earliest first.",
        )
    numbers = np.ones(len(periods), dtype=int)
    for at in starts:
        if at > 0:
            numbers[at:] += 1
    return numbers
