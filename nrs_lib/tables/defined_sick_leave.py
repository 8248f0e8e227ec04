"""The days of the windows that sick leave is counted in, in words."""

from __future__ import annotations

from collections.abc import Iterable

from nrs_lib.contracts.sick_leave import Window, read_sick_leave
from nrs_lib.tables.sentences import small
from nrs_lib.terms import Evidence
from nrs_lib.text import number

_WORDS = {
    "sv": {
        "set": "Sjukskrivning, {label}: {windows}.",
        "window": "{label} (dag {first} till {last} från {anchor})",
        "program_start_date": "programstart",
        "discharge_date": "avslut",
    },
    "en": {
        "set": "Sick leave, {label}: {windows}.",
        "window": "{label} (day {first} to {last} from {anchor})",
        "program_start_date": "programme start",
        "discharge_date": "discharge",
    },
}


def window_definitions(
    codes: Iterable[str], language: str = "sv"
) -> list[tuple[str, str, Evidence, str]]:
    """Key, sentence, evidence and reference of sets of windows, by their codes."""
    text = _WORDS[language]
    found = []
    for code in codes:
        one = read_sick_leave().window_set(code)
        told = "; ".join(_window(window, language) for window in one.windows)
        words = text["set"].format(label=small(one.label[language]), windows=told)
        found.append((f"sick_leave:{code}", words, one.evidence, one.reference[language]))
    return found


def told_with_windows(codes: Iterable[str]) -> set[str]:
    """Conventions whose days the sets of windows, by their codes, tell: they are told once."""
    return {one for code in codes if (one := read_sick_leave().window_set(code).convention)}


def _window(window: Window, language: str) -> str:
    text = _WORDS[language]
    return text["window"].format(
        label=small(window.label[language]),
        first=number(window.first, language=language),
        last=number(window.last, language=language),
        anchor=text[window.anchor],
    )
