"""What must hold between the keys of an instrument file before anything is scored with it."""

from __future__ import annotations

from collections.abc import Iterable

from nrs_lib.contracts.item_checks import check_items, check_usage, fail, no_code_twice
from nrs_lib.contracts.scales import BandScheme, Instrument, Scale
from nrs_lib.terms import Direction

_ALMOST = 1e-9


def check_instrument(instrument: Instrument, *, file: str) -> None:
    """Check one instrument.

    Raises
    ------
    DefinitionError
        The first rule that is broken; names file and key and says what to write instead.
    """
    if file != f"{instrument.id}.yaml":
        fail("The file is not named after its instrument.", f"{file}: id", "Rename one of them.")
    check_items(instrument, file)
    no_code_twice((scale.code for scale in instrument.scales), f"{file}: scales")
    for place, scale in enumerate(instrument.scales):
        where = f"{file}: scales.{scale.code}"
        known_parts = {earlier.code for earlier in instrument.scales[:place]}
        _check_method(scale, instrument, known_parts, where)
        _check_range(scale, instrument, where)
        _check_missing(scale, where)
        for scheme in scale.band_schemes:
            _check_bands(scheme, scale, f"{where}.bands.{scheme.scheme}")
        _one_default(scale.band_schemes, f"{where}.bands")
        _check_thresholds(scale, f"{where}.change_thresholds")
    check_usage(instrument, file)


def check_together(instruments: Iterable[Instrument]) -> None:
    """Check that no item or scale belongs to two instruments.

    Raises
    ------
    DefinitionError
        A code stands in two files.
    """
    seen: dict[tuple[str, str], str] = {}
    for instrument in instruments:
        keys = [("items", item.code) for item in instrument.items]
        keys += [("scales", scale.code) for scale in instrument.scales]
        for key in keys:
            if key in seen:
                fail(
                    f"The code also stands in {seen[key]}.yaml.",
                    f"{instrument.id}.yaml: {key[0]}.{key[1]}",
                    "Give each item and each scale a code of its own.",
                )
            seen[key] = instrument.id


def _check_method(scale: Scale, instrument: Instrument, known_parts: set[str], where: str) -> None:
    if bool(scale.items) == bool(scale.parts):
        fail("A scale needs items or parts, not both.", where, "Keep one of items and parts.")
    adds_parts = scale.method in ("sum", "weighted_sum", "component")
    if scale.parts and (not adds_parts or not set(scale.parts) <= known_parts):
        fail(
            "Parts are added, and must be scales that stand earlier in the file.",
            f"{where}.parts",
            "Use method: sum or weighted_sum, and list the parts before the total.",
        )
    if scale.method == "item" and len(scale.items) != 1:
        fail("Method item takes one item.", f"{where}.items", "Name one item, or use sum.")
    _goes_with(scale, "count", ("counts_from", "counts_to"), where)
    if scale.counts_from is not None and scale.counts_to is not None:
        fail("An answer is counted from or up to a limit.", f"{where}.counts_to", "Keep one.")
    _goes_with(scale, "weighted_sum", ("weights",), where)
    if set(scale.weights) - set(scale.items or scale.parts) or (
        scale.weights and set(scale.weights) != set(scale.items or scale.parts)
    ):
        fail(
            "Weights are not those of the items or parts.",
            f"{where}.weights",
            "Give each item or part one weight.",
        )
    if scale.constant and scale.method != "weighted_sum":
        fail("A constant goes with weighted_sum.", f"{where}.constant", "Take it out.")
    _goes_with(scale, "component", ("component",), where)
    if scale.rescale is not None and (scale.method != "sum" or scale.parts):
        fail("Only a sum of items is rescaled.", f"{where}.rescale", "Rescale the items instead.")
    _goes_with(scale, "value_set", ("value_set",), where)
    if scale.value_set is not None:
        _check_value_set(scale, instrument, where)


def _goes_with(scale: Scale, method: str, keys: tuple[str, ...], where: str) -> None:
    """One of the keys goes with the method, and the method needs one of them."""
    given = [key for key in keys if getattr(scale, key) not in (None, {})]
    if (scale.method == method) != bool(given):
        fail(
            f"{' or '.join(keys)} goes with method {method}, and the method needs it.",
            f"{where}.{(given or keys)[0]}",
            "Give both or neither.",
        )


def _check_value_set(scale: Scale, instrument: Instrument, where: str) -> None:
    if scale.value_set not in instrument.value_sets:
        fail(
            "The value set is in none of the files.",
            f"{where}.value_set",
            f"Use one of: {', '.join(instrument.value_sets) or 'none defined'}.",
        )
    levels = instrument.value_sets[scale.value_set].levels
    if scale.items != tuple(item.code for item in instrument.items) or any(
        item.minimum != 1
        or item.maximum != levels
        or item.reversed
        or item.recode
        or not item.dimension
        for item in instrument.items
    ):
        fail(
            "A value set needs every item, each with a dimension and levels from 1, unreversed.",
            f"{where}.items",
            "List all items in the order of the state's digits.",
        )


