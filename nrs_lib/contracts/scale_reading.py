"""Scales, bands and change thresholds as instrument files write them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nrs_lib.contracts.change_thresholds import (
    POINTS,
    ChangeThreshold,
    Reached,
    amount_words,
    improvement_of,
)
from nrs_lib.contracts.components import Component, component_of
from nrs_lib.contracts.languages import by_language
from nrs_lib.contracts.scales import Band, BandScheme, MissingRule, ProfileEnds, Scale
from nrs_lib.errors import DefinitionError
from nrs_lib.terms import Direction, Evidence


def scale_of(raw: Mapping, *, instrument: Mapping, earlier: Mapping[str, Scale]) -> Scale:
    """One scale, already checked for shape.

    Parameters
    ----------
    raw, instrument
        The scale and its whole file.
    earlier
        The scales that stand before it in the file, by code.
    """
    where = f"{instrument['id']}.yaml: scales.{raw['code']}"
    direction = Direction(raw["direction"])
    component = (
        component_of(raw["component"], where=f"{where}.component") if "component" in raw else None
    )
    if component is None:
        if "range" not in raw:
            _fail("A scale has no range.", f"{where}.range", "Give lowest and highest score.")
        span = tuple(raw["range"])
    else:
        if "range" in raw:
            _fail("A component's range follows from its parts.", f"{where}.range", "Take it out.")
        span = _component_range(component, earlier, where)
    missing = raw["missing"]
    schemes = tuple(_band_scheme(part, span[1]) for part in raw.get("bands", ()))
    return Scale(
        code=raw["code"],
        instrument=instrument["id"],
        label=MappingProxyType(raw["label"]),
        short=MappingProxyType(raw["short"]),
        unit=raw["unit"],
        method=raw["method"],
        items=tuple(raw.get("items", ())),
        parts=tuple(component.parts.values()) if component else tuple(raw.get("parts", ())),
        counts_from=raw.get("counts_from"),
        counts_to=raw.get("counts_to"),
        weights=MappingProxyType(raw.get("weights", {})),
        constant=raw.get("constant", 0),
        component=component,
        value_set=raw.get("value_set"),
        rescale=tuple(raw["rescale"]) if "rescale" in raw else None,
        reuses_items=raw.get("reuses_items"),
        on_request=by_language(raw["on_request"]) if "on_request" in raw else None,
        range=span,
        profile=_profile(raw.get("profile"), span, direction),
        direction=direction,
        decimals=raw["decimals"],
        missing=MissingRule(
            default=missing["default"],
            allowed=tuple(missing["allowed"]),
            max_skipped=missing.get("max_skipped"),
            evidence=Evidence(missing["evidence"]),
            reference=by_language(missing["reference"]),
        ),
        icf_component=raw["icf"]["component"],
        icf_code=raw["icf"].get("code"),
        immpact=raw["immpact"],
        band_schemes=schemes,
        change_thresholds=tuple(
            _change_threshold(part, direction, schemes, where)
            for part in raw.get("change_thresholds", ())
        ),
        evidence=Evidence(raw.get("evidence", instrument["evidence"])),
        reference=by_language(raw.get("reference", instrument["reference"])),
        note=by_language(raw["note"]) if "note" in raw else None,
    )


def _fail(what: str, where: str, remedy: str) -> None:
    raise DefinitionError(what, where=where, remedy=remedy)


def _component_range(
    component: Component, earlier: Mapping[str, Scale], where: str
) -> tuple[float, float]:
    low = high = component.constant
    for domain, part in component.parts.items():
        if part not in earlier:
            _fail(
                "A component's scale does not stand earlier in the file.",
                f"{where}.component.parts.{domain}",
                "List the scales before the component.",
            )
        ends = [component.slope(domain) * end for end in earlier[part].range]
        low, high = low + min(ends), high + max(ends)
    return low, high


def _profile(
    raw: Mapping | None, span: tuple[float, float], direction: Direction
) -> ProfileEnds | None:
    """Ends of the profile: as the file gives them, else by range and direction."""
    if raw is not None:
        return ProfileEnds(raw["worst"], raw["best"], by_language(raw["reference"]))
    if direction == Direction.NEUTRAL:
        return None
    low, high = span
    is_worse = direction == Direction.HIGHER_WORSE
    return ProfileEnds(high, low) if is_worse else ProfileEnds(low, high)


def _band_scheme(raw: Mapping, highest: float) -> BandScheme:
    lowers = [part["lower"] for part in raw["bands"]]
    return BandScheme(
        scheme=raw["scheme"],
        bands=tuple(
            Band(part["code"], part["lower"], upper, MappingProxyType(part["label"]))
            for part, upper in zip(raw["bands"], [*lowers[1:], highest], strict=True)
        ),
        is_default=raw.get("default", False),
        evidence=Evidence(raw["evidence"]),
        reference=by_language(raw["reference"]),
    )


def _change_threshold(
    raw: Mapping, direction: Direction, schemes: tuple[BandScheme, ...], where: str
) -> ChangeThreshold:
    where = f"{where}.change_thresholds.{raw['code']}"
    reaches = None
    if "reaches" in raw:
        reaches = _reached(raw["reaches"], direction, schemes, f"{where}.reaches")
    return ChangeThreshold(
        code=raw["code"],
        kind=raw["kind"],
        size=raw["size"],
        reaches=reaches,
        direction=direction,
        meaning=MappingProxyType(_meaning(raw, reaches, f"{where}.meaning")),
        is_default=raw.get("default", False),
        evidence=Evidence(raw["evidence"]),
        reference=by_language(raw["reference"]),
    )


def _meaning(raw: Mapping, reaches: Reached | None, where: str) -> dict[str, str]:
    """The words, with the size (and the limit to cross) that stand in the same entry."""
    found = {}
    for language, words in raw["meaning"].items():
        amount, unit = improvement_of(raw["kind"], raw["size"])
        told = words.replace("{size}", amount_words(amount, unit, language))
        if reaches is not None:
            told = told.replace("{limit}", amount_words(reaches.limit, POINTS, language))
        if "{size}" not in words or "{" in told:
            _fail(
                "A threshold's meaning does not say how large it is, or asks for more than that.",
                f"{where}.{language}",
                "Write {size} where the size stands, and {limit} for the limit of a band.",
            )
        found[language] = told
    return found


def _reached(
    raw: Mapping, direction: Direction, schemes: tuple[BandScheme, ...], where: str
) -> Reached:
    """The limit to cross to be in a band or a better one."""
    scheme = next((one for one in schemes if one.scheme == raw["scheme"]), None)
    codes = [band.code for band in scheme.bands] if scheme else []
    if raw["band"] not in codes:
        _fail(
            "A threshold asks for a band that the scale does not have.",
            where,
            f"Schemes and bands: {', '.join(one.scheme for one in schemes)}; {', '.join(codes)}.",
        )
    place = codes.index(raw["band"])
    if direction == Direction.HIGHER_WORSE:
        # The best bands come first, so the limit is where the next worse one begins.
        place += 1
    if place in (0, len(codes)):
        _fail(
            "Everybody is in this band or a better one.",
            where,
            "Name a band that some scores do not reach.",
        )
    return Reached(raw["scheme"], raw["band"], scheme.bands[place].lower)
