"""Code lists: our identifiers, the labels of the extract, and the spellings accepted."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.shape import read_definition
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence

_COLUMNS = ("code", "label_sv", "label_en", "missing", "valid_from")
_ALIAS_COLUMNS = ("alias", "code")
_PREFIX_COLUMNS = ("prefix", "label_sv", "valid_from", "evidence")


def spelling(text: str) -> str:
    """Bring a label or name to the form in which spellings are compared.

    Case, doubled blanks and the kind of dash make no difference; nothing else is forgiven.
    """
    return " ".join(text.replace("–", "-").replace("\u00a0", " ").split()).casefold()


@dataclass(frozen=True)
class Code:
    """One code: our identifier and its labels; ``missing`` codes become missing values."""

    code: str
    label_sv: str
    label_en: str
    missing: bool
    valid_from: date | None


@dataclass(frozen=True)
class Codelist:
    """A closed list of codes, in order, with the other spellings accepted for them."""

    name: str
    codes: tuple[Code, ...]
    aliases: Mapping[str, str]
    ordered: bool
    evidence: Evidence
    reference: str

    @property
    def values(self) -> tuple[str, ...]:
        """Codes that are answers, in the list's order; codes for missing left out."""
        return tuple(code.code for code in self.codes if not code.missing)

    def label(self, code: str, language: str = "sv") -> str:
        """Label of a code for readers."""
        return self.labels(language)[code]

    def labels(self, language: str = "sv") -> Mapping[str, str]:
        """Every code's label, in the list's order."""
        return {code.code: getattr(code, f"label_{language}") for code in self.codes}

    def is_missing(self, code: str) -> bool:
        """Whether the code stands for a missing answer."""
        return any(known.missing for known in self.codes if known.code == code)

    def code_of(self, text: str) -> str:
        """Code that a label, an accepted spelling or the code itself stands for.

        Raises
        ------
        KeyError
            The text is not in the list. The text is a patient's, so the error is empty.
        """
        try:
            return _spellings(self)[spelling(text)]
        except KeyError:
            raise KeyError from None

    def is_own_label(self, text: str) -> bool:
        """Whether the text is a label exactly as the list writes it."""
        return any(text == code.label_sv for code in self.codes)


@cache
def _spellings_of(name: str, codes: tuple[Code, ...], aliases: tuple[tuple[str, str], ...]):
    known: dict[str, str] = {}
    texts = [(text, code.code) for code in codes for text in (code.label_sv, code.code)]
    for text, code in (*texts, *aliases):
        if known.setdefault(spelling(text), code) != code:
            raise DefinitionError(
                f"The spelling {text} stands for two codes.",
                where=f"{name}.csv: {known[spelling(text)]} and {code}",
                remedy="Let each label and alias belong to one code.",
            )
    return MappingProxyType(known)


def _spellings(codelist: Codelist) -> Mapping[str, str]:
    return _spellings_of(codelist.name, codelist.codes, tuple(codelist.aliases.items()))


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != columns:
                raise DefinitionError(
                    "A code list has other columns than it should.",
                    where=path.name,
                    remedy=f"Use exactly: {','.join(columns)}.",
                )
            rows = list(reader)
    except FileNotFoundError as error:
        raise DefinitionError(
            "A code list is missing.",
            where=path.name,
            remedy="Add the file, or correct the name in the contract.",
        ) from error
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values() or not row[columns[0]] or not row[columns[1]]:
            raise DefinitionError(
                "A code list has a row that is not whole.",
                where=f"{path.name} line {number}",
                remedy=f"Give {len(columns)} fields; the first two are never empty.",
            )
    return rows


def _day(text: str, where: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise DefinitionError(
            "A date is not written as a date.", where=where, remedy="Write it as 2016-01-01."
        ) from error


def _code(row: Mapping[str, str], where: str) -> Code:
    if row["missing"] not in ("true", "false"):
        raise DefinitionError(
            "The column missing holds something else than true or false.",
            where=where,
            remedy="Write true or false.",
        )
    return Code(
        code=row["code"],
        label_sv=row["label_sv"],
        label_en=row["label_en"],
        missing=row["missing"] == "true",
        valid_from=_day(row["valid_from"], where),
    )


@cache
def _index() -> Mapping[str, Mapping[str, object]]:
    content = read_definition(
        definitions() / "codelists" / "lists.yaml",
        schema=definitions() / "codelists.schema.json",
    )
    return MappingProxyType({entry["name"]: entry for entry in content["lists"]})


@cache
def read_codelist(name: str) -> Codelist:
    """Read one code list.

    Raises
    ------
    DefinitionError
        The list is unknown, not whole, or has a code or spelling twice; names file and line.
    """
    if name not in _index():
        raise DefinitionError(
            f"There is no code list named {name}.",
            where="codelists/lists.yaml",
            remedy=f"Known lists: {', '.join(sorted(_index()))}.",
        )
    path = definitions() / "codelists" / f"{name}.csv"
    codes = tuple(
        _code(row, f"{path.name} line {number}")
        for number, row in enumerate(_rows(path, _COLUMNS), start=2)
    )
    known = [code.code for code in codes]
    if len(set(known)) < len(known):
        raise DefinitionError(
            "A code stands twice in a code list.", where=path.name, remedy="Keep one of them."
        )
    alias_path = path.with_name(f"{name}.aliases.csv")
    aliases: dict[str, str] = {}
    for row in _rows(alias_path, _ALIAS_COLUMNS) if alias_path.exists() else ():
        if row["code"] not in known:
            raise DefinitionError(
                f"An alias stands for a code that the list lacks: {row['code']}.",
                where=alias_path.name,
                remedy=f"Use a code of {path.name}.",
            )
        aliases[row["alias"]] = row["code"]
    entry = _index()[name]
    codelist = Codelist(
        name=name,
        codes=codes,
        aliases=MappingProxyType(aliases),
        ordered=bool(entry["ordered"]),
        evidence=Evidence(entry["evidence"]),
        reference=str(entry["reference"]),
    )
    _spellings(codelist)
    return codelist


def read_codelists() -> Mapping[str, Codelist]:
    """Read every code list, by name."""
    return MappingProxyType({name: read_codelist(name) for name in _index()})


@dataclass(frozen=True)
class PainDiagnosis:
    """One prefix of diagnosis codes that count as pain, from a day on (None: always)."""

    prefix: str
    label_sv: str
    valid_from: date | None
    evidence: Evidence


@cache
def read_pain_diagnoses() -> tuple[PainDiagnosis, ...]:
    """Read the prefixes of diagnosis codes that count as a pain diagnosis.

    The registry's own guide has not been read; most prefixes are assumed and say so.
    """
    path = definitions() / "codelists" / "pain_diagnosis.csv"
    return tuple(
        PainDiagnosis(
            prefix=row["prefix"],
            label_sv=row["label_sv"],
            valid_from=_day(row["valid_from"], f"{path.name} line {number}"),
            evidence=Evidence(row["evidence"]),
        )
        for number, row in enumerate(_rows(path, _PREFIX_COLUMNS), start=2)
    )
