"""Findings that set a unit against the nation, measure by measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nrs_lib.contracts import conventions
from nrs_lib.contracts.measures import Measure
from nrs_lib.disclosure.chance import by_chance as chance_alone
from nrs_lib.disclosure.standing import Standing
from nrs_lib.figures.judgement import against_nation
from nrs_lib.figures.values import Value, Values
from nrs_lib.figures.wording import amount, company, listed, phrases, small, without_codes
from nrs_lib.terms import Statistic
from nrs_lib.text import spelled

_MOST_NAMED = 3
_TEXT = {
    "sv": {
        "higher": "Högre andel än i riket: {names}",
        "lower": "Lägre andel än i riket: {names}",
        "and_lower": "lägre: {names}",
        "more": "{names} och {n} till",
        "every": "alla {n} som jämförs",
        "none": "Inget av det som visas skiljer sig säkert från riket",
        "one": "{name} skiljer sig inte säkert från riket",
        "about": "ungefär {n}",
        "hidden": "För få svar för att jämföra med riket",
        "chance": "En skillnad nämns bara när hela intervallet ligger på ena sidan om rikets "
        "värde. Med {n} jämförelser väntas {chance} göra det av en slump.{whole}",
        "whole": " Intervall och riket jämförs i hela procent, som de är skrivna.",
    },
    "en": {
        "higher": "Higher share than nationally: {names}",
        "lower": "Lower share than nationally: {names}",
        "and_lower": "lower: {names}",
        "more": "{names} and {n} more",
        "every": "all {n} compared",
        "none": "Nothing shown clearly differs from the national figure",
        "one": "{name} does not clearly differ from the national figure",
        "about": "about {n}",
        "hidden": "Too few responses for a comparison with the national figure",
        "chance": "A difference is named only when the whole interval lies on one side of the "
        "national figure. Of {n} comparisons, {chance} would be expected to do so by "
        "chance.{whole}",
        "whole": " Intervals and the national figure are compared in whole per cent, as printed.",
    },
}


@dataclass(frozen=True)
class Pair:
    """What is compared, in words, and the two numbers."""

    label: str
    own: Value | None
    nation: Value | None


def contrast(pairs: Sequence[Pair], values: Values, *, alike: str = "") -> str:
    """Name what differs from the nation; without certainty, say so, as ``alike`` if given."""
    text = phrases(_TEXT, values.language)
    verdicts = [
        (with_few(without_codes(p.label), p.own, values.language), against_nation(p.own, p.nation))
        for p in pairs
    ]
    known = [label for label, verdict in verdicts if verdict is not Standing.UNKNOWN]
    higher = [label for label, verdict in verdicts if verdict is Standing.HIGHER]
    lower = [label for label, verdict in verdicts if verdict is Standing.LOWER]
    if not known:
        return text["hidden"]
    if not higher and not lower:
        return text["one"].format(name=known[0]) if len(known) == 1 else alike or text["none"]
    for key, found in (("higher", higher), ("lower", lower)):
        if len(found) == len(known) > _MOST_NAMED:
            # Names of two would look as if they had been chosen among others.
            return text[key].format(
                names=text["every"].format(n=spelled(len(found), values.language))
            )
    if not lower:
        return text["higher"].format(names=named(higher, values.language))
    if not higher:
        return text["lower"].format(names=named(lower, values.language))
    first = text["higher"].format(names=named(higher, values.language))
    return f"{first}; {text['and_lower'].format(names=named(lower, values.language))}"


def with_few(label: str, value: Value | None, language: str) -> str:
    """A share that is named in a title, with its numbers where they are few and so uncertain."""
    if value is None or not value.is_shown or value.statistic != Statistic.SHARE:
        return label
    if not is_few(value):
        return label
    counts = company(value, language)
    # One bracket with both: "(MPI) (11 av 13)" reads as two names.
    return f"{label[:-1]}, {counts})" if label.endswith(")") else f"{label} ({counts})"


def with_company(value: Value, measure: Measure, language: str) -> str:
    """A share with its numerator and denominator; what is no share by itself."""
    told = amount(value, measure, language)
    return f"{told} ({company(value, language)})" if value.statistic == Statistic.SHARE else told


def is_few(value: Value) -> bool:
    """Whether so few are behind a number that its uncertainty must be seen beside it."""
    return value.n < conventions.get("uncertain_below").value


def by_chance(pairs: Sequence[Pair], values: Values) -> str:
    """How a difference is judged, and how many would come by chance alone."""
    known = [p for p in pairs if against_nation(p.own, p.nation) is not Standing.UNKNOWN]
    if len(known) < 2:
        return ""
    text = phrases(_TEXT, values.language)
    chance = text["about"].format(n=chance_alone(len(known), language=values.language))
    in_per_cent = all(p.own.statistic == Statistic.SHARE for p in known)
    return text["chance"].format(
        n=spelled(len(known), values.language),
        chance=chance,
        whole=text["whole"] if in_per_cent else "",
    )


def named(labels: Sequence[str], language: str) -> str:
    """Labels inside a sentence; of many, the first two and how many more."""
    if len(labels) <= _MOST_NAMED:
        return listed(labels, language)
    first = ", ".join(small(label) for label in labels[: _MOST_NAMED - 1])
    rest = spelled(len(labels) - _MOST_NAMED + 1, language)
    return _TEXT[language]["more"].format(names=first, n=rest)
