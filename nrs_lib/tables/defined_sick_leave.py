"""The days of the windows that sick leave is counted in, and its kinds of benefits, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nrs_lib.contracts.reading import read_codelist
from nrs_lib.contracts.sick_leave import Window, read_sick_leave
from nrs_lib.tables.sentences import small
from nrs_lib.terms import Evidence
from nrs_lib.text import number

BENEFITS = "benefits"
"""The code that stands for which benefits are temporary and which permanent."""

_WORDS = {
    "sv": {
        "set": "Sjukskrivning, {label}: {windows}.",
        "window": "{label} (dag {first} till {last} från {anchor})",
        "program_start_date": "programstart",
        "discharge_date": "avslut",
        "or": "eller",
        "benefits": "Sjukskrivning är tillfällig med {temporary}, och permanent med {permanent}.",
    },
    "en": {
        "set": "Sick leave, {label}: {windows}.",
        "window": "{label} (day {first} to {last} from {anchor})",
        "program_start_date": "programme start",
        "discharge_date": "discharge",
        "or": "or",
        "benefits": "Sick leave is temporary with {temporary}, and permanent with {permanent}.",
    },
}


def window_definitions(
    codes: Iterable[str], language: str = "sv"
) -> list[tuple[str, str, Evidence, str]]:
    """Key, sentence, evidence and reference of sets of windows and of `BENEFITS`, by their codes.

    A code may name the windows that are used, as in ``study:t1>t2``; the others are not told.
    """
    text = _WORDS[language]
    found = []
    for code in codes:
        if code == BENEFITS:
            found.append(_benefits(language))
            continue
        name, _, used = code.partition(":")
        one = read_sick_leave().window_set(name)
        told = "; ".join(
            _window(window, language)
            for window in one.windows
            if not used or window.code in used.split(">")
        )
        words = text["set"].format(label=small(one.label[language]), windows=told)
        found.append((f"sick_leave:{code}", words, one.evidence, one.reference[language]))
    return found


def told_with_windows(codes: Iterable[str]) -> set[str]:
    """Conventions whose days the sets of windows, by their codes, tell: they are told once."""
    names = {code.partition(":")[0] for code in codes} - {BENEFITS}
    return {one for name in names if (one := read_sick_leave().window_set(name).convention)}


def _benefits(language: str) -> tuple[str, str, Evidence, str]:
    rules = read_sick_leave()
    words = _WORDS[language]["benefits"].format(
        temporary=benefits_in_words(rules.temporary, language),
        permanent=benefits_in_words(rules.permanent, language),
    )
    reference = rules.benefits_reference[language]
    return (f"sick_leave:{BENEFITS}", words, rules.benefits_evidence, reference)


def benefits_in_words(codes: Sequence[str], language: str) -> str:
    """Benefits by their names, any one of which is enough."""
    known = read_codelist("sick_leave_benefit").labels(language)
    *names, last = [small(known[code]) for code in codes]
    return f"{', '.join(names)} {_WORDS[language]['or']} {last}" if names else last


def _window(window: Window, language: str) -> str:
    text = _WORDS[language]
    return text["window"].format(
        label=small(window.label[language]),
        first=number(window.first, language=language),
        last=number(window.last, language=language),
        anchor=text[window.anchor],
    )
