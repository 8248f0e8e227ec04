"""Code lists: our identifiers, the labels of the extract, and the spellings accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from nrs_lib.contracts.definition_rows import read_days, read_rows
from nrs_lib.contracts.languages import ByLanguage, by_language
from nrs_lib.contracts.shape import MARK, read_definition, refuse_marks
from nrs_lib.errors import DefinitionError
from nrs_lib.places import definitions
from nrs_lib.terms import Evidence

COLUMNS = ("code", "label_sv", "label_en", "missing", "valid_from", "valid_to")
"""Columns of a code list's file."""
_ALIAS_COLUMNS = ("alias", "code")
_OWN: ContextVar[Mapping[str, Codelist]] = ContextVar("own code lists")


def spelling(text: str) -> str:
    """Bring a label or name to the form in which spellings are compared.

    Case, doubled blanks and the kind of dash make no difference; nothing else is forgiven.
    """
    return " ".join(text.replace("–", "-").replace("\u00a0", " ").split()).casefold()


@dataclass(frozen=True)
class Code:
    """One code: our identifier and its labels; ``missing`` codes become missing values.

    ``valid_from`` and ``valid_to`` are its first and last day, none where it has none.
    """

    code: str
    label_sv: str
    label_en: str
    missing: bool
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Codelist:
    """A closed list of codes, in order, with the other spellings accepted for them."""

    name: str
    version: int
    codes: tuple[Code, ...]
    aliases: Mapping[str, str]
    ordered: bool
    evidence: Evidence
    reference: ByLanguage

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


def _code(row: Mapping[str, str], where: str) -> Code:
    if row["missing"] not in ("true", "false"):
        raise DefinitionError(
            "The column missing holds something else than true or false.",
            where=where,
            remedy="Write true or false.",
        )
    first, last = read_days(row, where)
    return Code(
        code=row["code"],
        label_sv=row["label_sv"],
        label_en=row["label_en"],
        missing=row["missing"] == "true",
        valid_from=first,
        valid_to=last,
    )


def read_index(path: Path) -> Mapping[str, Mapping[str, object]]:
    """Read a list of code lists: what each is, by name.

    Raises
    ------
    DefinitionError
        The file departs from its schema; names file and key.
    """
    content = read_definition(path, schema=definitions() / "codelists.schema.json")
    return MappingProxyType({entry["name"]: entry for entry in content["lists"]})


def read_prefix_list(name: str) -> Mapping[str, object]:
    """What is said of a list of prefixes: version, evidence and reference."""
    path = definitions() / "codelists" / "lists.yaml"
    content = read_definition(path, schema=definitions() / "codelists.schema.json")
    return next(entry for entry in content.get("prefixes", ()) if entry["name"] == name)


@cache
def _index() -> Mapping[str, Mapping[str, object]]:
    return read_index(definitions() / "codelists" / "lists.yaml")


def read_codelist(name: str) -> Codelist:
    """Read one code list.

    Raises
    ------
    DefinitionError
        The list is unknown, not whole, or has a code or spelling twice; names file and line.
    """
    own = _OWN.get({})
    return own[name] if name in own else _shipped(name)


@contextmanager
def using_codelists(own: Mapping[str, Codelist]) -> Iterator[None]:
    """Let code lists of a table of one's own be found by name, within a block of code.

    Raises
    ------
    DefinitionError
        A list has the name of one that is here already.
    """
    twice = [name for name in own if name in _index()]
    if twice:
        raise DefinitionError(
            f"A code list of your own has the name of another: {twice[0]}.",
            where=f"codelists/{twice[0]}.csv",
            remedy="Give it a name of its own, in its file, its list and the contract.",
        )
    before = _OWN.set(own)
    try:
        yield
    finally:
        _OWN.reset(before)


@cache
def _shipped(name: str) -> Codelist:
    if name not in _index():
        raise DefinitionError(
            f"There is no code list named {name}.",
            where="codelists/lists.yaml",
            remedy=f"Known lists: {', '.join(sorted(_index()))}.",
        )
    return read_list(definitions() / "codelists" / f"{name}.csv", _index()[name])


def read_list(path: Path, entry: Mapping[str, object]) -> Codelist:
    """Read one code list's file; ``entry`` is what its list of lists says of it.

    Raises
    ------
    DefinitionError
        The list is not whole, is still a draft, or has a code or spelling twice.
    """
    name = path.stem
    rows = read_rows(path, COLUMNS)
    refuse_marks(marks_in_rows(rows), where=path.name)
    codes = tuple(
        _code(row, f"{path.name} line {number}") for number, row in enumerate(rows, start=2)
    )
    known = [code.code for code in codes]
    if len(set(known)) < len(known):
        raise DefinitionError(
            "A code stands twice in a code list.", where=path.name, remedy="Keep one of them."
        )
    alias_path = path.with_name(f"{name}.aliases.csv")
    aliases: dict[str, str] = {}
    for row in read_rows(alias_path, _ALIAS_COLUMNS) if alias_path.exists() else ():
        if row["code"] not in known:
            raise DefinitionError(
                f"An alias stands for a code that the list lacks: {row['code']}.",
                where=alias_path.name,
                remedy=f"Use a code of {path.name}.",
            )
        aliases[row["alias"]] = row["code"]
    codelist = Codelist(
        name=name,
        version=int(entry["version"]),
        codes=codes,
        aliases=MappingProxyType(aliases),
        ordered=bool(entry["ordered"]),
        evidence=Evidence(entry["evidence"]),
        reference=by_language(entry["reference"]),
    )
    _spellings(codelist)
    return codelist


def marks_in_rows(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Place and text of every mark that a draft left in a code list."""
    for number, row in enumerate(rows, start=2):
        for column, text in row.items():
            if text.startswith(MARK):
                yield f"line {number}, {column}", text


def read_codelists() -> Mapping[str, Codelist]:
    """Read every code list, by name."""
    return MappingProxyType({name: read_codelist(name) for name in _index()})
