"""A unit's own numbers, computed once for all reports and kept for as long as its rows stand.

They are stored with the extract, as the national ones are, uncleared and inside the house.
The name of what is stored has the key of the unit's rows within reach of the period, which
alone they are made from; so a new extract takes over the numbers of every unit whose rows
there are the same, and computes those of the others.
"""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pandas as pd

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.periods import Period
from nrs_lib.cohort.selection import Population
from nrs_lib.contracts.cautions import Caution
from nrs_lib.places import outputs
from nrs_lib.reports.folders import aside_of
from nrs_lib.reports.orders import Failure
from nrs_lib.reports.reference import (
    checksum,
    elsewhere,
    fingerprints,
    in_one_table,
    read_sealed,
    read_unchanged,
    sealed,
    store_of,
)
from nrs_lib.reports.sections import SECTIONS, reach_of
from nrs_lib.reports.slices import KEY_SIGNS
from nrs_lib.reports.subjects import path_part
from nrs_lib.stats.estimates import Estimates
from nrs_lib.terms import Register

_SECTION = "section"
# A whole key and nothing more: the marks of unit SV1-2 are none of unit SV1.
_ANY_KEY = "[0-9a-f]" * KEY_SIGNS


def own_sections(
    extract: Extract, *, register: Register, unit_id: str, period: Period, folder: Path | None
) -> Mapping[str, Estimates] | None:
    """A unit's stored numbers by section; None where none are stored as they were made."""
    home = _home(folder or outputs(), extract.extract_id, register, period)
    for mark in home.glob(f"{unit_id}-{_ANY_KEY}.json"):
        # Who finds them cut short or changed on the disk computes them again.
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
            return _stored(mark)
    return None


def _stored(mark: Path) -> Mapping[str, Estimates]:
    told = read_sealed(mark)
    table = read_unchanged(mark.with_suffix(".parquet"), told["file"])
    # They were written one section after the other.
    lengths, first = Counter(table.pop(_SECTION).to_list()), 0
    found = {}
    for name, part in told["sections"].items():
        here = slice(first, first + lengths[name])
        first = here.stop
        found[name] = Estimates(
            table.iloc[here].reset_index(drop=True),
            tuple(part["definitions"]),
            tuple(Caution.from_dict(one) for one in part["cautions"]),
        )
    return found


def own_fingerprints(
    outputs: Path, *, extract_id: str, register: Register, unit_id: str, period: Period
) -> dict[str, str] | None:
    """A checksum of each section of a unit's stored numbers; None where none are stored."""
    for mark in _home(outputs, extract_id, register, period).glob(f"{unit_id}-{_ANY_KEY}.json"):
        with contextlib.suppress(OSError, ValueError):
            told = read_sealed(mark)
            return {name: part["sha256"] for name, part in told["sections"].items()}
    return None


def own_key(
    outputs: Path, *, extract_id: str, register: Register, unit_id: str, period: Period
) -> str | None:
    """The key of the rows that a unit's stored numbers are made from; None where none are."""
    for mark in _home(outputs, extract_id, register, period).glob(f"{unit_id}-{_ANY_KEY}.json"):
        return mark.stem[-KEY_SIGNS:]
    return None


@dataclass(frozen=True)
class OwnSections:
    """The task of computing the own numbers of some units of one register.

    Attributes
    ----------
    units
        Their ids, each with the key of its rows.
    """

    extract_id: str
    register: Register
    period: str
    units: Mapping[str, str]
    outputs: Path
    limit: float = 600
    line: ClassVar[None] = None

    def do(self, scratch: Path) -> None:
        """Compute and store what is not there; what fails is left to the reports to tell."""
        from nrs_lib.cohort.extracts import open_extract

        extract = open_extract(self.extract_id, folder=self.outputs)
        period = Period.parse(self.period)
        whole = _within_reach(extract, self.register, period)
        for unit_id, key in self.units.items():
            try:
                store_own(
                    extract,
                    register=self.register,
                    unit_id=unit_id,
                    key=key,
                    period=period,
                    folder=self.outputs,
                    whole=whole,
                )
            except Exception:
                continue

    def failed(self, failure: Failure) -> None:
        """Nothing to tell: each report computes what is not stored."""

    def is_worth_another(self, outcome: None) -> bool:
        """Never: see `failed`."""
        return False


def missing(
    extract: Extract,
    *,
    register: Register,
    period: Period,
    unit_ids: Iterable[str],
    keys: Mapping[str, str],
    folder: Path,
) -> dict[str, str]:
    """The units whose numbers must be computed, with their keys, once older ones are taken over."""
    home = _home(folder, extract.extract_id, register, period)
    left = {}
    for unit_id in unit_ids:
        name = f"{path_part(unit_id, where='unit')}-{keys[unit_id]}"
        if (home / f"{name}.json").is_file():
            continue
        [older, *_] = elsewhere(home / f"{name}.json", extract.extract_id, folder) or [None]
        if older is None:
            left[unit_id] = keys[unit_id]
            continue
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        for ending in (".parquet", ".json"):
            target = home / f"{name}{ending}"
            shutil.copyfile(older.with_suffix(ending), aside_of(target))
            aside_of(target).replace(target)
    return left


def store_own(
    extract: Extract,
    *,
    register: Register,
    unit_id: str,
    key: str,
    period: Period,
    folder: Path,
    whole: Population | None = None,
) -> None:
    """Compute a unit's numbers and store them; the mark comes last and makes them count.

    `whole` is its register, where that has been read already.
    """
    home = _home(folder, extract.extract_id, register, period)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    population = (whole or _within_reach(extract, register, period)).unit(unit_id)
    made = {name: section(population, period) for name, section in SECTIONS.items()}
    table = in_one_table(made)
    name = f"{path_part(unit_id, where='unit')}-{key}"
    aside = aside_of(home / name)
    whose = [section for section, part in made.items() for _ in range(len(part.table))]
    table.assign(**{_SECTION: pd.array(whose, dtype="str")}).to_parquet(aside, index=False)
    aside.replace(home / f"{name}.parquet")
    told = {"file": checksum(home / f"{name}.parquet"), "sections": fingerprints(made, table)}
    aside.write_text(sealed(told), encoding="utf-8")
    aside.replace(home / f"{name}.json")


def _within_reach(extract: Extract, register: Register, period: Period) -> Population:
    """A register's people as far as numbers of a period can rest on them."""
    return Population(reach_of(register, period).cut(extract), register=register)


def _home(outputs: Path, extract_id: str, register: Register, period: Period) -> Path:
    return store_of(outputs, extract_id) / str(register) / f"{period.code}-own"
