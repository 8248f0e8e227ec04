"""The variables of an imputation as columns that stay whole while they are filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from nrs_lib.contracts.cautions import Caution
from nrs_lib.contracts.conventions import get
from nrs_lib.errors import ParameterError
from nrs_lib.stats.missing_followup.incomplete import (
    CATEGORY,
    FLAG,
    NUMBER,
    SHARE,
    Incomplete,
    auxiliary_kinds,
    usable,
)
from nrs_lib.stats.units.dependence import dependent_columns

OUTCOME, START, UNITS = "value at follow-up", "value at start", "unit"
IGNORED, FIXED, MEANS = "ignored", "fixed", "means"
UNIT_WAYS = (IGNORED, FIXED, MEANS)


@dataclass(frozen=True, eq=False)
class Part:
    """One variable: its values, who lacks them, and how it looks as columns.

    Attributes
    ----------
    name, kind
        ``number``, ``flag``, ``category`` or ``ordered``.
    values
        As floats (a category by the place of its level), missing as NaN.
    """

    name: str
    kind: str
    values: np.ndarray

    # A chain asks for these in every cycle of every imputation.
    @cached_property
    def lacks(self) -> np.ndarray:
        return np.isnan(self.values)

    @cached_property
    def missing_at(self) -> np.ndarray:
        return np.flatnonzero(self.lacks)

    @cached_property
    def known_at(self) -> np.ndarray:
        return np.flatnonzero(~self.lacks)

    @cached_property
    def known(self) -> np.ndarray:
        return self.values[self.known_at]

    @cached_property
    def levels(self) -> int:
        return int(np.nanmax(self.values)) + 1 if self.kind == CATEGORY else 0

    @cached_property
    def level_places(self) -> np.ndarray:
        """Levels with a column of their own: all that are there but the largest."""
        places, sizes = np.unique(self.known, return_counts=True)
        return places[places != places[np.argmax(sizes)]]

    def columns(self, values: np.ndarray) -> np.ndarray:
        """Columns of filled values, with mean 0 and spread 1 among those who have them."""
        middle, spread = self._scale
        if self.kind != CATEGORY:
            return ((values - middle) / spread)[:, None]
        marks = (values[:, None] == self.level_places).astype("float64")
        return (marks - middle) / spread

    @cached_property
    def _scale(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and spread of its columns among those who have it."""
        if self.kind != CATEGORY:
            return self.known.mean(), self.known.std()
        shares = (self.known[:, None] == self.level_places).mean(axis=0)
        return shares, np.sqrt(shares * (1 - shares))


@dataclass(frozen=True, eq=False)
class Variables:
    """All variables of an imputation, those with fewest missing first.

    Attributes
    ----------
    parts
        Outcome and start among them.
    fixed
        Columns that nobody lacks and that are never filled, such as units.
    is_monotone
        Whether who lacks a variable lacks all after it too.
    merged
        Small units that count as one.
    cautions
        What is left out.
    """

    parts: tuple[Part, ...]
    fixed: np.ndarray
    is_monotone: bool
    merged: int
    cautions: tuple[Caution, ...]

    @property
    def incomplete(self) -> float:
        """Share of people who lack any."""
        return float(np.logical_or.reduce([part.lacks for part in self.parts]).mean())


def gather(data: Incomplete, *, units: str) -> Variables:
    """Bring outcome, start and auxiliaries into one order of filling.

    Raises
    ------
    ParameterError
        The way of treating units is unknown, or the units are.
    """
    if units not in UNIT_WAYS or (units != IGNORED and data.units is None):
        raise ParameterError(
            "Units cannot be treated so in the imputation.",
            where=f"units: {units}",
            remedy=f"Use one of {', '.join(UNIT_WAYS)}, and give the unit of each but for the "
            "first.",
        )
    kinds = auxiliary_kinds(data.auxiliaries)
    kept, said = usable(data.coded(), data.measure)
    found = {START: data.start} if data.start is not None else {}
    # An auxiliary that is the start value would be there twice.
    kept = {
        name: values
        for name, values in kept.items()
        if data.start is None or not np.array_equal(values, data.start, equal_nan=True)
    }
    parts = [Part(name, NUMBER, values) for name, values in found.items() if _varies(values)]
    parts += [Part(name, kinds[name], values) for name, values in kept.items()]
    parts.append(Part(OUTCOME, FLAG if data.kind == SHARE else NUMBER, data.values))
    parts, dependent = _independent(parts, data.measure)
    # Of equally incomplete ones the outcome is last, so that it sees all the others.
    parts.sort(key=lambda part: (int(part.lacks.sum()), part.name == OUTCOME, part.name))
    fixed, merged = _unit_columns(data, parts, units)
    return Variables(tuple(parts), fixed, _is_monotone(parts), merged, (*said, *dependent))


