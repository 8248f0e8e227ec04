"""Code lists as words: one line per code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nrs_lib.contracts.codelists import Code, Codelist, read_codelists
from nrs_lib.contracts.reading import read_contracts
from nrs_lib.reports.codebook.wording import WORDS
from nrs_lib.text import iso_date
from nrs_lib.text.references import reference_words

CODE_FACTS = (
    "codelist",
    "version",
    "code",
    "label",
    "label_sv",
    "means_missing",
    "valid_from",
    "valid_to",
    "also",
    "evidence",
    "reference",
)
"""What is told of a code, in the order of the sheet."""
MISSING_REASONS = "missing_reasons"


@dataclass(frozen=True)
class ListWords:
    """A code list: its codes in words by the names in ``CODE_FACTS``, and what is told of all.

    ``shown`` are the facts that some code has, for a table without empty columns.
    ``used_by`` are the tables and columns that hold the codes.
    """

    codelist: Codelist
    codes: tuple[dict[str, str], ...]
    shown: tuple[str, ...]
    used_by: tuple[tuple[str, str], ...]
    evidence: str
    reference: str


def code_lists(language: str) -> dict[str, ListWords]:
    """Every code list in words, by name."""
    return {name: _in_words(one, language) for name, one in read_codelists().items()}


def _users(codelist: str) -> Iterator[tuple[str, str]]:
    for contract in read_contracts().values():
        for field in contract.fields:
            if field.codelist == codelist:
                yield contract.table, field.name


def _in_words(codelist: Codelist, language: str) -> ListWords:
    words = WORDS[language]
    evidence = words[str(codelist.evidence)]
    reference = reference_words(codelist.reference[language])
    codes = tuple(
        {
            "codelist": codelist.name,
            "version": str(codelist.version),
            "code": code.code,
            "label": codelist.label(code.code, language),
            # What a delivery holds is Swedish, whatever the page is written in.
            "label_sv": code.label_sv if language != "sv" else "",
            "means_missing": words["yes"] if code.missing else "",
            "valid_from": iso_date(code.valid_from) if code.valid_from else "",
            "valid_to": iso_date(code.valid_to) if code.valid_to else "",
            "also": "; ".join(_other_spellings(codelist, code)),
            "evidence": evidence,
            "reference": reference,
        }
        for code in codelist.codes
    )
    inner = CODE_FACTS[2:-2]
    shown = tuple(key for key in inner if any(code[key] for code in codes))
    used_by = tuple(_users(codelist.name))
    return ListWords(codelist, codes, shown, used_by, evidence, reference)


def _other_spellings(codelist: Codelist, code: Code) -> Iterator[str]:
    return (text for text, meant in codelist.aliases.items() if meant == code.code)
