"""Which scores of the registry's own stand for which scales of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.reading import read_contract
from nrs_lib.contracts.shape import read_definition
from nrs_lib.contracts.versions import Family, read_families, with_value_set
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions


@dataclass(frozen=True)
class VersionedColumn:
    """An exported column that means one scale or another, by the version answered."""

    family: Family
    column: str
    scales: Mapping[str, str]


@dataclass(frozen=True)
class ExportedScores:
    """``columns`` has the questionnaire's column by scale code; ``versioned`` the rest."""

    columns: Mapping[str, str]
    versioned: tuple[VersionedColumn, ...]

    def column_of(self, scale_code: str) -> str:
        """The questionnaire's column that holds a scale, in whatever version."""
        by_version = {code: part.column for part in self.versioned for code in part.scales.values()}
        return {**by_version, **self.columns}[scale_code]


@cache
def read_exported(path: Path | None = None) -> ExportedScores:
    """Read which exported scores stand for which scales.

    Raises
    ------
    DefinitionError
        A scale, column, family or instrument is unknown, or a scale stands twice; names the
        key.
    """
    path = path or definitions() / "exported_scores.yaml"
    raw = read_definition(path, schema=definitions() / "exported_scores.schema.json")
    known = {field.name for field in read_contract("questionnaire").fields}
    versioned = []
    named = list(raw["scales"])
    for part in raw["by_version"]:
        where = f"{path.name}: by_version.{part['column']}"
        families = read_families()
        if part["family"] not in families:
            _fail("There is no such family.", where, f"Known: {', '.join(families)}.")
        family = families[part["family"]]
        odd = set(part["scales"]) - {version.instrument for version in family.versions}
        if odd:
            _fail("An instrument is not of the family.", f"{where}.{min(odd)}", "Take it out.")
        scales = {name: with_value_set(code, name) for name, code in part["scales"].items()}
        for name, code in scales.items():
            if scale(code).instrument != name:
                _fail("A scale belongs to another instrument.", f"{where}.{name}", "Correct it.")
        named += scales.values()
        versioned.append(VersionedColumn(family, part["column"], MappingProxyType(scales)))
    for code in raw["scales"]:
        scale(code)
    columns = [*raw["scales"].values(), *(part.column for part in versioned)]
    for name in columns:
        if name not in known:
            _fail("The questionnaire has no such column.", f"{path.name}: {name}", "Correct it.")
    for doubled in (named, columns):
        if len(doubled) != len(set(doubled)):
            twice = next(name for name in doubled if doubled.count(name) > 1)
            _fail("A scale or column stands twice.", f"{path.name}: {twice}", "Keep one.")
    return ExportedScores(MappingProxyType(raw["scales"]), tuple(versioned))


def _fail(what: str, where: str, remedy: str) -> None:
    raise DefinitionError(what, where=where, remedy=remedy)
