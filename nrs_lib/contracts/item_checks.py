"""What must hold for the items of an instrument file, and for how their answers are stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from nrs_lib.contracts.items import Coding, Item
from nrs_lib.contracts.scales import Instrument
from nrs_lib.errors import DefinitionError


def fail(what: str, where: str, remedy: str) -> None:
    """Stop with what is wrong, the file and key, and what to write instead."""
    raise DefinitionError(what, where=where, remedy=remedy)


def no_code_twice(codes: Iterable[str], where: str) -> None:
    """Stop where a code stands twice."""
    for code, times in Counter(codes).items():
        if times > 1:
            fail("A code stands twice.", f"{where}.{code}", "Keep one of them.")


def check_items(instrument: Instrument, file: str) -> None:
    """Check ranges, recodes and codings, and that scales name known items."""
    no_code_twice((item.code for item in instrument.items), f"{file}: items")
    known = {item.code: item for item in instrument.items}
    for item in instrument.items:
        _check_item(item, known, f"{file}: items.{item.code}")
    for scale in instrument.scales:
        for code in scale.items:
            if code not in known:
                fail(
                    "A scale uses an item that the instrument does not have.",
                    f"{file}: scales.{scale.code}.items.{code}",
                    "Correct the code, or define the item.",
                )
    no_code_twice((one.code for one in instrument.codings), f"{file}: codings")
    no_code_twice((one.suffix for one in instrument.codings), f"{file}: codings.suffix")
    for coding in instrument.codings:
        _check_coding(coding, known, f"{file}: codings.{coding.code}")


def _check_item(item: Item, known: dict[str, Item], where: str) -> None:
    if item.minimum >= item.maximum:
        fail("An item's min is not below its max.", where, "Give the lowest answer as min.")
    if item.rescale and item.rescale[0] >= item.rescale[1]:
        fail(
            "Rescaling turns the item around.",
            f"{where}.rescale",
            "Write low before high; use reversed to turn it.",
        )
    n_answers = item.maximum - item.minimum + 1
    recodes = [(part.recode, f"{where}.recode_when") for part in item.recode_when]
    if item.recode is not None:
        recodes.append((item.recode, f"{where}.recode"))
        if item.reversed or item.rescale:
            fail(
                "An item is recoded and also reversed or rescaled.",
                f"{where}.recode",
                "Write the final worths under recode alone.",
            )
    elif item.recode_when:
        fail("recode_when needs a recode for all others.", f"{where}.recode", "Give it.")
    for worths, place in recodes:
        if len(worths) != n_answers:
            fail(
                f"A recode has {len(worths)} worths for {n_answers} answers.",
                place,
                "Give one worth for each answer, from the lowest.",
            )
        steps = [later - earlier for earlier, later in pairwise(worths)]
        if not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
            fail(
                "A recode goes up and down, or stands still.",
                place,
                "Let worths rise or fall with every answer.",
            )
    for part in item.recode_when:
        other = known.get(part.item)
        if other is None or other is item:
            fail(
                "A condition is on an unknown item, or on the item itself.",
                f"{where}.recode_when.{part.item}",
                "Name another item of the instrument.",
            )
        if any(not other.minimum <= answer <= other.maximum for answer in part.answers):
            fail(
                "A condition names an answer that the other item does not have.",
                f"{where}.recode_when.{part.item}",
                f"Write answers from {other.minimum} to {other.maximum}, or none.",
            )


def _check_coding(coding: Coding, known: dict[str, Item], where: str) -> None:
    if set(coding.answers) != set(known):
        odd = sorted(set(coding.answers) ^ set(known))
        fail(
            "A coding does not say how every item is stored.",
            f"{where}.sets.{odd[0]}",
            "List every item of the instrument once.",
        )
    for code, answers in coding.answers.items():
        item = known[code]
        if sorted(answers) != list(range(item.minimum, item.maximum + 1)):
            fail(
                "Stored numbers do not stand for each answer once.",
                f"{where}.sets.{code}",
                f"Give every answer from {item.minimum} to {item.maximum} once.",
            )
    for code in known:
        if f"{code}{coding.suffix}" in known:
            fail(
                "An item code is that of another item with the coding's suffix.",
                f"{where}.suffix",
                "Choose another suffix.",
            )


def check_usage(instrument: Instrument, file: str) -> None:
    """Check that every item is used once, or why not is said."""
    known = {item.code for item in instrument.items}
    first_uses = Counter(
        code for s in instrument.scales if s.reuses_items is None for code in s.items
    )
    for code in instrument.unused_items:
        if code not in known or code in first_uses:
            fail(
                "An item is called unused but is in a scale, or is unknown.",
                f"{file}: unused_items.{code}",
                "Take the entry out.",
            )
    for code in sorted(known - set(instrument.unused_items)):
        if first_uses[code] == 0:
            fail(
                "An item is in no scale.",
                f"{file}: items.{code}",
                "Use it, or give the reason under unused_items.",
            )
        if first_uses[code] > 1:
            fail(
                "An item is in two scales without a reason.",
                f"{file}: items.{code}",
                "Give the reason under reuses_items of the scale that takes it again.",
            )
