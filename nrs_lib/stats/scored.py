"""Where the scores behind a number come from, as keys of definitions."""

from __future__ import annotations

from collections.abc import Iterable

from nrs_lib.cohort.selection import Population


def scored_by(population: Population, scales: Iterable[str]) -> list[str]:
    """``scale:<code>`` for scores made from answers, ``exported:<code>`` for the registry's own.

    A report prints the scale's missing rule and source for the first kind only: how the
    registry computed its own scores is not known.
    """
    return [
        f"{'exported' if population.is_exported(code) else 'scale'}:{code}"
        for code in dict.fromkeys(scales)
    ]
