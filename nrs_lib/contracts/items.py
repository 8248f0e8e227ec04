"""The questions of an instrument: what can be answered, and what each answer is worth.

The wording of questions is protected and never stored; an item is a code with a range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nrs_lib.contracts.languages import ByLanguage, by_language
from nrs_lib.terms import Evidence


@dataclass(frozen=True)
class Condition:
    """What an answer is worth when another item was answered in a certain way.

    ``answers`` are the other item's answers that make it hold; empty means that it holds
    when the other item is unanswered.
    """

    item: str
    answers: tuple[int, ...]
    recode: tuple[float, ...]


@dataclass(frozen=True)
class Item:
    """One question: its code and the answers it can have.

    Attributes
    ----------
    minimum, maximum
        Lowest and highest answer; answers are whole numbers.
    reversed
        ``minimum + maximum - answer`` enters the scale.
    recode
        What each answer is worth, from the lowest; in place of ``reversed``.
    recode_when
        Other worths that hold under a condition on another item; the first that holds.
    rescale
        The bounds that a worth is stretched to, after reversal.
    dimension
        Dimension in a value set.
    """

    code: str
    minimum: int
    maximum: int
    reversed: bool = False
    recode: tuple[float, ...] | None = None
    recode_when: tuple[Condition, ...] = ()
    rescale: tuple[float, float] | None = None
    dimension: str | None = None

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest that it can add to a scale."""
        if self.rescale is not None:
            return self.rescale
        if self.recode is None:
            return self.minimum, self.maximum
        worths = [*self.recode, *(worth for part in self.recode_when for worth in part.recode)]
        return min(worths), max(worths)

    @property
    def is_turned(self) -> bool:
        """Whether a higher answer adds less to a scale."""
        return self.reversed or (self.recode is not None and self.recode[0] > self.recode[-1])


@dataclass(frozen=True)
class Coding:
    """Another way in which files store the answers to an instrument.

    ``suffix`` follows the item codes in tables of answers that are stored so. ``answers``
    has, by item, the answer that each stored number stands for, counted from ``lowest``.
    """

    code: str
    suffix: str
    label: Mapping[str, str]
    lowest: int
    answers: Mapping[str, tuple[int, ...]]
    evidence: Evidence
    reference: ByLanguage


def item_of(raw: Mapping[str, object]) -> Item:
    """One item as its file writes it, already checked for shape."""
    return Item(
        code=raw["code"],
        minimum=raw["min"],
        maximum=raw["max"],
        reversed=raw.get("reversed", False),
        recode=tuple(raw["recode"]) if "recode" in raw else None,
        recode_when=tuple(
            Condition(
                part["item"],
                () if part["answers"] == "none" else tuple(part["answers"]),
                tuple(part["recode"]),
            )
            for part in raw.get("recode_when", ())
        ),
        rescale=tuple(raw["rescale"]) if "rescale" in raw else None,
        dimension=raw.get("dimension"),
    )


def coding_of(raw: Mapping[str, object]) -> Coding:
    """One coding as its file writes it, already checked for shape."""
    return Coding(
        code=raw["code"],
        suffix=raw["suffix"],
        label=MappingProxyType(raw["label"]),
        lowest=raw["lowest"],
        answers=MappingProxyType(
            {code: tuple(part["answers"]) for part in raw["sets"] for code in part["items"]}
        ),
        evidence=Evidence(raw["evidence"]),
        reference=by_language(raw["reference"]),
    )
