"""An outcome that some lack, with what else is known of everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.terms import Direction

MEAN, CHANGE, SHARE = "mean", "change", "share"
NUMBER, FLAG, CATEGORY, ORDERED = "number", "flag", "category", "ordered"
KINDS = (NUMBER, FLAG, CATEGORY, ORDERED)


@dataclass(frozen=True)
class Auxiliary:
    """One variable that may explain who is lost, or what their outcome is.

    Attributes
    ----------
    name
        Column of the frame.
    kind
        ``number``, ``flag`` (1 or 0), ``category``, or ``ordered``: a category whose levels
        are steps in order.
    levels
        All levels, in order for ``ordered``; those that are there when left out.
    """

    name: str
    kind: str
    levels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ParameterError(
                "The kind of variable is unknown.",
                where=f"{self.name}: {self.kind}",
                remedy=f"Use one of {', '.join(KINDS)}.",
            )


@dataclass(frozen=True, eq=False)
class Incomplete:
    """One outcome of everybody who was due, one place per person (or episode).

    Attributes
    ----------
    measure
        What the outcome is.
    kind
        ``mean`` of the value, ``change``: mean of value less start, or ``share`` of 1 among
        1 and 0.
    values
        Value at the follow-up; missing for who was lost.
    start
        For a change: the same scale at the start; may be missing.
    frame, auxiliaries
        The other variables, one row per person, and what each is.
    units
        The unit of each, where known.
    direction
        Which way is better.
    bounds
        Lowest and highest value of the scale; none where it has no ends.
    important
        Smallest change that matters, in the scale's unit, where it is known.
    """

    measure: str
    kind: str
    values: np.ndarray
    frame: pd.DataFrame
    auxiliaries: tuple[Auxiliary, ...]
    start: np.ndarray | None = None
    units: np.ndarray | None = None
    direction: Direction = Direction.NEUTRAL
    bounds: tuple[float, float] | None = None
    important: float | None = None
    cautions: tuple[Caution, ...] = field(default=())

    def __post_init__(self) -> None:
        def fail(what: str, where: str, remedy: str) -> None:
            raise ParameterError(what, where=f"{self.measure}: {where}", remedy=remedy)

        if self.kind not in (MEAN, CHANGE, SHARE):
            fail("The kind of outcome is unknown.", self.kind, "Use mean, change or share.")
        if (self.start is None) == (self.kind == CHANGE):
            fail("A change has a start value, and nothing else has.", "start", "See kind.")
        parts = [self.frame, *(one for one in (self.start, self.units) if one is not None)]
        if any(len(part) != len(self.values) for part in parts):
            fail("The parts are of different lengths.", "values", "Give one place per person.")
        known = self.values[~np.isnan(self.values)]
        if self.kind == SHARE and not np.isin(known, (0.0, 1.0)).all():
            fail("An outcome of a share is neither 0 nor 1.", "values", "Give 0, 1 or missing.")
        for one in self.auxiliaries:
            if one.name not in self.frame:
                fail("A variable is not there.", one.name, "Name a column of the frame.")

    @property
    def outcome(self) -> np.ndarray:
        """What is averaged: the value, or its change from the start; missing if unknown."""
        return self.values if self.start is None else self.values - self.start

    @property
    def is_known(self) -> np.ndarray:
        """Whose outcome is known."""
        return ~np.isnan(self.outcome)

    @property
    def is_lost(self) -> np.ndarray:
        """Who has no value at the follow-up."""
        return np.isnan(self.values)

    @property
    def worse(self) -> float:
        """1 where higher is worse, -1 where higher is better, 0 where neither is said."""
        return {Direction.HIGHER_WORSE: 1.0, Direction.HIGHER_BETTER: -1.0}.get(self.direction, 0.0)

    def coded(self) -> dict[str, np.ndarray]:
        """Auxiliaries as floats, missing as NaN: numbers, 1 and 0, or the place of the level.

        Raises
        ------
        ParameterError
            A value is of another kind than said, or none of the levels; never named.
        """
        return {one.name: _coded(self.frame[one.name], one) for one in self.auxiliaries}


def _coded(column: pd.Series, auxiliary: Auxiliary) -> np.ndarray:
    is_known = column.notna().to_numpy()
    found = np.full(len(column), np.nan)
    if auxiliary.kind in (CATEGORY, ORDERED):
        levels = auxiliary.levels or levels_of(column)
        places = pd.Index(levels).get_indexer(column[is_known].astype("object"))
        wrong = bool((places < 0).any())
        found[is_known] = places
    else:
        numbers = pd.to_numeric(column, errors="coerce").to_numpy("float64", na_value=np.nan)
        wrong = bool(np.isnan(numbers[is_known]).any())
        found[is_known] = numbers[is_known]
        wrong |= auxiliary.kind == FLAG and not np.isin(numbers[is_known], (0.0, 1.0)).all()
    if wrong:
        raise ParameterError(
            f"A {auxiliary.kind} has a value of another kind.",
            where=auxiliary.name,
            remedy="Correct the kind, or declare all levels.",
        )
    return found


def levels_of(column: pd.Series) -> tuple[str, ...]:
    """Levels of a category that are there, sorted."""
    return tuple(sorted(column.dropna().astype("object").unique(), key=str))


def usable(
    coded: Mapping[str, np.ndarray], measure: str
) -> tuple[Mapping[str, np.ndarray], tuple[Caution, ...]]:
    """Leave out variables that too few have, or that are equal for all, and say so."""
    least = int(get("followup_least_per_group").value)
    kept, out = {}, []
    for name, values in coded.items():
        known = values[~np.isnan(values)]
        if len(known) < least or np.ptp(known) == 0:
            out.append(name)
        else:
            kept[name] = values
    said = (Caution.of("auxiliaries_left_out", measure, columns=", ".join(out)),) if out else ()
    return kept, said


def auxiliary_kinds(auxiliaries: Sequence[Auxiliary]) -> Mapping[str, str]:
    """Kind of each variable by name."""
    return {one.name: one.kind for one in auxiliaries}
