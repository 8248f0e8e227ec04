"""The bands that measures divide scales into, in words."""

from __future__ import annotations

from collections.abc import Iterable

from nrs_lib.contracts.instruments import scale
from nrs_lib.contracts.measures import read_measures
from nrs_lib.tables.sentences import small
from nrs_lib.terms import Evidence
from nrs_lib.text import join_words, number

_WORDS = {
    "sv": {"bands": "Nivåer på {scale}: {bands}.", "band": "{label} från {lower}"},
    "en": {"bands": "Bands of {scale}: {bands}.", "band": "{label} from {lower}"},
}


def band_definitions(
    measures: Iterable[str], language: str = "sv"
) -> list[tuple[str, str, Evidence, str]]:
    """Key, sentence, evidence and reference of the bands that some measures divide scales into."""
    text, found = _WORDS[language], []
    for code in measures:
        divided = read_measures()[code].bands if code in read_measures() else None
        if divided is None:
            continue
        one, scheme = scale(divided), scale(divided).band_scheme()
        told = [
            text["band"].format(
                label=small(band.label[language]), lower=number(band.lower, language=language)
            )
            for band in scheme.bands
        ]
        words = text["bands"].format(
            scale=one.label[language], bands=join_words(told, language=language)
        )
        found.append((f"bands:{divided}", words, scheme.evidence, scheme.reference[language]))
    return found
