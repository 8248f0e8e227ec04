"""The day on which a patient reaches pension age, by year of birth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence

FILE = "pension_age.yaml"
_FIRST_YEAR, _LAST_YEAR = 1, 9999


@dataclass(frozen=True)
class PensionAge:
    """Pension age in whole years of those born from one year to another, both included."""

    born_from: int
    born_to: int
    age: int
    evidence: Evidence
    reference: str


@cache
def read_pension_ages(path: Path | None = None) -> tuple[PensionAge, ...]:
    """Pension ages, the earliest birth years first.

    Raises
    ------
    DefinitionError
        Birth years overlap or leave a gap, or a later year has a lower age.
    """
    path = path or definitions() / FILE
    raw = read_definition(path, schema=definitions() / "pension_age.schema.json")
    ages = tuple(
        PensionAge(
            part.get("born_from", _FIRST_YEAR),
            part.get("born_to", _LAST_YEAR),
            part["age"],
            Evidence(part["evidence"]),
            part["reference"],
        )
        for part in raw["ages"]
    )
    has_gap = any(later.born_from != earlier.born_to + 1 for earlier, later in pairwise(ages))
    if has_gap or ages[0].born_from != _FIRST_YEAR or ages[-1].born_to != _LAST_YEAR:
        raise DefinitionError(
            "Birth years overlap or leave a gap.",
            where=f"{path.name}: ages",
            remedy="Let each part begin the year after the one before; leave out born_from of "
            "the first and born_to of the last.",
        )
    if any(later.age < earlier.age for earlier, later in pairwise(ages)):
        # Cutting at the earliest possible birthday is only safe while ages never fall.
        raise DefinitionError(
            "A later birth year has a lower pension age.",
            where=f"{path.name}: ages",
            remedy="Correct the ages; they may stay or rise.",
        )
    return ages


def pension_starts(born: np.ndarray) -> np.ndarray:
    """The first day on which pension age counts as reached.

    Parameters
    ----------
    born
        Birth dates, datetime64[D].

    Returns
    -------
    numpy.ndarray
        datetime64[D]: the first day of the month in which the age of the birth year is
        reached; NaT for an unknown birth date.

    References
    ----------
    Socialförsäkringsbalken (2010:110) 33 kap. 16 §; ages as ``pension_age.yaml`` cites them.
    """
    born = np.asarray(born, dtype="datetime64[D]")
    ages = read_pension_ages()
    years = born.astype("datetime64[Y]").astype("int64") + 1970
    known = ~np.isnat(born)
    last_years = np.array([part.born_to for part in ages])
    of_part = np.array([part.age for part in ages])
    part = np.searchsorted(last_years, np.where(known, years, _FIRST_YEAR))
    months = born.astype("datetime64[M]") + 12 * of_part[part].astype("timedelta64[M]")
    return months.astype("datetime64[D]")
