"""Instruments read from data: a new questionnaire is one new YAML file and no code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.change_thresholds import ChangeThreshold
from nrs_lib.contracts.instrument_checks import check_instrument, check_together
from nrs_lib.contracts.items import Coding, Item, coding_of, item_of
from nrs_lib.contracts.languages import by_language
from nrs_lib.contracts.scale_reading import scale_of
from nrs_lib.contracts.scales import Band, BandScheme, Instrument, MissingRule, RegistryUse, Scale
from nrs_lib.contracts.shape import read_definition
from nrs_lib.contracts.value_sets import ValueSet, read_value_sets
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence

__all__ = [
    "Band",
    "BandScheme",
    "ChangeThreshold",
    "Coding",
    "Instrument",
    "Item",
    "MissingRule",
    "Scale",
    "read_instrument",
    "read_instruments",
    "scale",
    "scales",
]


def read_instrument(path: Path) -> Instrument:
    """Read and check one instrument file, of the project or of one's own.

    Value sets are looked for in ``value_sets`` beside its folder.

    Raises
    ------
    DefinitionError
        The first fault; names file and key and says what to write instead.
    """
    raw = read_definition(path, schema=definitions() / "instruments.schema.json")
    instrument = _instrument(raw, folder=path.parent.parent / "value_sets")
    check_instrument(instrument, file=path.name)
    return instrument


def read_instruments(folder: Path | None = None) -> Mapping[str, Instrument]:
    """Read and check every instrument file, by instrument id.

    Parameters
    ----------
    folder
        Folder of instrument files, the project's own when left out. Value sets are looked
        for in ``value_sets`` beside it.

    Raises
    ------
    DefinitionError
        The first fault; names file and key and says what to write instead.
    """
    return _read_together(folder or definitions() / "instruments")


@cache
def _read_together(folder: Path) -> Mapping[str, Instrument]:
    found: dict[str, Instrument] = {}
    for path in sorted(folder.glob("*.yaml")):
        instrument = read_instrument(path)
        found[instrument.id] = instrument
    check_together(found.values())
    return MappingProxyType(found)


@cache
def scales(folder: Path | None = None) -> Mapping[str, Scale]:
    """Every scale of every instrument, by its code."""
    return MappingProxyType(
        {s.code: s for instrument in read_instruments(folder).values() for s in instrument.scales}
    )


def scale(code: str) -> Scale:
    """Look up one scale of the project by its code.

    Raises
    ------
    DefinitionError
        No instrument has such a scale.
    """
    try:
        return scales()[code]
    except KeyError:
        raise DefinitionError(
            "A scale is asked for that no instrument has.",
            where=f"instruments: scales.{code}",
            remedy=f"Known scales: {', '.join(scales())}.",
        ) from None


def _instrument(raw: dict, *, folder: Path) -> Instrument:
    items = tuple(item_of(part) for part in raw["items"])
    found: dict[str, Scale] = {}
    for part in raw["scales"]:
        one = scale_of(part, instrument=raw, earlier=found)
        if one.code in found:
            raise DefinitionError(
                "A code stands twice.",
                where=f"{raw['id']}.yaml: scales.{one.code}",
                remedy="Keep one of them.",
            )
        found[one.code] = one
    return Instrument(
        id=raw["id"],
        version=by_language(raw["version"]),
        name=MappingProxyType(raw["name"]),
        evidence=Evidence(raw["evidence"]),
        reference=by_language(raw["reference"]),
        licence=by_language(raw["licence"]),
        note=by_language(raw["note"]) if "note" in raw else None,
        registry_use=_registry_use(raw["registry_use"]),
        codings=tuple(coding_of(part) for part in raw.get("codings", ())),
        items=items,
        unused_items=MappingProxyType(
            {part["code"]: part["reason"] for part in raw.get("unused_items", [])}
        ),
        scales=tuple(found.values()),
        value_sets=_value_sets(raw["value_sets"], items, folder) if "value_sets" in raw else {},
    )


def _registry_use(raw: dict) -> RegistryUse:
    found = RegistryUse(raw["status"], Evidence(raw["evidence"]), by_language(raw["reference"]))
    if (optional := raw.get("optional")) is None:
        return found
    reference = by_language(optional["reference"])
    return replace(found, optional=Evidence(optional["evidence"]), optional_reference=reference)


def _value_sets(raw: dict, items: tuple[Item, ...], folder: Path) -> Mapping[str, ValueSet]:
    return read_value_sets(
        states=folder / raw["states"],
        coefficients=folder / raw["coefficients"] if "coefficients" in raw else None,
        dimensions=tuple(item.dimension or item.code for item in items),
        levels=max(item.maximum for item in items),
    )
