"""Persons in units: the order of rows in which both are runs of neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from nrs_lib.errors import ParameterError


@dataclass(frozen=True, eq=False)
class Nesting:
    """Rows sorted by unit, then person.

    Attributes
    ----------
    order
        Positions of the rows in that order.
    person_starts
        First sorted row of each person.
    sizes
        Rows of each person.
    unit_starts
        First person of each unit.
    units
        Names of the units, in their order; one empty name where there are none.
    """

    order: np.ndarray
    person_starts: np.ndarray
    sizes: np.ndarray
    unit_starts: np.ndarray
    units: tuple[str, ...]

    @property
    def n_persons(self) -> int:
        """How many persons there are."""
        return len(self.person_starts)

    @property
    def people(self) -> np.ndarray:
        """Number of the person of each row, the rows as they were given."""
        found = np.empty(len(self.order), dtype="int64")
        found[self.order] = np.repeat(np.arange(self.n_persons), self.sizes)
        return found

    @property
    def persons_per_unit(self) -> np.ndarray:
        """How many persons each unit has."""
        return np.diff(self.unit_starts, append=self.n_persons)


def nest(persons: pd.Series | None, units: pd.Series | None, n: int) -> Nesting:
    """Sort `n` rows by unit and person.

    Parameters
    ----------
    persons
        Person of each row; every row is a person of its own when left out.
    units
        Unit of each row; one unit for all when left out.

    Raises
    ------
    ParameterError
        A person has rows in more than one unit.
    """
    person = np.arange(n) if persons is None else pd.factorize(persons)[0].astype("int64")
    names: list[str] = [""]
    unit = np.zeros(n, dtype="int64")
    if units is not None:
        unit, labels = pd.factorize(units, sort=True)
        unit, names = unit.astype("int64"), [str(label) for label in labels]
    order = np.lexsort((person, unit))
    person, unit = person[order], unit[order]
    is_first = np.ones(n, dtype=bool)
    is_first[1:] = (person[1:] != person[:-1]) | (unit[1:] != unit[:-1])
    starts = np.flatnonzero(is_first)
    wandering = len(starts) - len(np.unique(person))
    if wandering:
        raise ParameterError(
            "Persons have answers in more than one unit, and the model nests each in one.",
            where=f"{wandering} changes of unit",
            remedy="Let the episode be the person (person='episode_id'), or leave out the unit.",
        )
    unit_of_person = unit[starts]
    return Nesting(
        order=order,
        person_starts=starts,
        sizes=np.diff(starts, append=n),
        unit_starts=np.searchsorted(unit_of_person, np.arange(len(names) if n else 0)),
        units=tuple(names),
    )