def _varies(values: np.ndarray) -> bool:
    known = values[~np.isnan(values)]
    return len(known) > 0 and float(np.ptp(known)) > 0


def _independent(parts: list[Part], measure: str) -> tuple[list[Part], tuple[Caution, ...]]:
    """Leave out auxiliaries that follow from the others among those who have all."""
    others = [part for part in parts if part.name != OUTCOME]
    whole = ~np.logical_or.reduce([part.lacks for part in others] or [np.zeros(0, dtype=bool)])
    names, blocks = ["intercept"], [np.ones((int(whole.sum()), 1))]
    for part in others:
        block = part.columns(part.values[whole]) if whole.any() else np.empty((0, 1))
        names += [part.name] * block.shape[1]
        blocks.append(block)
    if whole.sum() <= len(names):
        return parts, ()
    out = set(dependent_columns(np.hstack(blocks), names))
    # A category loses no level that its own others leave open: it is out if all its columns are.
    out = {name for name in out if name != START and names.count(name) == 1}
    said = Caution.of("auxiliaries_collinear", measure, columns=", ".join(sorted(out)))
    return [part for part in parts if part.name not in out], ((said,) if out else ())


def _is_monotone(parts: Sequence[Part]) -> bool:
    return all(not (before.lacks & ~after.lacks).any() for before, after in pairwise(parts))


def _unit_columns(data: Incomplete, parts: Sequence[Part], units: str) -> tuple[np.ndarray, int]:
    if units == IGNORED:
        return np.empty((len(data.values), 0)), 0
    places = np.unique(np.asarray(data.units).astype("str"), return_inverse=True)[1]
    count = int(places.max()) + 1
    if units == FIXED:
        answers = np.bincount(places[data.is_known], minlength=count)
        own = np.flatnonzero(answers >= int(get("case_mix_least_level").value))
        merged = count - len(own)
        # Without small units the largest is what the others are compared with.
        shown = own if merged else np.delete(own, np.argmax(answers[own]))
        return (places[:, None] == shown).astype("float64"), merged
    numbers = [part for part in parts if part.name != OUTCOME and part.kind != CATEGORY]
    made = [_means(part.values, places, count) for part in numbers]
    return np.column_stack(made) if made else np.empty((len(places), 0)), 0


def _means(values: np.ndarray, places: np.ndarray, count: int) -> np.ndarray:
    known = ~np.isnan(values)
    sums = np.bincount(places[known], weights=values[known], minlength=count)
    sizes = np.bincount(places[known], minlength=count)
    means = np.where(sizes > 0, sums / np.maximum(sizes, 1), values[known].mean())
    # Sums differ in their last digits with the order of rows; what is drawn must not.
    return np.round(means, 9)[places]


def standard(numbers: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and spread 1; those without spread are left out."""
    spread = numbers.std(axis=0)
    keep = spread > 0
    return (numbers[:, keep] - numbers[:, keep].mean(axis=0)) / spread[keep]


def arrangement(variables: Variables) -> np.ndarray:
    """An order of people that depends on their values alone, not on the order of rows."""
    keys: Mapping[int, np.ndarray] = dict(enumerate(part.values for part in variables.parts))
    columns = [*keys.values(), *variables.fixed.T]
    return np.lexsort([np.where(np.isnan(one), np.inf, one) for one in columns])
