"""Keys of the rows that numbers are made from: the same key, the same numbers.

A row has a checksum, computed once for an extract; a key is over the checksums of some rows
in their order, and over all that decides the numbers beside the rows and the code: the day of
the extract, the definitions, where scores come from, and the versions of libraries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from pandas.util import hash_pandas_object

from nrs_lib.cohort.extracts import Extract
from nrs_lib.cohort.reach import Reach, sources
from nrs_lib.cohort.run_in import with_beginnings
from nrs_lib.places import definitions_checksum
from nrs_lib.reports.manifest import library_versions

KEY_SIGNS = 32


@dataclass(frozen=True)
class Keys:
    """The key of all rows of some kind, and of those of each unit."""

    all: str
    units: Mapping[str, str]


@dataclass(frozen=True)
class _Rows:
    """A table: a seal of its columns, a checksum of each row, and the place of its unit."""

    columns: bytes
    checksums: np.ndarray
    units: np.ndarray


class Slices:
    """The rows of one extract by unit, for keys of some of them."""

    def __init__(self, extract: Extract) -> None:
        self._extract = extract
        self._within: dict[Reach, Keys] = {}

    @cached_property
    def whole(self) -> Mapping[str, str]:
        """By unit, the key of all its rows, its patients' interventions and sick leave too."""
        every = {name: np.ones(len(table.checksums), bool) for name, table in self._tables.items()}
        return self._keys(every).units

    def within(self, reach: Reach) -> Keys:
        """Keys of the rows within a reach: of the whole register, and of each of its units."""
        if reach not in self._within:
            self._within[reach] = self._keys(reach.rows(self._extract))
        return self._within[reach]

    def _keys(self, chosen: Mapping[str, np.ndarray]) -> Keys:
        names = self._extract.units["unit_id"].astype("str").tolist()
        whole = hashlib.sha256(self._common)
        units = {place: hashlib.sha256(self._common) for place in np.flatnonzero(chosen["units"])}
        for name, kept in chosen.items():
            table = self._tables[name]
            checksums, of = table.checksums[kept], table.units[kept]
            whole.update(table.columns + checksums.tobytes())
            order = np.argsort(of, kind="stable")
            found, starts = np.unique(of[order], return_index=True)
            for place, own in zip(found, np.split(checksums[order], starts)[1:], strict=True):
                if place in units:
                    units[place].update(table.columns + own.tobytes())
        return Keys(
            whole.hexdigest()[:KEY_SIGNS],
            {names[place]: seal.hexdigest()[:KEY_SIGNS] for place, seal in units.items()},
        )

    @cached_property
    def _common(self) -> bytes:
        extract = self._extract
        told = [str(extract.as_of), definitions_checksum(), sources(extract), library_versions()]
        return json.dumps(told, sort_keys=True).encode()

    @cached_property
    def _tables(self) -> Mapping[str, _Rows]:
        names = pd.Index(self._extract.units["unit_id"].astype("str"))
        return {
            name: _Rows(
                # How texts are stored is no part of what they are: workers store them otherwise.
                json.dumps([name, table.dtypes.astype("str").to_dict()]).encode(),
                hash_pandas_object(table.reset_index(drop=True), index=False).to_numpy(),
                names.get_indexer(pd.Series(units, dtype="object").astype("str")),
            )
            for name, table, units in _by_unit(self._extract)
        }


def _by_unit(extract: Extract) -> Iterator[tuple[str, pd.DataFrame, object]]:
    """Each table with the unit of each of its rows."""
    unit_of = extract.episodes.set_index("episode_id")["unit_id"].astype("object")
    units = with_beginnings(extract.units, extract.episodes)
    yield "units", units, units["unit_id"]
    yield "episodes", extract.episodes, extract.episodes["unit_id"]
    for name in ("answers", "diagnoses", "interventions"):
        table = getattr(extract, name)
        if "episode_id" in table:
            yield name, table, table["episode_id"].map(unit_of)
    if "patient_id" in extract.sick_leave:
        patients = extract.episodes[["patient_id", "unit_id"]].drop_duplicates()
        by_unit = extract.sick_leave.merge(patients, on="patient_id")
        yield "sick_leave", by_unit, by_unit["unit_id"]
