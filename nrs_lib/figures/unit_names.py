"""What other units are called in a figure, and those of them that are shown or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nrs_lib.disclosure.windows import period_of
from nrs_lib.figures.values import OWN, Value, Values
from nrs_lib.figures.wording import capital
from nrs_lib.text import join_words, spelled, whole

Names = Mapping[str, str] | None
_TEXT = {
    "sv": {
        "hidden": "{n} visas inte: {reasons}.",
        "hidden_one": "{n} visas inte: {reasons}.",
        "protected": "små antal skyddas",
        "of": "{units} ({reason})",
        "time": "Enheterna jämförs över {period}. ",
        "unit": "enhet",
        "units": "enheter",
        "another": "Annan enhet",
        "chosen": "Vilka enheter som döljs för att skydda små antal beror delvis på resultatet, så "
        "de som visas speglar inte alla.",
        "every": "{n} enheter",
        "shown": "de {n} enheter som kan visas{of}",
        "of_every": " (av {every})",
        "none": "ingen av {units}",
        "only": "den enda enhet som kan visas{of} ligger",
        "both": "båda enheterna som kan visas{of} ligger",
        "all": "alla {n} enheter som kan visas{of} ligger",
    },
    "en": {
        "hidden": "{n} are not shown: {reasons}.",
        "hidden_one": "{n} is not shown: {reasons}.",
        "protected": "small counts are protected",
        "of": "{units} ({reason})",
        "time": "Units are compared over {period}. ",
        "unit": "unit",
        "units": "units",
        "another": "Another unit",
        "chosen": "Which units are hidden to protect small counts depends partly on the result, "
        "so those shown do not represent all.",
        "every": "{n} units",
        "shown": "the {n} units that can be shown{of}",
        "of_every": " (of {every})",
        "none": "none of {units} lies",
        "only": "the only unit that can be shown{of} lies",
        "both": "both units that can be shown{of} lie",
        "all": "all {n} units that can be shown{of} lie",
    },
}


def called(values: Values, value: Value, names: Names) -> str:
    """What readers call a unit: by its name only where the policy names units.

    ``names`` are by unit_id; the id stands where one is missing.
    """
    if value.scope == OWN:
        return values.in_sentence(OWN)
    if not values.record.names_units:
        return _TEXT[values.language]["another"]
    return (names or {}).get(value.group, value.group)


def named_in_title(values: Values, units: Sequence[Value], names: Names, *, most: int) -> str:
    """Units' names in brackets, to go on with a title; empty where they may not be named.

    Empty, too, of more than ``most``, and where a name has a digit: a title is also a drawing's
    text alternative, where each number must be one that was cleared.
    """
    called_so = [called(values, value, names) for value in units]
    if any(map(str.isdigit, "".join(called_so))):
        return ""
    return named_in_note(values, units, names, most=most)


def named_in_note(values: Values, units: Sequence[Value], names: Names, *, most: int) -> str:
    """The same in a note, where a name may have digits."""
    if not values.record.names_units or len(units) > most:
        return ""
    called_so = [whole(called(values, value, names)) for value in units]
    return f" ({join_words(called_so, language=values.language)})"


def hidden_units(
    values: Values, hidden: Sequence[Value], names: Names, *, is_named: bool = True
) -> list[str]:
    """One sentence on the units that are not shown, never silently gone.

    By name, each with its reason, where the policy names units and ``is_named``; else counted by
    reason.
    """
    if not hidden:
        return []
    language, text = values.language, _TEXT[values.language]
    by_reason: dict[str, list[str]] = {}
    for value in hidden:
        name = whole(called(values, value, names))
        is_protected = value.hidden == "protected"
        reason = text["protected"] if is_protected else values.reason(value)
        by_reason.setdefault(reason, []).append(name)
    if values.record.names_units and is_named:
        whose = [
            text["of"].format(reason=reason, units=join_words(units, language=language))
            for reason, units in by_reason.items()
        ]
    else:
        often = sorted(by_reason, key=lambda reason: -len(by_reason[reason]))
        if len(often) > 1:
            often = [
                text["of"].format(reason=reason, units=spelled(len(by_reason[reason]), language))
                for reason in often
            ]
        whose = often
    reasons = join_words(whose, language=language)
    key = "hidden_one" if len(hidden) == 1 else "hidden"
    told = text[key].format(n=_units(len(hidden), text, language), reasons=reasons)
    is_chosen = is_named and text["protected"] in by_reason
    return [f"{told} {text['chosen']}" if is_chosen else told]


def of_time(units: Sequence[Value], language: str) -> str:
    """Which time the units are compared over: it may be longer than the report's."""
    found = period_of(units[0].period) if units else None
    if found is None:
        return ""
    return _TEXT[language]["time"].format(period=found.label(language))


def all_lie(n: int, every: int, language: str) -> str:
    """The beginning of a sentence on where every unit that is shown lies."""
    key = {1: "only", 2: "both"}.get(n, "all")
    return _TEXT[language][key].format(n=spelled(n, language), of=_of(n, every, language))


def none_of(n: int, every: int, language: str) -> str:
    """The beginning of a sentence on where no unit that is shown lies."""
    return _TEXT[language]["none"].format(units=of_shown(n, every, language))


def of_shown(n: int, every: int, language: str) -> str:
    """How many units are shown, and of how many where that is not all, to go on after ``of``."""
    if n >= every:
        return _TEXT[language]["every"].format(n=spelled(n, language))
    return _TEXT[language]["shown"].format(n=spelled(n, language), of=_of(n, every, language))


def _of(n: int, every: int, language: str) -> str:
    told = _TEXT[language]["of_every"].format(every=spelled(every, language))
    return told if n < every else ""


def _units(n: int, text: Mapping[str, str], language: str) -> str:
    """How many units, as a sentence begins; in words, as the numbers after it are."""
    return f"{capital(spelled(n, language))} {text['unit' if n == 1 else 'units']}"