def _possible_range(scale: Scale, instrument: Instrument) -> tuple[float, float]:
    if scale.value_set:
        return instrument.value_sets[scale.value_set].range
    if scale.component or scale.rescale:
        return scale.rescale or scale.range
    if scale.parts:
        bounds = {part: instrument.scale(part).range for part in scale.parts}
    else:
        bounds = {code: instrument.item(code).bounds for code in scale.items}
    if scale.method == "count":
        return 0, len(bounds)
    if scale.weights:
        ends = [sorted(weight * end for end in bounds[k]) for k, weight in scale.weights.items()]
        return (
            scale.constant + sum(low for low, _ in ends),
            scale.constant + sum(high for _, high in ends),
        )
    lows, highs = zip(*bounds.values(), strict=True)
    if scale.method == "sum":
        return sum(lows), sum(highs)
    return min(lows), max(highs)


def _check_range(scale: Scale, instrument: Instrument, where: str) -> None:
    possible = _possible_range(scale, instrument)
    if any(abs(a - b) > _ALMOST for a, b in zip(scale.range, possible, strict=True)):
        fail(
            "The range is not what items and method give.",
            f"{where}.range",
            f"They give [{possible[0]:g}, {possible[1]:g}].",
        )
    may_skip = scale.missing.allowed != ("complete",)
    bounds = {instrument.item(code).bounds for code in scale.items}
    if (
        scale.items
        and len(bounds) > 1
        and (scale.method == "mean" or (scale.method == "sum" and may_skip))
    ):
        fail(
            "Items with different ranges cannot stand in for one another.",
            f"{where}.items",
            "Rescale them to one range, or allow only complete sums.",
        )
    limits = [
        (key, value)
        for key in ("counts_from", "counts_to")
        if (value := getattr(scale, key)) is not None
    ]
    for key, limit in limits:
        for item in map(instrument.item, scale.items):
            low = item.minimum + (key == "counts_from")
            high = item.maximum - (key == "counts_to")
            if item.recode or item.reversed or item.rescale or not low <= limit <= high:
                fail(
                    f"{key} is outside an item's answers, or the item is recoded or turned.",
                    f"{where}.{key}",
                    f"Write a number from {low} to {high}.",
                )
    ends = scale.profile
    low, high = scale.range
    if ends and (
        ends.worst == ends.best or not all(low <= e <= high for e in (ends.worst, ends.best))
    ):
        fail(
            "The ends of the profile are equal, or outside the range.",
            f"{where}.profile",
            f"Write two different scores from {low:g} to {high:g}.",
        )


def _check_missing(scale: Scale, where: str) -> None:
    rule, where = scale.missing, f"{where}.missing"
    if rule.default not in rule.allowed:
        fail("The default missing rule is not allowed.", f"{where}.default", "List it in allowed.")
    if ("max_skipped" in rule.allowed) != (rule.max_skipped is not None):
        fail(
            "max_skipped goes with the rule of that name, and the rule needs it.",
            f"{where}.max_skipped",
            "Say how many items may be missing.",
        )
    if rule.max_skipped is not None and rule.max_skipped >= len(scale.items):
        fail("All items may be missing.", f"{where}.max_skipped", "Write a smaller number.")
    is_whole = scale.method in ("item", "value_set", "weighted_sum") or scale.parts
    if is_whole and rule.allowed != ("complete",):
        fail(
            "This scale exists only when nothing is missing.",
            f"{where}.allowed",
            "Write [complete].",
        )


def _one_default(found: Iterable[object], where: str) -> None:
    found = list(found)
    if found and sum(one.is_default for one in found) != 1:
        fail("Not exactly one is the default.", where, "Write default: true on one of them.")


def _check_bands(scheme: BandScheme, scale: Scale, where: str) -> None:
    lowers = [band.lower for band in scheme.bands]
    no_code_twice((band.code for band in scheme.bands), where)
    no_code_twice((one.scheme for one in scale.band_schemes), where)
    if lowers[0] != scale.range[0] or lowers != sorted(set(lowers)) or lowers[-1] > scale.range[1]:
        fail(
            "Bands leave a gap or overlap.",
            where,
            f"Start at {scale.range[0]:g} and let each lower be above the one before, "
            f"up to {scale.range[1]:g}.",
        )


def _check_thresholds(scale: Scale, where: str) -> None:
    if scale.change_thresholds and scale.direction == Direction.NEUTRAL:
        fail(
            "A change threshold needs a direction, and the scale is neutral.",
            where,
            "Give the scale a direction, or take the threshold out.",
        )
    no_code_twice((threshold.code for threshold in scale.change_thresholds), where)
    _one_default(scale.change_thresholds, where)
    low, high = scale.range
    for threshold in scale.change_thresholds:
        is_absolute = threshold.kind == "absolute"
        if threshold.size > (high - low if is_absolute else 1):
            fail(
                "No change can be that large.",
                f"{where}.{threshold.code}.size",
                "Write points within the range; relative sizes as a part of the start, up to 1.",
            )
        if not is_absolute and low < 0:
            fail(
                "A relative change has no meaning on a scale that goes below 0.",
                f"{where}.{threshold.code}.kind",
                "Use kind: absolute.",
            )
