"""Instruments read from data: a new questionnaire is one new YAML file and no code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.instrument_checks import check_instrument, check_together
from nrs_lib.contracts.scales import (
    Band,
    BandScheme,
    ChangeThreshold,
    Instrument,
    Item,
    MissingRule,
    Scale,
)
from nrs_lib.contracts.shape import read_definition
from nrs_lib.contracts.value_sets import ValueSet, read_value_sets
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Direction, Evidence

__all__ = [
    "Band",
    "BandScheme",
    "ChangeThreshold",
    "Instrument",
    "Item",
    "MissingRule",
    "Scale",
    "read_instruments",
    "scale",
    "scales",
]


@cache
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
    folder = folder or definitions() / "instruments"
    found: dict[str, Instrument] = {}
    for path in sorted(folder.glob("*.yaml")):
        raw = read_definition(path, schema=definitions() / "instruments.schema.json")
        instrument = _instrument(raw, folder=folder.parent / "value_sets")
        check_instrument(instrument, file=path.name)
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
    items = tuple(_item(part) for part in raw["items"])
    return Instrument(
        id=raw["id"],
        version=raw["version"],
        name=MappingProxyType(raw["name"]),
        evidence=Evidence(raw["evidence"]),
        reference=raw["reference"],
        licence=raw["licence"],
        note=raw.get("note"),
        items=items,
        unused_items=MappingProxyType(
            {part["code"]: part["reason"] for part in raw.get("unused_items", [])}
        ),
        scales=tuple(_scale(part, raw) for part in raw["scales"]),
        value_sets=_value_sets(raw["value_sets"], items, folder) if "value_sets" in raw else {},
    )


def _value_sets(raw: dict, items: tuple[Item, ...], folder: Path) -> Mapping[str, ValueSet]:
    return read_value_sets(
        states=folder / raw["states"],
        coefficients=folder / raw["coefficients"] if "coefficients" in raw else None,
        dimensions=tuple(item.dimension or item.code for item in items),
        levels=max(item.maximum for item in items),
    )


def _item(raw: dict) -> Item:
    return Item(
        code=raw["code"],
        minimum=raw["min"],
        maximum=raw["max"],
        reversed=raw.get("reversed", False),
        rescale=tuple(raw["rescale"]) if "rescale" in raw else None,
        dimension=raw.get("dimension"),
    )


def _scale(raw: dict, instrument: dict) -> Scale:
    direction = Direction(raw["direction"])
    span = tuple(raw["range"])
    missing = raw["missing"]
    return Scale(
        code=raw["code"],
        instrument=instrument["id"],
        label=MappingProxyType(raw["label"]),
        short=MappingProxyType(raw["short"]),
        unit=raw["unit"],
        method=raw["method"],
        items=tuple(raw.get("items", ())),
        parts=tuple(raw.get("parts", ())),
        counts_from=raw.get("counts_from"),
        value_set=raw.get("value_set"),
        reuses_items=raw.get("reuses_items"),
        range=span,
        direction=direction,
        decimals=raw["decimals"],
        missing=MissingRule(
            default=missing["default"],
            allowed=tuple(missing["allowed"]),
            max_skipped=missing.get("max_skipped"),
            evidence=Evidence(missing["evidence"]),
            reference=missing["reference"],
        ),
        icf_component=raw["icf"]["component"],
        icf_code=raw["icf"].get("code"),
        immpact=raw["immpact"],
        band_schemes=tuple(_band_scheme(part, span[1]) for part in raw.get("bands", ())),
        change_thresholds=tuple(
            _change_threshold(part, direction) for part in raw.get("change_thresholds", ())
        ),
        evidence=Evidence(raw.get("evidence", instrument["evidence"])),
        reference=raw.get("reference", instrument["reference"]),
        note=raw.get("note"),
    )


def _band_scheme(raw: dict, highest: float) -> BandScheme:
    lowers = [part["lower"] for part in raw["bands"]]
    return BandScheme(
        scheme=raw["scheme"],
        bands=tuple(
            Band(part["code"], part["lower"], upper, MappingProxyType(part["label"]))
            for part, upper in zip(raw["bands"], [*lowers[1:], highest], strict=True)
        ),
        is_default=raw.get("default", False),
        evidence=Evidence(raw["evidence"]),
        reference=raw["reference"],
    )


def _change_threshold(raw: dict, direction: Direction) -> ChangeThreshold:
    return ChangeThreshold(
        code=raw["code"],
        kind=raw["kind"],
        size=raw["size"],
        direction=direction,
        meaning=MappingProxyType(raw["meaning"]),
        is_default=raw.get("default", False),
        evidence=Evidence(raw["evidence"]),
        reference=raw["reference"],
    )
