"""What must hold between the keys of an instrument file before anything is scored with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from nrs_lib.contracts.scales import BandScheme, Instrument, Scale
from nrs_lib.errors import DefinitionError
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
        _fail("The file is not named after its instrument.", f"{file}: id", "Rename one of them.")
    _check_items(instrument, file)
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
    _check_usage(instrument, file)


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
                _fail(
                    f"The code also stands in {seen[key]}.yaml.",
                    f"{instrument.id}.yaml: {key[0]}.{key[1]}",
                    "Give each item and each scale a code of its own.",
                )
            seen[key] = instrument.id


def _fail(what: str, where: str, remedy: str) -> None:
    raise DefinitionError(what, where=where, remedy=remedy)


def _no_code_twice(codes: Iterable[str], where: str) -> None:
    for code, times in Counter(codes).items():
        if times > 1:
            _fail("A code stands twice.", f"{where}.{code}", "Keep one of them.")


def _check_items(instrument: Instrument, file: str) -> None:
    _no_code_twice((item.code for item in instrument.items), f"{file}: items")
    _no_code_twice((scale.code for scale in instrument.scales), f"{file}: scales")
    for item in instrument.items:
        where = f"{file}: items.{item.code}"
        if item.minimum >= item.maximum:
            _fail("An item's min is not below its max.", where, "Give the lowest answer as min.")
        if item.rescale and item.rescale[0] >= item.rescale[1]:
            _fail(
                "Rescaling turns the item around.",
                f"{where}.rescale",
                "Write low before high; use reversed to turn it.",
            )
    known = {item.code for item in instrument.items}
    for scale in instrument.scales:
        for code in scale.items:
            if code not in known:
                _fail(
                    "A scale uses an item that the instrument does not have.",
                    f"{file}: scales.{scale.code}.items.{code}",
                    "Correct the code, or define the item.",
                )


def _check_usage(instrument: Instrument, file: str) -> None:
    known = {item.code for item in instrument.items}
    first_uses = Counter(
        code for s in instrument.scales if s.reuses_items is None for code in s.items
    )
    for code in instrument.unused_items:
        if code not in known or code in first_uses:
            _fail(
                "An item is called unused but is in a scale, or is unknown.",
                f"{file}: unused_items.{code}",
                "Take the entry out.",
            )
    for code in sorted(known - set(instrument.unused_items)):
        if first_uses[code] == 0:
            _fail(
                "An item is in no scale.",
                f"{file}: items.{code}",
                "Use it, or give the reason under unused_items.",
            )
        if first_uses[code] > 1:
            _fail(
                "An item is in two scales without a reason.",
                f"{file}: items.{code}",
                "Give the reason under reuses_items of the scale that takes it again.",
            )


def _check_method(scale: Scale, instrument: Instrument, known_parts: set[str], where: str) -> None:
    if bool(scale.items) == bool(scale.parts):
        _fail("A scale needs items or parts, not both.", where, "Keep one of items and parts.")
    if scale.parts and (scale.method != "sum" or not set(scale.parts) <= known_parts):
        _fail(
            "Parts are added, and must be scales that stand earlier in the file.",
            f"{where}.parts",
            "Use method: sum, and list the parts before the total.",
        )
    if scale.method == "item" and len(scale.items) != 1:
        _fail("Method item takes one item.", f"{where}.items", "Name one item, or use sum.")
    if (scale.method == "count") != (scale.counts_from is not None):
        _fail(
            "counts_from goes with method count, and count needs it.",
            f"{where}.counts_from",
            "Say from which answer on an item is counted.",
        )
    if (scale.method == "value_set") != (scale.value_set is not None):
        _fail(
            "value_set goes with method value_set, and the method needs it.",
            f"{where}.value_set",
            "Name a column of the value set file.",
        )
    if scale.value_set is None:
        return
    if scale.value_set not in instrument.value_sets:
        _fail(
            "The value set is in none of the files.",
            f"{where}.value_set",
            f"Use one of: {', '.join(instrument.value_sets) or 'none defined'}.",
        )
    levels = instrument.value_sets[scale.value_set].levels
    if scale.items != tuple(item.code for item in instrument.items) or any(
        item.minimum != 1 or item.maximum != levels or item.reversed or not item.dimension
        for item in instrument.items
    ):
        _fail(
            "A value set needs every item, each with a dimension and levels from 1, unreversed.",
            f"{where}.items",
            "List all items in the order of the state's digits.",
        )


def _possible_range(scale: Scale, instrument: Instrument) -> tuple[float, float]:
    if scale.value_set:
        return instrument.value_sets[scale.value_set].range
    if scale.parts:
        bounds = [instrument.scale(part).range for part in scale.parts]
    else:
        bounds = [instrument.item(code).bounds for code in scale.items]
    if scale.method == "count":
        return 0, len(bounds)
    lows, highs = [low for low, _ in bounds], [high for _, high in bounds]
    if scale.method == "sum":
        return sum(lows), sum(highs)
    return min(lows), max(highs)


def _check_range(scale: Scale, instrument: Instrument, where: str) -> None:
    possible = _possible_range(scale, instrument)
    if any(abs(a - b) > _ALMOST for a, b in zip(scale.range, possible, strict=True)):
        _fail(
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
        _fail(
            "Items with different ranges cannot stand in for one another.",
            f"{where}.items",
            "Rescale them to one range, or allow only complete sums.",
        )
    if scale.counts_from is not None:
        for code in scale.items:
            item = instrument.item(code)
            if not item.minimum < scale.counts_from <= item.maximum:
                _fail(
                    "counts_from is outside an item's answers.",
                    f"{where}.counts_from",
                    f"Write a number above {item.minimum} and up to {item.maximum}.",
                )


def _check_missing(scale: Scale, where: str) -> None:
    rule, where = scale.missing, f"{where}.missing"
    if rule.default not in rule.allowed:
        _fail("The default missing rule is not allowed.", f"{where}.default", "List it in allowed.")
    if ("max_skipped" in rule.allowed) != (rule.max_skipped is not None):
        _fail(
            "max_skipped goes with the rule of that name, and the rule needs it.",
            f"{where}.max_skipped",
            "Say how many items may be missing.",
        )
    if rule.max_skipped is not None and rule.max_skipped >= len(scale.items):
        _fail("All items may be missing.", f"{where}.max_skipped", "Write a smaller number.")
    if (scale.method in ("item", "value_set") or scale.parts) and rule.allowed != ("complete",):
        _fail(
            "This scale exists only when nothing is missing.",
            f"{where}.allowed",
            "Write [complete].",
        )


def _one_default(found: Iterable[object], where: str) -> None:
    found = list(found)
    if found and sum(one.is_default for one in found) != 1:
        _fail("Not exactly one is the default.", where, "Write default: true on one of them.")


def _check_bands(scheme: BandScheme, scale: Scale, where: str) -> None:
    lowers = [band.lower for band in scheme.bands]
    _no_code_twice((band.code for band in scheme.bands), where)
    _no_code_twice((one.scheme for one in scale.band_schemes), where)
    if lowers[0] != scale.range[0] or lowers != sorted(set(lowers)) or lowers[-1] > scale.range[1]:
        _fail(
            "Bands leave a gap or overlap.",
            where,
            f"Start at {scale.range[0]:g} and let each lower be above the one before, "
            f"up to {scale.range[1]:g}.",
        )


def _check_thresholds(scale: Scale, where: str) -> None:
    if scale.change_thresholds and scale.direction == Direction.NEUTRAL:
        _fail(
            "A change threshold needs a direction, and the scale is neutral.",
            where,
            "Give the scale a direction, or take the threshold out.",
        )
    _no_code_twice((threshold.code for threshold in scale.change_thresholds), where)
    _one_default(scale.change_thresholds, where)
    low, high = scale.range
    for threshold in scale.change_thresholds:
        is_absolute = threshold.kind == "absolute"
        if threshold.size > (high - low if is_absolute else 1):
            _fail(
                "No change can be that large.",
                f"{where}.{threshold.code}.size",
                "Write points within the range; relative sizes as a part, 0.3 for 30 %.",
            )
        if not is_absolute and low < 0:
            _fail(
                "A relative change has no meaning on a scale that goes below 0.",
                f"{where}.{threshold.code}.kind",
                "Use kind: absolute.",
            )
