"""The change thresholds of scales, in words: scales that are alike in all share a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nrs_lib.contracts.instruments import Scale
from nrs_lib.tables.sentences import phrase
from nrs_lib.terms import Evidence
from nrs_lib.text import join_words


def threshold_definitions(
    scales: Iterable[Scale], language: str = "sv", *, drawn: Mapping[str, str] | None = None
) -> list[tuple[str, str, Evidence, str]]:
    """Key, sentence, evidence and reference of the thresholds that some scales are judged by.

    ``drawn`` has the unit of those that have a curve, where their other thresholds are marked too.
    """
    alike: dict[tuple[str, str, Evidence, str], list[Scale]] = {}
    for one in scales:
        unit = (drawn or {}).get(one.code)
        main = one.change_threshold
        others = [mark for mark in one.marks(unit) if mark is not main] if unit else []
        for mark in (*([main] if main is not None else []), *others):
            told = (mark.meaning[language], mark.evidence, mark.reference[language])
            alike.setdefault((one.instrument, *told), []).append(one)
    return [
        (
            f"threshold:{found[0].code}:{meaning}",
            phrase(
                "threshold",
                language,
                scale=join_words([one.label[language] for one in found], language=language),
                meaning=meaning,
            ),
            evidence,
            reference,
        )
        for (_, meaning, evidence, reference), found in alike.items()
    ]
