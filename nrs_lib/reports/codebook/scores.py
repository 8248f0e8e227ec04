"""Items and scales as words: codes, values, and the registry's column of the same score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nrs_lib.contracts.exported import read_exported
from nrs_lib.contracts.instruments import Instrument, read_instruments
from nrs_lib.reports.codebook.wording import WORDS
from nrs_lib.reports.scoring_manual.describing import span
from nrs_lib.text.references import reference_words

SCORE_FACTS = (
    "instrument",
    "kind",
    "code",
    "name",
    "values",
    "exported_as",
    "evidence",
    "reference",
)
"""What is told of an item or a scale, in the order of the sheet."""


@dataclass(frozen=True)
class InstrumentWords:
    """An instrument: its items and scales in words by the names in ``SCORE_FACTS``."""

    instrument: Instrument
    lines: tuple[dict[str, str], ...]
    codings: tuple[str, ...]
    evidence: str
    reference: str


def instruments(language: str) -> list[InstrumentWords]:
    """Every instrument in words."""
    return [_in_words(one, language) for one in read_instruments().values()]


def exported_columns() -> dict[str, str]:
    """Column of the questionnaire by the code of the scale that it stands for."""
    exported = read_exported()
    versioned = {code: part.column for part in exported.versioned for code in part.scales.values()}
    return {**exported.columns, **versioned}


def _in_words(instrument: Instrument, language: str) -> InstrumentWords:
    words = WORDS[language]
    return InstrumentWords(
        instrument=instrument,
        lines=tuple(_lines(instrument, language)),
        codings=tuple(
            words["suffix"].format(
                suffix=coding.suffix,
                label=coding.label[language],
                evidence=words[str(coding.evidence)],
            )
            for coding in instrument.codings
        ),
        evidence=words[str(instrument.evidence)],
        reference=reference_words(instrument.reference[language]),
    )


def _lines(instrument: Instrument, language: str) -> Iterator[dict[str, str]]:
    words = WORDS[language]
    columns = exported_columns()
    for item in instrument.items:
        yield {
            "instrument": instrument.id,
            "kind": words["kind_item"],
            "code": item.code,
            "name": "",
            "values": words["to"].format(low=item.minimum, high=item.maximum),
            "exported_as": "",
            "evidence": words[str(instrument.evidence)],
            "reference": reference_words(instrument.reference[language]),
        }
    for scale in instrument.scales:
        yield {
            "instrument": instrument.id,
            "kind": words["kind_scale"],
            "code": scale.code,
            "name": scale.label[language],
            "values": span(scale, language),
            "exported_as": columns.get(scale.code, ""),
            "evidence": words[str(scale.evidence)],
            "reference": reference_words(scale.reference[language]),
        }
