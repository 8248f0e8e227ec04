"""Waits that are not counted: a note on the periods where fewer wait than programmes began."""

from __future__ import annotations

from collections.abc import Sequence

from nrs_lib.disclosure.windows import period_of
from nrs_lib.figures.values import Value, Values
from nrs_lib.figures.wording import measure_of
from nrs_lib.text import count, join_words

WAIT, STARTS = "wait_to_programme", "programme_starts"
_TEXT = {
    "sv": {
        "note": "{label} räknas inte för alla program, utan för {parts}. En enhets väntetider "
        "räknas först när enheten har registrerat så länge att även långa väntetider har hunnit "
        "synas.",
        "part": "{n} av dem som började {period} ({began})",
        "part_year": "{n} av dem som började år {period} ({began})",
    },
    "en": {
        "note": "{label} is not counted for all programmes, but for {parts}. A unit's waits are "
        "counted only once the unit has been registering long enough for long waits to appear.",
        "part": "{n} of those that started in {period} ({began})",
        "part_year": "{n} of those that started in {period} ({began})",
    },
}


def waits_note(values: Values, line: Sequence[Value | None], language: str) -> list[str]:
    """Of how many of the programmes the waits of a line are, where it is not of all."""
    base = values.cleared[0].record.used["limits"]["round_to"]
    text, parts = _TEXT[language], []
    for value in line:
        if value is None or not value.is_shown:
            continue
        began = values.one(value.scope, STARTS, "count", period=value.period)
        # Counts are rounded each by itself.
        if began is not None and began.is_shown and value.n <= began.n - 2 * base:
            when = period_of(value.period)
            key = "part_year" if when.label(language) == value.period else "part"
            counts = {"n": count(value.n, language=language)}
            counts["began"] = count(began.n, language=language)
            parts.append(text[key].format(**counts, period=when.label(language)))
    if not parts:
        return []
    label = measure_of(WAIT).label[language]
    told = join_words(parts, language=language)
    return [text["note"].format(label=label, parts=told)]
