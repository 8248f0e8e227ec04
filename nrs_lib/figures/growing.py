"""What may still change: the words beneath a figure whose latest numbers are not all in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from nrs_lib.disclosure.windows import period_of
from nrs_lib.figures.wording import measure_of
from nrs_lib.text import join_words

Growing = Mapping[str, Sequence[str]]
"""Codes of the periods whose number may still change, by measure."""
_TEXT = {
    "sv": "{label}, {periods}: kan ännu ändras, för alla hade inte haft sin fulla tid att "
    "svara när data hämtades.",
    "en": "{label}, {periods}: may still change, as not everyone had had the full time to "
    "respond when the data were extracted.",
}


def growing_notes(
    measures: Sequence[str], periods: Collection[str], growing: Growing | None, language: str
) -> list[str]:
    """A sentence for each drawn measure of which a drawn period's number may still change."""
    notes = []
    for code in measures:
        codes = [one for one in (growing or {}).get(code, ()) if one in periods]
        if codes:
            labels = [period_of(one).label(language) for one in sorted(codes)]
            label = measure_of(code).label[language]
            words = join_words(labels, language=language)
            notes.append(_TEXT[language].format(label=label, periods=words))
    return notes
