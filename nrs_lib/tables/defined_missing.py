"""What must be answered for a score, in words."""

from __future__ import annotations

from collections.abc import Sequence

from nrs_lib.contracts.instruments import Scale
from nrs_lib.text import join_words, quoted, spelled

_WORDS = {
    "complete": {
        "sv": "Alla frågor måste vara besvarade för poäng: {scales}.",
        "en": "All questions must be answered for a score: {scales}.",
    },
    "parts": {
        "sv": "Alla delskalor måste ha poäng: {scales}.",
        "en": "All subscales must have a score: {scales}.",
    },
    "half": {
        "sv": "Minst hälften av frågorna måste vara besvarade för poäng: {scales}.",
        "en": "At least half of the questions must be answered for a score: {scales}.",
    },
    "max1": {
        "sv": "Högst en fråga får vara obesvarad för poäng: {scales}.",
        "en": "At most one question may be unanswered for a score: {scales}.",
    },
    "max_skipped": {
        "sv": "Högst {n} frågor får vara obesvarade för poäng: {scales}.",
        "en": "At most {n} questions may be unanswered for a score: {scales}.",
    },
    "any": {
        "sv": "En besvarad fråga räcker för poäng: {scales}.",
        "en": "One answered question is enough for a score: {scales}.",
    },
    "single": {
        "sv": "Frågan måste vara besvarad: {scales}.",
        "en": "The question must be answered: {scales}.",
    },
}


def missing_sentences(scales: Sequence[Scale], language: str) -> list[str]:
    """Sentences on what must be answered, one per rule with the scales that it holds for."""
    alike: dict[tuple[str, int], list[Scale]] = {}
    for one in scales:
        alike.setdefault(_kind_of_rule(one), []).append(one)
    return [
        _WORDS[rule][language].format(
            n=spelled(skipped, language),
            scales=join_words([_named(one, language) for one in found], language=language),
        )
        for (rule, skipped), found in alike.items()
    ]


def _named(one: Scale, language: str) -> str:
    """A scale's name; in quotes where a comma in it would make two of it."""
    label = one.label[language]
    return quoted(label, language) if "," in label else label


def _kind_of_rule(one: Scale) -> tuple[str, int]:
    """The default missing rule in the plainest words that are true of it."""
    n_items = len(one.items or one.parts)
    skipped = n_items - one.missing.needed(n_items)
    if n_items == 1:
        return "single", 0
    if skipped == 0:
        return "complete" if one.items else "parts", 0
    if one.missing.default in ("half", "any"):
        return one.missing.default, 0
    return ("max1", 0) if skipped == 1 else ("max_skipped", skipped)
