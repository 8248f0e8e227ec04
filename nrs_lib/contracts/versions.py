"""Instruments that took each other's place, and which one a questionnaire holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from nrs_lib.contracts.conventions import get
from nrs_lib.contracts.instruments import read_instruments, scale
from nrs_lib.contracts.languages import ByLanguage, by_language
from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence

_VALUE_SET = "{value_set}"


@dataclass(frozen=True)
class Version:
    """One instrument of a family, and when it was in use.

    ``forms`` are the texts in the family's form column that name it; ``first`` and ``last``
    its first and last day, missing where it has none. ``series`` are the scales to follow
    over time, in the same order for every version.
    """

    instrument: str
    forms: tuple[str, ...]
    first: dt.date | None
    last: dt.date | None
    series: tuple[str, ...]

    def holds(self, day: pd.Series) -> np.ndarray:
        """Whether each day is one of its days; a missing day is none."""
        known = day.notna().to_numpy()
        days = day.to_numpy(dtype="datetime64[D]")
        after = np.full(len(day), True) if self.first is None else days >= np.datetime64(self.first)
        before = np.full(len(day), True) if self.last is None else days <= np.datetime64(self.last)
        return known & after & before


@dataclass(frozen=True)
class Family:
    """Versions of one questionnaire, oldest first; their scores are never pooled."""

    family: str
    label: Mapping[str, str]
    form_column: str | None
    versions: tuple[Version, ...]
    evidence: Evidence
    reference: ByLanguage

    def version_of(self, questionnaires: pd.DataFrame) -> pd.Series:
        """Instrument id that each questionnaire holds.

        Parameters
        ----------
        questionnaires
            One row per questionnaire: ``answered_date`` and, where the family has one, its
            form column. What the form says decides; the date only where it says nothing.

        Returns
        -------
        pandas.Series
            Instrument ids on the same index; missing where neither tells.
        """
        found = pd.Series(pd.NA, index=questionnaires.index, dtype="string")
        for version in self.versions:
            found[version.holds(questionnaires["answered_date"])] = version.instrument
        if len(self.versions) == 1 and self.versions[0].first is self.versions[0].last is None:
            found[:] = self.versions[0].instrument
        if self.form_column in questionnaires:
            forms = questionnaires[self.form_column].astype("string")
            for version in self.versions:
                found[forms.isin(version.forms).fillna(False)] = version.instrument
        return found


def with_value_set(code: str, instrument: str) -> str:
    """A scale code with the value set that the conventions choose for the instrument."""
    if _VALUE_SET not in code:
        return code
    return code.replace(_VALUE_SET, str(get(f"{instrument}_value_set").value))


@cache
def read_families(path: Path | None = None) -> Mapping[str, Family]:
    """Read all families, by name.

    Raises
    ------
    DefinitionError
        An instrument or scale is unknown, a form names two versions, or the versions' days
        overlap; names file and key.
    """
    path = path or definitions() / "instrument_versions.yaml"
    raw = read_definition(path, schema=definitions() / "instrument_versions.schema.json")
    found: dict[str, Family] = {}
    for part in raw["families"]:
        where = f"{path.name}: {part['family']}"
        if part["family"] in found:
            _fail("A family stands twice.", where, "Keep one.")
        versions = tuple(_version(one, where) for one in part["versions"])
        _check(versions, where)
        found[part["family"]] = Family(
            part["family"],
            MappingProxyType(part["label"]),
            part.get("form_column"),
            versions,
            Evidence(part["evidence"]),
            by_language(part["reference"]),
        )
    return MappingProxyType(found)


def _fail(what: str, where: str, remedy: str) -> None:
    raise DefinitionError(what, where=where, remedy=remedy)


def _version(raw: Mapping, where: str) -> Version:
    name = raw["instrument"]
    if name not in read_instruments():
        _fail("There is no such instrument.", f"{where}.{name}", "Name an instrument file.")
    for key in ("from", "until"):
        if key in raw and not isinstance(raw[key], dt.date):
            _fail("A day is not a date.", f"{where}.{name}.{key}", "Write it as 2021-01-01.")
    series = tuple(with_value_set(code, name) for code in raw["series"])
    for code in series:
        if scale(code).instrument != name:
            _fail(
                "A scale belongs to another instrument.",
                f"{where}.{name}.series.{code}",
                f"Name scales of {name}.",
            )
    return Version(name, tuple(raw.get("forms", ())), raw.get("from"), raw.get("until"), series)


def _check(versions: tuple[Version, ...], where: str) -> None:
    forms = [form for version in versions for form in version.forms]
    if len(forms) != len(set(forms)):
        _fail("A form names two versions.", f"{where}.forms", "Give each form to one version.")
    if len({len(version.series) for version in versions}) > 1:
        _fail("Versions have series of different length.", f"{where}.series", "Pair the scales.")
    for earlier, later in pairwise(versions):
        if earlier.last is None or later.first is None or earlier.last >= later.first:
            _fail(
                "The days of two versions overlap.",
                f"{where}.{later.instrument}.from",
                "Let each version end before the next begins, oldest first.",
            )
