"""How the scores of a table were made, told beneath it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from nrs_lib.contracts.conventions import get
from nrs_lib.disclosure import ClearedTable
from nrs_lib.tables.defined import scales_of
from nrs_lib.tables.defined_missing import missing_sentences
from nrs_lib.tables.sentences import phrase
from nrs_lib.text import join_words


def scoring_notes(
    cleared: ClearedTable, shown: Collection[str], *, language: str = "sv"
) -> tuple[str, ...]:
    """Missing rules, value sets and scores that are the registry's own, of the scales shown.

    Parameters
    ----------
    cleared
        A table whose definitions name its scales: ``scale:`` or ``exported:``.
    shown
        Codes of the scales that the table shows.
    """
    keys = cleared.record.definitions
    made = [one for one in scales_of(keys, "scale") if one.code in shown]
    exported = [one for one in scales_of(keys, "exported") if one.code in shown]
    several = [one for one in made if len(one.items) != 1]
    notes = missing_sentences(several, language)
    notes += _value_sets([one.instrument for one in made if one.value_set], language)
    if exported:
        names = join_words([one.label[language] for one in exported], language=language)
        notes.append(phrase("exported", language, scales=names))
    return tuple(dict.fromkeys(notes))


def _value_sets(instruments: Sequence[str], language: str) -> list[str]:
    return [get(f"{name}_value_set").label(language) for name in dict.fromkeys(instruments)]
